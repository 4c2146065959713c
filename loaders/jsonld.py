"""JSON-LD made ready to parse: contexts by address replaced by those that ship with us, texts by language told as such
whether the context knows that or not, and what would be lost, listed.

A JSON-LD parser drops in silence each key that no context explains, and each node whose IRI is not one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from goldenthread import files
from goldenthread.errors import Unreadable
from goldenthread.loaders import Lost
from goldenthread.loaders.cells import is_tag
from goldenthread.loaders.jsontext import parsed, shown

_NOT_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\ud800-\udfff]")
_KEYED = frozenset({"@language", "@index", "@id", "@type"})  # containers whose keys are values
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-.+)?")


def _containers(definition: Any) -> set[Any]:
    """What a definition says its values stand in."""
    container = definition.get("@container") if isinstance(definition, dict) else None
    return set(container if isinstance(container, list) else [container])


@dataclass
class _Meaning:
    """What the contexts of a file define, gathered over the whole file."""

    vocabulary: bool = False
    terms: dict[str, Any] = field(default_factory=dict)

    def alias(self, key: str) -> str:
        """A key, or the keyword it stands for."""
        told = self.terms.get(key)
        told = told.get("@id") if isinstance(told, dict) else told
        return told if isinstance(told, str) and told.startswith("@") else key

    def told(self, key: str, part: str) -> Any:
        """One part (@type, @container) of the definition of a key."""
        definition = self.terms.get(key)
        return definition.get(part) if isinstance(definition, dict) else None

    def explains(self, key: str) -> bool:
        if key in self.terms:
            return self.terms[key] is not None
        return not _NOT_IRI.search(key) and (self.vocabulary or ":" in key)

    @cached_property
    def mapped(self) -> bool:
        """Whether the contexts have maps of texts by language at all."""
        return any("@language" in _containers(definition) for definition in self.terms.values())

    def by_language(self, key: str, value: Mapping[str, Any]) -> bool:
        """Whether a value is a map of texts by language, as others of the file, that nothing else explains."""
        if not self.mapped or not key or not value or self.told(key, "@container") or self.told(key, "@type"):
            return False
        texts = (part for held in value.values() for part in (held if isinstance(held, list) else [held]))
        loose = all(_TAG.fullmatch(tag) and is_tag(tag) and not self.explains(tag) for tag in value)
        return loose and all(isinstance(text, str) for text in texts)


@cache
def contexts() -> Mapping[str, Any]:
    """The contexts that ship with us, by each address they answer to."""
    known = {}
    for name in files.names("loaders", "contexts", ending=".jsonld"):
        document = json.loads(files.text("loaders", "contexts", f"{name}.jsonld"))
        known.update(dict.fromkeys(document["answersTo"], document["@context"]))
    return known


def ready(content: bytes, where: str) -> tuple[bytes, tuple[Lost, ...]]:
    """`content` with no context left to fetch, and what a parser will drop. Raises Unreadable."""
    document = parsed(content, where)
    meaning = _Meaning()
    filled, changed = _filled(document, where)
    _gather(filled, meaning)
    told = _told(filled, meaning)
    lost = tuple(_Search(content, where, meaning).losses(told, "$"))
    return (json.dumps(told).encode() if changed or told != filled else content), lost


def _told(value: Any, meaning: _Meaning, key: str = "") -> Any:
    """The document with each map of texts by language as texts with their language, where no context says so."""
    if isinstance(value, list):
        return [_told(part, meaning, key) for part in value]
    if not isinstance(value, dict):
        return value
    if meaning.by_language(key, value):
        texts = [(tag, text) for tag, held in value.items() for text in (held if isinstance(held, list) else [held])]
        return [{"@value": text, "@language": tag} for tag, text in texts]
    return {name: part if name == "@context" else _told(part, meaning, name) for name, part in value.items()}


def _filled(value: Any, where: str) -> tuple[Any, bool]:
    """The document with each remote context replaced, and whether there was one."""
    if isinstance(value, list):
        parts = [_filled(part, where) for part in value]
        return [part for part, _ in parts], any(changed for _, changed in parts)
    if not isinstance(value, dict):
        return value, False
    made = {key: (_context if key == "@context" else _filled)(part, where) for key, part in value.items()}
    return {key: part for key, (part, _) in made.items()}, any(changed for _, changed in made.values())


def _context(value: Any, where: str) -> tuple[Any, bool]:
    if isinstance(value, str):
        if value not in contexts():
            raise Unreadable(
                f"its context {shown(value)} is at an address and nothing is fetched. Put the context itself in the "
                f"file and load it again. These are known here: {', '.join(sorted(contexts()))}",
                where=where, column="@context",
            )  # fmt: skip
        return contexts()[value], True
    if isinstance(value, list):
        parts = [_context(part, where) for part in value]
        return [part for part, _ in parts], any(changed for _, changed in parts)
    if isinstance(value, dict) and "@import" in value:
        raise Unreadable("a context with @import is not read; put it in the file", where=where, column="@context")
    return _filled(value, where)


def _gather(value: Any, meaning: _Meaning) -> None:
    """Puts every definition of every context into `meaning`."""
    for part in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        _gather(part, meaning)
    if isinstance(value, dict) and "@context" in value:
        held = value["@context"]
        for context in held if isinstance(held, list) else [held]:
            if isinstance(context, dict):
                meaning.vocabulary = meaning.vocabulary or isinstance(context.get("@vocab"), str)
                meaning.terms.update((key, part) for key, part in context.items() if not key.startswith("@"))


@dataclass(frozen=True)
class _Search:
    """Looks through a document for what its parser will drop."""

    content: bytes
    where: str
    meaning: _Meaning

    def losses(self, value: Any, path: str) -> Iterator[Lost]:
        if isinstance(value, list):
            for place, part in enumerate(value):
                yield from self.losses(part, f"{path}[{place}]")
        if not isinstance(value, dict) or "@value" in value:
            return
        for key, part in value.items():
            keyword = self.meaning.alias(key)
            here = f"{path}.{key}".encode("utf-8", "replace").decode()
            if keyword == "@id" and len(value) > 1:
                self.address(part, here)
            elif keyword == "@id":
                yield from self.reference(part, here)
            elif keyword.startswith("@"):
                if keyword not in {"@context", "@type"}:
                    yield from self.losses(part, here)
            elif not self.meaning.explains(key):
                yield self.lost(key, here, part, "no context of the file says what it means")
            else:
                yield from self.inside(key, part, here)

    def inside(self, key: str, value: Any, path: str) -> Iterator[Lost]:
        """The losses in the value of a key that is explained."""
        kind, containers = self.meaning.told(key, "@type"), _containers(self.meaning.terms.get(key))
        if kind == "@json" or "@language" in containers:
            return
        if kind in {"@id", "@vocab"}:
            for part in value if isinstance(value, list) else [value]:
                yield from self.reference(part, path)
        if containers & _KEYED and isinstance(value, dict):
            value = list(value.values())
        yield from self.losses(value, path)

    def reference(self, value: Any, path: str) -> Iterator[Lost]:
        """What only names a thing by an address that is none is lost, and no more than that."""
        if isinstance(value, str) and _NOT_IRI.search(value):
            yield self.lost(value, path, value, "it is not an IRI")

    def address(self, value: Any, path: str) -> None:
        """A thing whose own address is not one cannot be read."""
        if isinstance(value, str) and _NOT_IRI.search(value):
            message = f"{shown(value)} is not an IRI. Mend it and load the file again"
            raise Unreadable(message, where=self.where, row=self.row(value), column=path)

    def lost(self, text: str, path: str, value: Any, why: str) -> Lost:
        return Lost(self.where, self.row(text), path, shown(value), why)

    def row(self, text: str) -> int | None:
        """The line where a string first stands in the file, spelled as JSON may spell it."""
        spellings = (json.dumps(text, ensure_ascii=False).encode("utf-8", "replace"), json.dumps(text).encode())
        places = [place for place in map(self.content.find, spellings) if place >= 0]
        return self.content.count(b"\n", 0, min(places)) + 1 if places else None
