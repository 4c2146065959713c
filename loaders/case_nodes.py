"""The nodes of a CASE package found and named: each keeps its address, else its UUID, else gets one of the dataset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from goldenthread.loaders.account import Account
from goldenthread.loaders.case_fields import ENVELOPES, NESTED, PLACES
from goldenthread.loaders.jsontext import shown
from goldenthread.store.rdf import NamedNode

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]+")
_MAIN: Final = frozenset({"identifier", "uri", "fullStatement", "title", "associationType"})  # a node says one of these
_LINK: Final = frozenset({"identifier", "targetType", "title", "uri"})


@dataclass(frozen=True)
class Part:
    """One node as it stands in the file: its kind, its place and its fields."""

    kind: str
    path: str
    said: Mapping[str, Any]


def parts(document: Any, account: Account, path: str = "") -> Iterator[Part]:
    """Every node of a package, of a bare list or answer, or of what a server wraps around one."""
    if isinstance(document, list):
        for place, value in enumerate(document):
            yield from parts(value, account, f"{path}[{place}]")
    elif isinstance(document, dict):
        kind = None if path.strip("[]0123456789") else _bare(document)
        if kind:
            yield from _held(kind, document, path or "$", account)
            return
        for key, value in document.items():
            if key in PLACES:
                yield from _held(PLACES[key], value, _join(path, key), account)
            elif key in ENVELOPES:
                yield from parts(value, account, _join(path, key))
    elif document is not None:
        account.lose(path, None, None, shown(document), "it is no node of CASE")


def _held(kind: str, value: Any, path: str, account: Account) -> Iterator[Part]:
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from _held(kind, part, f"{path}[{place}]", account)
    elif isinstance(value, dict) and not _MAIN.isdisjoint(value):
        yield Part(kind, path, value)
        for key in sorted(NESTED & value.keys()):
            yield from _held(PLACES[key], value[key], _join(path, key), account)
    elif value is not None:
        account.lose(path, None, None, shown(value), f"it is no {kind}")


def envelopes(document: Any, kind: str = "CFPackage") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects that hold nodes but are none themselves."""
    if isinstance(document, dict) and not _bare(document):
        yield kind, document
        for key in sorted(ENVELOPES & document.keys()):
            yield from envelopes(document[key], key)


def _bare(said: Mapping[str, Any]) -> str | None:
    """The kind of a node that stands alone, by the field that only it has."""
    if "identifier" not in said and "uri" not in said:
        return None
    for name, kind in (("fullStatement", "CFItem"), ("associationType", "CFAssociation"), ("creator", "CFDocument")):
        if name in said:
            return kind
    return None


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def is_link(value: Any) -> bool:
    """Whether a value points at a node: an address, or an object of identifier, address and title."""
    if isinstance(value, str):
        return bool(_IRI.fullmatch(value))
    return isinstance(value, dict) and value.keys() <= _LINK and any(_text(value.get(k)) for k in ("identifier", "uri"))


def made_identifier(node: NamedNode) -> str:
    """The UUID of a node that has none: version 5, of its address."""
    return str(uuid5(NAMESPACE_URL, node.value))


def title_of(said: Mapping[str, Any]) -> str:
    """What a link calls a node: its title, of an item its statement."""
    return _text(said.get("title")) or _text(said.get("fullStatement"))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


@dataclass
class Names:
    """The IRI of each node, inside the package and out."""

    home: str
    account: Account
    places: dict[str, NamedNode] = field(default_factory=dict)
    addresses: dict[str, NamedNode] = field(default_factory=dict)
    identifiers: dict[str, NamedNode] = field(default_factory=dict)
    outside: dict[NamedNode, str] = field(default_factory=dict)  # nodes of other packages, with their titles
    _taken: dict[NamedNode, Part] = field(default_factory=dict)

    def give(self, part: Part) -> bool:
        """Names a node; False where the very same node has been met before."""
        address, identifier = _text(part.said.get("uri")), _text(part.said.get("identifier"))
        node = self._named(part, address, identifier)
        if node in self._taken:
            if self._taken[node] == Part(part.kind, self._taken[node].path, part.said):
                self.places[part.path] = node
                return False
            place = f"{identifier or address or 'node'}~{part.path}"
            node = NamedNode(f"{self.home}/{part.kind}/{quote(place, safe='~')}")
        if identifier in self.identifiers:
            message = f"the identifier {identifier} stands on two nodes; both are kept, and links lead to the first"
            self.account.say("warning", message, part.path, column="identifier", rule="twice")
        self._taken[node] = part
        self.places[part.path] = node
        self.addresses.setdefault(address or node.value, node)
        self.identifiers.setdefault(identifier or node.value, node)
        return True

    def _named(self, part: Part, address: str, identifier: str) -> NamedNode:
        if _IRI.fullmatch(address):
            return NamedNode(address)
        if identifier:
            return self._by_identifier(identifier, part.kind)
        code = _text(part.said.get("humanCodingScheme")) or part.path
        return NamedNode(f"{self.home}/{part.kind}/{quote(code, safe='')}")

    def _by_identifier(self, identifier: str, kind: str) -> NamedNode:
        try:
            return NamedNode(f"urn:uuid:{UUID(identifier)}")
        except ValueError:
            return NamedNode(f"{self.home}/{kind}/{quote(identifier, safe='')}")

    def target(self, link: Any) -> NamedNode:
        """The node that a link leads to; one that is not in the package is kept as a node outside."""
        said = link if isinstance(link, dict) else {"uri": link}
        address, identifier = _text(said.get("uri")), _text(said.get("identifier"))
        node = self.addresses.get(address) or self.identifiers.get(identifier)
        if node is None:
            node = NamedNode(address) if _IRI.fullmatch(address) else self._by_identifier(identifier or address, "node")
            self.outside.setdefault(node, "")
            self.addresses[address or node.value] = node
            self.identifiers[identifier or node.value] = node
        return node
