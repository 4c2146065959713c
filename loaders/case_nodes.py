"""The nodes of a CASE package found and named: each keeps its address, else its UUID, else gets one of the dataset."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from goldenthread.errors import Unreadable
from goldenthread.loaders.account import Account
from goldenthread.loaders.case_fields import ENVELOPES, NESTED, PLACES, stated
from goldenthread.loaders.jsonstream import Stream
from goldenthread.loaders.jsontext import parsed, shown
from goldenthread.store.rdf import NamedNode, iri_of

_MAIN: Final = frozenset({"identifier", "uri", "fullStatement", "title", "associationType"})  # a node says one of these
_ADDRESS: Final = re.compile(r"\w+://|urn:", re.I)
_INSIDE: Final = re.compile(r"\.?CF(?!Package)")
_LINK: Final = frozenset({"identifier", "targetType", "title", "uri"})


@dataclass(frozen=True)
class Part:
    """One node as it stands in the file: its kind, its place and its fields."""

    kind: str
    path: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Package:
    """A file of CASE, walked through twice, a node at a time. `heard` is told how far that is."""

    content: bytes
    where: str
    heard: Callable[[float], None]

    def parts(self, account: Account, begun: float = 0.0) -> Iterator[Part]:
        """Every node of a package, of a bare list or answer, or of what a server wraps around one; what an envelope
        says itself is a part of the kind of the envelope. Raises Unreadable."""
        stream = Stream(self.content, lambda part: self.heard(begun + part / 2))
        try:
            yield from _walked(stream, account, "", "CFPackage")
            stream.end()
        except (ValueError, RecursionError) as error:
            parsed(self.content, self.where)  # this tells the place
            raise Unreadable(f"this JSON cannot be read: {error}", where=self.where) from error


def _walked(stream: Stream, account: Account, path: str, kind: str) -> Iterator[Part]:
    sign = stream.peek()
    if sign == "[":
        for place in stream.elements():
            yield from _walked(stream, account, f"{path}[{place}]", kind)
    elif sign == "{":
        said: dict[str, Any] = {}
        for key in stream.entries():
            if key in PLACES:
                yield from _placed(stream, account, _join(path, key), PLACES[key])
            elif key in ENVELOPES:
                yield from _walked(stream, account, _join(path, key), key)
            else:
                value = stream.value()
                if kind == "CFPackage" and _holds(value):  # a server's own envelope
                    whole = Stream(json.dumps(value).encode(), lambda _: None)
                    yield from _walked(whole, account, _join(path, key), kind)
                else:
                    said[key] = value
        bare = _bare(said) if kind == "CFPackage" else None
        yield from _held(bare, said, path or "$", account) if bare else [Part(kind, path, said)]
    elif (value := stream.value()) is not None:
        account.lose(path, None, None, shown(value), "it is no node of CASE")


def _placed(stream: Stream, account: Account, path: str, kind: str) -> Iterator[Part]:
    if stream.peek() == "[":
        for place in stream.elements():
            yield from _placed(stream, account, f"{path}[{place}]", kind)
    else:
        yield from _held(kind, stream.value(), path, account)


def _held(kind: str, value: Any, path: str, account: Account) -> Iterator[Part]:
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from _held(kind, part, f"{path}[{place}]", account)
    elif isinstance(value, dict) and not _MAIN.isdisjoint(value):
        yield Part(kind, path, stated(kind, value))
        for key in sorted(NESTED & value.keys()):
            yield from _held(PLACES[key], value[key], _join(path, key), account)
    elif value is not None:
        account.lose(path, None, None, shown(value), f"it is no {kind}")


def _bare(said: Mapping[str, Any]) -> str | None:
    """The kind of a node that stands alone, by the field that only it has. What tells of such fields, as a schema
    does, says none."""
    says = {name for name, value in said.items() if not isinstance(value, list | dict)}
    if says.isdisjoint({"identifier", "uri"}):
        return None
    for name, kind in (("fullStatement", "CFItem"), ("associationType", "CFAssociation"), ("creator", "CFDocument")):
        if name in says:
            return kind
    return None


def _holds(value: Any) -> bool:
    """Whether a value has packages, or nodes that stand alone, in it."""
    if isinstance(value, list):
        return any(_holds(part) for part in value)
    if not isinstance(value, dict):
        return False
    told = not (ENVELOPES | PLACES.keys()).isdisjoint(value) or _bare(value) is not None
    return told or any(_holds(part) for key, part in value.items() if key != "extensions")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def is_link(value: Any) -> bool:
    """Whether a value points at a node: an address, a UUID, or an object of identifier, address and title."""
    if isinstance(value, str):
        return iri_of(value) is not None or _is_uuid(value)
    return isinstance(value, dict) and value.keys() <= _LINK and any(_text(value.get(k)) for k in ("identifier", "uri"))


def as_link(value: Any) -> Mapping[str, Any]:
    """A link with its parts: a text is an address, else an identifier."""
    if isinstance(value, dict):
        return value
    return {"uri" if iri_of(value) else "identifier": value}


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def made_identifier(node: NamedNode) -> str:
    """The UUID of a node that has none: version 5, of its address."""
    return str(uuid5(NAMESPACE_URL, node.value))


def title_of(said: Mapping[str, Any]) -> str:
    """What a link calls a node: its title, of an item its statement."""
    return _text(said.get("title")) or _text(said.get("fullStatement"))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class Document:
    """What the nodes of a package have from its document."""

    node: NamedNode | None = None
    language: str = ""
    creator: str = ""


class Documents:
    """The document of each package in a file: a node is of the one it stands beside, else of the only one there is."""

    def __init__(self, found: Iterable[tuple[str, Document]]) -> None:
        held = list(found)
        several = Counter(_package(path) for path, _ in held)
        self._beside = {_package(path): document for path, document in held if several[_package(path)] == 1}
        self._only = held[0][1] if len(held) == 1 else Document()

    def of(self, path: str) -> Document:
        """The document of the node that stands at a path."""
        return self._beside.get(_package(path), self._only)


def _package(path: str) -> str:
    """Where the package of a node begins."""
    return _INSIDE.split(path, maxsplit=1)[0]


@dataclass
class Names:
    """The IRI of each node, inside the package and out."""

    home: str
    account: Account
    places: dict[str, NamedNode] = field(default_factory=dict)
    addresses: dict[str, NamedNode] = field(default_factory=dict)
    identifiers: dict[str, NamedNode] = field(default_factory=dict)
    outside: dict[NamedNode, str] = field(default_factory=dict)  # nodes of other packages, with their titles
    again: set[str] = field(default_factory=set)  # the places where a node is told once more
    _taken: dict[NamedNode, bytes] = field(default_factory=dict)

    def give(self, part: Part) -> bool:
        """Names a node; False where the very same node has been met before."""
        sign = _sign(part)
        address, identifier = _text(part.said.get("uri")), _text(part.said.get("identifier"))
        node = self._named(part, address, identifier)
        if node in self._taken:
            if self._taken[node] == sign:
                self.places[part.path] = node
                self.again.add(part.path)
                return False
            place = f"{identifier or address or 'node'}~{part.path}"
            node = NamedNode(f"{self.home}/{part.kind}/{quote(place, safe='~')}")
        if identifier in self.identifiers:
            message = f"the identifier {identifier} stands on two nodes; both are kept, and links lead to the first"
            self.account.say("warning", message, part.path, column="identifier", rule="twice")
        self._taken[node] = sign
        self.places[part.path] = node
        if address and address != node.value:
            self.addresses.setdefault(address, node)
        if identifier:
            self.identifiers.setdefault(identifier, node)
        return True

    def _named(self, part: Part, address: str, identifier: str) -> NamedNode:
        if node := iri_of(address):
            return node
        if identifier:
            return self._by_identifier(identifier, part.kind)
        code = _text(part.said.get("humanCodingScheme")) or part.path
        return NamedNode(f"{self.home}/{part.kind}/{quote(code, safe='')}")

    def _by_identifier(self, identifier: str, kind: str) -> NamedNode:
        if (node := iri_of(identifier)) and _ADDRESS.match(identifier):
            return node
        made = f"urn:uuid:{UUID(identifier)}" if _is_uuid(identifier) else ""
        return NamedNode(made or f"{self.home}/{kind}/{quote(identifier, safe='')}")

    def knows(self, value: Any) -> bool:
        """Whether a value is the identifier of a node here."""
        return isinstance(value, str) and value in self.identifiers

    def target(self, link: Mapping[str, Any], origin: NamedNode | None = None) -> NamedNode:
        """The node that a link leads to; one that is not in the package is kept as a node outside. What has the
        identifier of `origin` and an address of its own is the same thing elsewhere: nothing is joined to itself."""
        address, identifier = _text(link.get("uri")), _text(link.get("identifier"))
        node = self._at(address) or self.identifiers.get(identifier or address)
        if node is None or (node == origin and iri_of(address) not in {None, node}):
            node = iri_of(address) or self._by_identifier(identifier or address, "node")
            self.outside.setdefault(node, "")
            self.addresses[address or node.value] = node
            if identifier:
                self.identifiers.setdefault(identifier, node)
        return node

    def _at(self, address: str) -> NamedNode | None:
        """The node at an address."""
        node = iri_of(address)
        return node if node in self._taken else self.addresses.get(address)


def _sign(part: Part) -> bytes:
    """What tells a node from another: its kind and all it says."""
    said = json.dumps((part.kind, part.said), sort_keys=True).encode()
    return blake2b(said, digest_size=8).digest()
