"""What a reference means: a code of the same dataset, `dataset:code` of another, a longer form or a full IRI."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from goldenthread.loaders import names
from goldenthread.loaders.cells import Wrong, iri, matched
from goldenthread.loaders.columns import Column
from goldenthread.loaders.sheets import BY_NAME
from goldenthread.store.rdf import NamedNode

_IRI = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|urn:).*", re.DOTALL)
_DATASET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SCOPED = frozenset({"competencies", "levels"})
_LISTED = 10
_LONGEST = 2_000
_HINTS = 50  # how many wrong references get a hint, which takes a look at every code


@dataclass(frozen=True)
class Entry:
    """A thing of this dataset. `scope` is the standard or scheme it is in, `scope_code` how that is spelled."""

    sheet: str
    code: str
    iri: NamedNode
    row: int
    scope_code: str = ""
    scope: NamedNode | None = None

    @property
    def long(self) -> str:
        """The code with its scope, which is never ambiguous within a sheet."""
        return f"{self.scope_code}/{self.code}" if self.scope_code else self.code


@dataclass(frozen=True)
class Found:
    """What a reference leads to, and its text in the spelling of what it names."""

    iri: NamedNode
    text: str


@dataclass
class References:
    """Everything of one dataset by sheet and code; filled while rows are read, then asked."""

    base: str  # where datasets, countries and other datasets' things live
    own: str  # where this dataset's things live
    dataset: str
    _entries: dict[str, dict[str, list[Entry]]] = field(default_factory=dict)
    _iris: dict[str, Entry] = field(default_factory=dict)
    keyless: set[str] = field(default_factory=set)  # sheets without the column that names their things
    standards: dict[NamedNode, NamedNode] = field(default_factory=dict)  # of each competency
    schemes: dict[NamedNode, NamedNode] = field(default_factory=dict)  # of each standard
    _hinted: int = 0

    def mint(self, sheet: str, *codes: str) -> NamedNode:
        """The IRI of a thing of this dataset."""
        return NamedNode(names.thing(self.own, self.dataset, _kind(sheet), *codes))

    def address(self, node: NamedNode) -> NamedNode:
        """The IRI that a thing of this dataset has by its code; any other node as it is."""
        if not (entry := self._iris.get(node.value)):
            return node
        return self.mint(entry.sheet, *((entry.scope_code, entry.code) if entry.scope_code else (entry.code,)))

    def add(self, entry: Entry) -> Entry | None:
        """Takes in a thing; answers with the one that has its place already, if any."""
        held = self._entries.setdefault(entry.sheet, {}).setdefault(matched(entry.code), [])
        for other in held:
            if other.scope == entry.scope:
                return other
        held.append(entry)
        self._iris[entry.iri.value] = entry
        return None

    def entries(self, sheet: str) -> Iterator[Entry]:
        """The things of one sheet."""
        for held in self._entries.get(sheet, {}).values():
            yield from held

    def entry(self, node: NamedNode) -> Entry | None:
        """The thing of this dataset with that IRI."""
        return self._iris.get(node.value)

    def resolve(self, column: Column, text: str, beside: NamedNode | None = None) -> Found:
        """What `text` in `column` means, `beside` being what the narrowing column of the row named. Raises Wrong."""
        if len(text) > _LONGEST:
            raise Wrong(f"a code or an address was expected, of at most {_LONGEST:,} characters")
        if column.sheets == ("levels",) and beside is not None:
            return self._level(text, beside)
        return self._any(text, column.sheets, beside)

    def _any(self, text: str, sheets: tuple[str, ...], within: NamedNode | None = None) -> Found:
        here = self._here(text, sheets)
        near = [entry for entry in here if entry.scope == within] if within else []
        if found := _one(near or here, text):
            return found
        if _IRI.fullmatch(text):
            return self._iri(text)
        dataset, colon, rest = text.partition(":")
        if colon and rest and matched(dataset) == matched(self.dataset):
            return self._any(rest.strip(), sheets, within)
        if colon and rest and _DATASET.fullmatch(dataset):
            return self._elsewhere(dataset, rest.strip(), sheets, text)
        if found := _one(list(self._longer(text, sheets)), text):
            return found
        raise Wrong(self._nothing(text, sheets))

    def _here(self, text: str, sheets: tuple[str, ...]) -> list[Entry]:
        key = matched(text)
        return [entry for sheet in sheets for entry in self._entries.get(sheet, {}).get(key, ())]

    def _longer(self, text: str, sheets: tuple[str, ...]) -> Iterator[Entry]:
        """Things meant by `standard/code`, `scheme/code`, `sheet/code` and `sheet/standard/code`."""
        for place in (i for i, sign in enumerate(text) if sign == "/"):
            head, rest = text[:place].strip(), text[place + 1 :].strip()
            if head.casefold() in sheets:
                sheet = (head.casefold(),)
                yield from self._here(rest, sheet) or self._longer(rest, sheet)
            yield from (entry for entry in self._here(rest, sheets) if matched(entry.scope_code) == matched(head))

    def _iri(self, text: str) -> Found:
        node = iri(text)
        inside = (f"{self.base}{self.dataset}/", f"{self.own}{self.dataset}/")
        if text.startswith(inside) and node.value not in self._iris:
            raise Wrong("nothing in this dataset has this address: add its row, or mend the reference")
        return Found(node, text)

    def _elsewhere(self, dataset: str, rest: str, sheets: tuple[str, ...], text: str) -> Found:
        """A thing of another dataset, whose IRI is made by the same rule as ours. A competency or level written
        without its standard or scheme is taken to be in the one that has the dataset's name."""
        head, slash, tail = rest.partition("/")
        if slash and head.casefold() in sheets:
            sheets, rest = (head.casefold(),), tail
        if len(sheets) > 1:
            ways = ", ".join(f"{dataset}:{sheet}/{rest}" for sheet in sheets)
            raise Wrong(f"this could be of several kinds: write one of {ways}")
        codes = tuple(rest.split("/", 1)) if sheets[0] in _SCOPED and "/" in rest else (rest,)
        if sheets[0] in _SCOPED and len(codes) == 1:
            codes = (dataset, rest)
        return Found(NamedNode(names.thing(self.base, dataset, _kind(sheets[0]), *codes)), text)

    def _level(self, text: str, beside: NamedNode) -> Found:
        """A level in the scheme of the standard of what stands beside it."""
        standard = self.standards.get(beside, beside)
        scheme = self.schemes.get(standard)
        if scheme is None:
            return self._any(text, ("levels",))
        if scheme.value in self._iris:
            return self._level_here(text, scheme, standard)
        if ":" in text or "/" in text:
            return self._any(text, ("levels",))
        return Found(NamedNode(f"{scheme.value}/{names.encoded(text)}"), text)

    def _level_here(self, text: str, scheme: NamedNode, standard: NamedNode) -> Found:
        try:
            found = self._any(text, ("levels",), scheme)
        except Wrong as error:
            raise Wrong(self._not_in(scheme, standard)) from error
        if not found.iri.value.startswith(scheme.value + "/"):
            raise Wrong(self._not_in(scheme, standard))
        return found

    def _not_in(self, scheme: NamedNode, standard: NamedNode) -> str:
        self._hinted += 1
        if self._hinted > _HINTS:
            return "this is no level of the standard's scheme"
        codes = [entry.code for entry in self.entries("levels") if entry.scope == scheme]
        place, owner = self._iris.get(scheme.value), self._iris.get(standard.value)
        return (
            f"this is no level of the scheme {place.code if place else scheme.value}"
            f" of the standard {owner.code if owner else standard.value}: write one of {', '.join(codes[:_LISTED])}"
        )

    def _nothing(self, text: str, sheets: tuple[str, ...]) -> str:
        self._hinted += 1
        known = [entry.code for sheet in sheets for entry in self.entries(sheet)] if self._hinted <= _HINTS else []
        near = difflib.get_close_matches(text[:100], known[:2000], 3, 0.7)
        hint = f". Did you mean {' or '.join(near)}?" if near else ""
        place = " or ".join("levels (column scheme)" if sheet == "schemes" else sheet for sheet in sheets)
        where = f"nothing in {place} is called {text[:100]}"
        return f"{where}: add it there, or write dataset:code for one of another dataset{hint}"

    def written(self, column: Column, node: NamedNode, beside: NamedNode | None = None) -> str:
        """The shortest text that `resolve` would lead to `node`; its IRI, as a workbook has it, where no code does."""
        for text in self._ways(column, node):
            try:
                if not (column.many and "|" in text) and self.resolve(column, text, beside).iri == node:
                    return text
            except Wrong:
                continue
        return self.address(node).value

    def _ways(self, column: Column, node: NamedNode) -> Iterator[str]:
        if entry := self._iris.get(node.value):
            yield from (entry.code, entry.long, f"{entry.sheet}/{entry.code}", f"{entry.sheet}/{entry.long}")
        elif node.value.startswith(self.base):
            steps = [names.decoded(step) for step in node.value.removeprefix(self.base).split("/")]
            if len(steps) > 2:
                dataset, _, *codes = steps
                yield from (f"{dataset}:{codes[-1]}", f"{dataset}:{'/'.join(codes)}")
                yield from (f"{dataset}:{sheet}/{'/'.join(codes)}" for sheet in column.sheets)


def _kind(sheet: str) -> str:
    return "level" if sheet == "schemes" else BY_NAME[sheet].kind


def _one(entries: list[Entry], text: str) -> Found | None:
    """The one thing meant. Raises Wrong where there are several."""
    several = {entry.iri.value: entry for entry in entries}
    if len(several) > 1:
        kinds = {entry.sheet for entry in several.values()}
        ways = [f"{e.sheet}/{e.long}" if len(kinds) > 1 else e.long for e in several.values()]
        more = ", …" if len(ways) > _LISTED else ""
        raise Wrong(f"{text[:100]} could mean several things: write one of {', '.join(ways[:_LISTED])}{more}")
    for entry in several.values():
        return Found(entry.iri, entry.code if matched(text) == matched(entry.code) else entry.long)
    return None
