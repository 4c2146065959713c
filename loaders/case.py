"""CASE 1.0 and 1.1: every node and field as RDF of the same names, from which a profile makes the framework."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from goldenthread import terms
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, Loader, frameworks, jsontext, spelling
from goldenthread.loaders.account import Account
from goldenthread.loaders.case_claims import Associations
from goldenthread.loaders.case_fields import (
    ANSWERS,
    ENVELOPES,
    LINKS,
    LISTS,
    NESTED,
    RENAMED,
    STRANGE,
    TEXTS,
    as_said,
    entries,
    is_more,
    known,
    translated,
)
from goldenthread.loaders.case_nodes import (
    Document,
    Documents,
    Names,
    Package,
    Part,
    as_link,
    is_link,
    made_identifier,
    title_of,
)  # fmt: skip
from goldenthread.loaders.case_triples import any_value, extension, term
from goldenthread.loaders.cells import is_tag
from goldenthread.loaders.framework import Home
from goldenthread.loaders.rdf import described, identifier
from goldenthread.store.rdf import Literal, NamedNode, Term, iri_of
from goldenthread.store.triples import Triples

_MARK = re.compile(rb'"CF[A-Z]\w+"\s*:')
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAME = re.compile(r"[A-Za-z][\w.-]*")


@dataclass(frozen=True)
class Case:
    """The loader of CASE packages."""

    name: str = "case"
    title: str = "CASE 1.0 or 1.1 (JSON)"

    def recognises(self, content: bytes, filename: str) -> bool:  # noqa: ARG002  # the content tells
        start = content[:3].lstrip(b"\xef\xbb\xbf") + content[3 : spelling.HEAD]
        return start.lstrip()[:1] in {b"{", b"["} and bool(_MARK.search(start))

    def read(self, content: bytes, context: Context) -> Loaded:
        where = context.filename
        if len(content) > context.settings.upload_bytes:
            raise TooLarge(f"{where} has {len(content)} bytes; the most is {context.settings.upload_bytes}")
        account = Account()
        dataset = context.dataset or identifier(where)
        home = Home(f"{context.base}{dataset}", dataset, where)
        package = Package(spelling.plain(content, "jsonld", where), where, context.heard)
        read, triples = _told(package, home, account)
        framework = frameworks.complete(triples, context.reading(), home)
        described(framework, NamedNode(home.dataset), where)
        return Loaded(
            home.id,
            framework.triples,
            read,
            dict(sorted(account.kept.items())),
            (*account.changed, *frameworks.changed(framework, where)),
            account.not_kept,
            (*account.remarks, *frameworks.remarks(framework, where)),
        )


LOADER: Final[Loader] = Case()


def _told(package: Package, home: Home, account: Account) -> tuple[dict[str, int], Triples]:
    """How many nodes of each kind a package has, and what it says. What is known of its nodes ends here."""
    reading = Reading(home, package, account)
    reading.tell(home.node)
    return dict(sorted(reading.kinds.items())), reading.triples


class Reading:
    """A package on its way to triples: named through on a first walk, told on a second. Raises Unreadable."""

    def __init__(self, home: Home, package: Package, account: Account) -> None:
        self.home, self.where, self.package, self.account = home, home.name, package, account
        self.names = Names(f"{home.dataset}/case", account)
        self.triples = Triples()
        self.kinds: Counter[str] = Counter()
        self.titles: dict[NamedNode, str] = {}
        self.ends: dict[str, NamedNode] = {}  # where the links of the node at hand lead, by field
        met = (part for part in package.parts(account) if self.meet(part) and part.kind == "CFDocument")
        self.documents = Documents((part.path, self.document(part)) for part in met)
        self.claims = Associations(account)
        if not self.names.places:
            why = (
                "there is no document, item or association of CASE in it. Load a package, or an answer of a CASE server"
            )
            raise Unreadable(why, where=self.where)
        if self.names.again:
            account.change(self.where, "node", "told more than once, kept once", len(self.names.again))

    def meet(self, part: Part) -> bool:
        """Names a node and notes what links to it call it; False for what is none, or was met before."""
        if part.kind in ENVELOPES or not self.names.give(part):
            return False
        self.kinds[part.kind] += 1
        if title := title_of(part.said):
            self.titles[self.names.places[part.path]] = title
        return True

    def document(self, part: Part) -> Document:
        """What the nodes of its package have from a document."""
        said = {name: str(part.said.get(name) or "") for name in ("language", "creator")}
        return Document(self.names.places[part.path], **said)

    def add(self, subject: NamedNode, name: str, value: Term) -> None:
        """A field of CASE said of a node."""
        self.triples.say(subject, term(name), value)

    def beside(self, envelope: Part) -> None:
        """Fields of a package and its definitions beside their nodes: they are kept with the first node."""
        first = self.documents.of(envelope.path).node or next(iter(self.names.places.values()))
        for key, value in envelope.said.items():
            for name, inner in entries(value) if key == "extensions" else [(key, value)]:
                self.unknown(first, envelope.kind, name, inner)

    def tell(self, home: NamedNode) -> None:
        """Every statement of the package, whose items are in the framework `home` where they are in no other."""
        for part in self.package.parts(Account(), 0.5):  # what is no node was told on the first walk
            if part.kind in ENVELOPES:
                self.beside(part)
            elif part.path not in self.names.again:
                self.node(part, home)
        for node, title in self.names.outside.items():
            if title:
                self.add(node, "title", Literal(title))
        self.loose()
        if outside := len(self.names.outside):
            message = f"{outside} nodes are named that are not in the package; they are kept as outside it"
            self.account.say("info", message, self.where)

    def loose(self) -> None:
        """Tells the items that stand under nothing."""
        under, kind = set(self.triples.subjects(terms.CASE + "isChildOf")), NamedNode(terms.CASE + "CFItem")
        for path, node in self.names.places.items():
            if node not in under and kind in self.triples.values(node, terms.RDF_type) and path not in self.names.again:
                message = "the item is child of nothing, so it is read as a top item"
                self.account.say("warning", message, path, rule="loose")

    def node(self, part: Part, home: NamedNode) -> None:
        """A node, which if it is an item is in the document it names, or that of its package, or the file's own
        framework."""
        node, self.ends = self.names.places[part.path], {}
        self.triples.say(node, NamedNode(terms.RDF_type), NamedNode(terms.CASE + part.kind))
        self.fields(part, node)
        if part.kind == "CFItem":
            told = self.ends.get("CFDocumentURI", self.documents.of(part.path).node) or home
            self.triples.say(node, NamedNode(terms.SKOS_inScheme), told)
        elif part.kind == "CFAssociation":
            for triple in self.claims.triples(part, node, self.ends, self.documents.of(part.path).creator):
                self.triples.add(triple)

    def fields(self, part: Part, node: NamedNode) -> None:
        language = str(part.said.get("language") or self.documents.of(part.path).language)
        for key, value in sorted(part.said.items(), key=lambda one: one[0] == "destinationNodeURI"):
            if key == "extensions" and value:
                for name, inner in entries(value):
                    self.extension(part, node, name, inner, language)
            else:
                self.field(part, node, key, value, language)

    def extension(self, part: Part, node: NamedNode, key: str, value: Any, language: str) -> None:
        """A field of an extension: texts in other languages, or what a package of 1.1 has no place for."""
        if key == "translations":
            texts, value = translated(part.kind, value)
            for tag, name, text in texts:
                self.account.kept[f"{part.kind}.extensions.{key}"] += 1
                self.add(node, name, Literal(text, language=tag))
            if not value:
                return
        if key == STRANGE and part.said.get("identifier") == made_identifier(node):
            self.field(part, node, "identifier", value, language)
        elif is_more(part.kind, key, value):
            self.field(part, node, key, value, language)
        elif key in known(part.kind):
            self.account.kept[f"{part.kind}.extensions"] += 1
            self.triples.add(extension(node, {key: value}))
        else:
            self.account.kept[f"{part.kind}.extensions.{key}"] += 1
            self.keep(node, key, value)

    def field(self, part: Part, node: NamedNode, key: str, value: Any, language: str) -> None:
        name = RENAMED.get(key, key)
        if value is None or value in ("", [], {}):
            self.account.change(part.kind, key, "an empty value says nothing")
            return
        if name != key:
            self.account.change(part.kind, key, f"the older name of {name}")
        if name not in known(part.kind):
            self.unknown(node, part.kind, key, value)
            return
        self.account.kept[f"{part.kind}.{key}"] += 1
        if name in NESTED:
            self.nested(part, node, name, value)
            return
        values = value if isinstance(value, list) else [value]
        if (name in LISTS) != isinstance(value, list):
            self.account.change(part.kind, key, "one value and a list of one are the same")
        for single in values:
            self.value(part, node, name, single, language)

    def nested(self, part: Part, node: NamedNode, name: str, value: Any) -> None:
        for place in range(len(value)) if isinstance(value, list) else ():
            if inner := self.names.places.get(f"{part.path}.{name}[{place}]"):
                self.add(node, name, inner)

    def value(self, part: Part, node: NamedNode, name: str, value: Any, language: str) -> None:
        """One value of a field that is known."""
        if name == "uri":
            if value != node.value:
                self.account.lose(part.path, None, name, jsontext.shown(value), "no address of its own, so it got one")
            return
        if name == "identifier" and value == made_identifier(node):
            return
        if name in LINKS and (is_link(value) or self.names.knows(value)):
            self.link(part, node, name, value)
        elif isinstance(value, int | float | str) and (told := as_said(name, value)) != value:
            self.account.change(part.kind, name, "a number is no text, and a text no number")
            self.value(part, node, name, told, language)
        elif name in TEXTS and isinstance(value, str):
            tag = language if is_tag(language) else ""
            self.add(node, name, Literal(value, language=tag) if tag else Literal(value))
        elif name in {"statusStartDate", "statusEndDate"} and isinstance(value, str) and _DAY.fullmatch(value):
            self.add(node, name, Literal(value, datatype=NamedNode(terms.XSD + "date")))
        else:
            self.keep(node, name, value)

    def link(self, part: Part, node: NamedNode, name: str, value: Any) -> None:
        """A field that leads to a node; outside a package, that to another answer of the server is an address."""
        said = as_link(value)
        if name in ANSWERS and (address := iri_of(str(said.get("uri") or ""))):
            self.add(node, name, address)
            if said is value:
                self.account.change(part.kind, name, "of a link to an answer its address is kept")
            return
        target = self.names.target(said, self.ends.get("originNodeURI") if name == "destinationNodeURI" else None)
        self.ends[name] = target
        self.described(part, name, target, said)
        if name == "CFDocumentURI" and (part.kind == "CFItem" or target == self.documents.of(part.path).node):
            self.account.change(part.kind, name, "told by being in that document")
        else:
            self.add(node, name, target)

    def described(self, part: Part, name: str, target: NamedNode, said: Mapping[str, Any]) -> None:
        """What a link says besides where it leads: kept for a node outside, else the node's own words count."""
        title, address = str(said.get("title") or ""), said.get("uri") or target.value
        if self.home.beside(target):
            self.account.change(part.kind, name, "what a link says of a thing of another dataset is said there")
            return
        if said.get("targetType"):
            self.add(target, "targetType", Literal(str(said["targetType"])))
        if target in self.names.outside and not self.names.outside[target]:
            self.names.outside[target] = title
            if said.get("identifier"):
                self.add(target, "identifier", Literal(str(said["identifier"])))
        if title and title != self.titles.get(target, self.names.outside.get(target)):
            self.account.change(part.kind, name, "the title in a link is that of its node")
        if address != target.value:
            self.account.change(part.kind, name, "the address in a link is that of its node")

    def unknown(self, node: NamedNode, kind: str, key: str, value: Any) -> None:
        if _NAME.fullmatch(key):
            self.account.change(kind, key, "a field that CASE does not have, kept as it is")
            self.keep(node, key, value)
        else:
            self.account.lose(kind, None, key[:100], jsontext.shown(value), "its name cannot be one of RDF")

    def keep(self, node: NamedNode, name: str, value: Any) -> None:
        if (made := any_value(value)) is not None:
            self.add(node, name, made)
