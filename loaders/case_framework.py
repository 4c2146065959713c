"""Any framework in the words of CASE: documents, items and associations for what came from elsewhere.

A standard, reference framework or other scheme is a document, what is in it are items, and what joins them are
associations, some of a type that is not CASE's own, as `ext:closeMatch` or `ext:operationalises` (case_words has all).
What is already said in CASE stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from goldenthread import terms
from goldenthread.loaders.case_fields import TYPES
from goldenthread.loaders.case_triples import extension, says, typed
from goldenthread.loaders.case_words import (
    CLAIMS,
    EDGES,
    ELSEWHERE,
    EVIDENCE,
    FRAMEWORKS,
    KINDS,
    NEEDED,
    PLAIN,
    STANDINGS,
    TEXTS,
)
from goldenthread.loaders.prefixes import short
from goldenthread.store.rdf import NamedNode, Term, Triple, text_of

Said = Mapping[NamedNode, Mapping[str, list[Term]]]


def uuid_of(*parts: str) -> str:
    """The UUID of what has none: version 5, of its address or of what makes it up."""
    return str(uuid5(NAMESPACE_URL, " ".join(parts)))


def telling(triples: Iterable[Triple], dataset: str) -> Telling:
    """The statements of a dataset, ready to be told in CASE."""
    said: dict[NamedNode, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            said[triple.subject][triple.predicate.value].append(triple.object)
    return Telling(dataset, {node: dict(said[node]) for node in sorted(said, key=lambda node: node.value)})


@dataclass
class Telling:
    """The statements of one dataset on their way into CASE, by subject in order."""

    dataset: str
    said: Said

    def all(self, node: NamedNode, name: str) -> list[Term]:
        """The values of a property, in order."""
        return sorted(self.said.get(node, {}).get(name, ()), key=str)

    def first(self, node: NamedNode, *names: str) -> str:
        """The first value that one of these properties has, as text."""
        return next((text_of(value) for name in names for value in self.all(node, name)), "")

    def classes(self, node: NamedNode) -> set[str]:
        return {text_of(kind) for kind in self.said.get(node, {}).get(terms.RDF_type, ())}

    def in_case(self, node: NamedNode) -> bool:
        """Whether CASE describes it already."""
        return any(kind.startswith(terms.CASE) for kind in self.classes(node))

    def of(self, *kinds: str) -> list[NamedNode]:
        """The things of these classes that CASE does not describe already."""
        return [node for node in self.said if not self.classes(node).isdisjoint(kinds) and not self.in_case(node)]

    @cached_property
    def home(self) -> NamedNode | None:
        """What the dataset says of itself."""
        return next(iter(self.of(terms.Dataset)), None)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the dataset, English first where it does not order them."""
        own = [text_of(tag) for tag in self.all(self.home, terms.DCTERMS_language)] if self.home else []
        return tuple(dict.fromkeys(("en", *own) if "en" in own or not own else own))

    @cached_property
    def documents(self) -> frozenset[NamedNode]:
        return frozenset(self.of(*FRAMEWORKS))

    @cached_property
    def items(self) -> dict[NamedNode, list[NamedNode]]:
        """What is in a framework, with the frameworks it is in. The levels of a scheme are no items."""
        levels = {text_of(scheme) for node in self.of(terms.Level) for scheme in self.all(node, terms.SKOS_inScheme)}
        found: dict[NamedNode, list[NamedNode]] = {}
        for node in self.said:
            homes = (*self.all(node, terms.SKOS_inScheme), *self.all(node, terms.SKOS_topConceptOf))
            placed = [home for home in dict.fromkeys(homes) if isinstance(home, NamedNode) and home.value not in levels]
            if placed and not self.in_case(node):
                found[node] = placed
        return found

    def triples(self) -> Iterator[Triple]:
        """Every statement that CASE needs and does not find."""
        for node in sorted(self.documents, key=lambda node: node.value):
            yield from self._document(node)
        for node, homes in self.items.items():
            yield from self._item(node, homes)
        for claim in self.of(terms.Mapping):
            yield from self._match(claim)
        yield from self._unjoined()

    def _unjoined(self) -> Iterator[Triple]:
        """The edges between what CASE describes already that no association tells, since an edit made them."""
        ends = ("originNodeURI", "associationType", "destinationNodeURI")
        told = {tuple(self.first(node, terms.CASE + name) for name in ends) for node in self.said}
        for node, said in self.said.items():
            for kind in sorted(TYPES & {name.removeprefix(terms.CASE) for name in said}):
                for value in self.all(node, terms.CASE + kind):
                    if isinstance(value, NamedNode) and (node.value, kind, value.value) not in told:
                        yield from self._joined(node, kind, value)

    def _document(self, node: NamedNode) -> Iterator[Triple]:
        stated, home = NamedNode(self.first(node, terms.statedIn) or node.value), self.home or node
        publisher = self.first(node, terms.DCTERMS_publisher) or self.first(stated, terms.DCTERMS_publisher)
        creator = publisher or self.first(home, terms.DCTERMS_publisher, terms.SKOS_prefLabel) or self.dataset
        address = self.first(stated, terms.SCHEMA_url)
        said = {"caseVersion": "1.1", "creator": creator, "publisher": publisher, "officialSourceURL": address,
                "adoptionStatus": self._standing(node)}  # fmt: skip
        yield typed(node, "CFDocument")
        yield from (says(node, name, value) for name, value in said.items() if value)
        if levels := self._levels(self.first(node, terms.levelScheme)):
            yield extension(node, {"levels": levels})
        if text := self.first(node, terms.DCTERMS_license) or self.first(home, terms.DCTERMS_license):
            yield from self._license(node, text)
        yield from self._texts(node, "CFDocument")
        yield from self._edges(node)

    def _license(self, node: NamedNode, text: str) -> Iterator[Triple]:
        made = NamedNode(text if "://" in text and " " not in text else f"urn:uuid:{uuid_of(text)}")
        yield says(node, "licenseURI", made)
        yield typed(made, "CFLicense")
        yield says(made, "title", text)
        yield says(made, "licenseText", text)

    def _standing(self, node: NamedNode) -> str:
        """The standing by its latest change."""
        changes = [
            (self.first(change, terms.DCTERMS_date), self.first(change, terms.status))
            for change in self.of(terms.StatusChange)
            if self.first(change, terms.of) == node.value
        ]
        return STANDINGS.get(max(changes)[1], "") if changes else ""

    def _levels(self, scheme: str) -> list[dict[str, str | int]]:
        levels = (node for node in self.of(terms.Level) if self.first(node, terms.SKOS_inScheme) == scheme)
        made: list[dict[str, str | int]] = [
            {"uri": node.value, "code": self.first(node, terms.SKOS_notation), "label": self._title(node),
             "rank": int(self.first(node, terms.rank) or 0)} for node in levels
        ]  # fmt: skip
        return sorted(made, key=lambda level: (level["rank"], level["uri"]))

    def _item(self, node: NamedNode, homes: Iterable[NamedNode]) -> Iterator[Triple]:
        yield typed(node, "CFItem")
        for kind in sorted(self.classes(node) & KINDS.keys())[:1]:
            yield says(node, "CFItemType", KINDS[kind])
        yield from self._texts(node, "CFItem")
        if not self.all(node, terms.SKOS_broader):
            for home in homes:
                yield from self._joined(node, "isChildOf", home)
        yield from self._edges(node)

    def _texts(self, node: NamedNode, kind: str) -> Iterator[Triple]:
        """The texts of a node in the best language, those in others as an extension, and what is no text."""
        fields, plain = TEXTS[kind], PLAIN[kind]
        language = self._language(node, fields)
        found: dict[str, str] = {}
        others: dict[str, dict[str, str]] = defaultdict(dict)
        for name, made in fields.items():
            for tag, text in self._by_language(node, name).items():
                if tag in ("", language):
                    found[made] = f"{found[made]}\n{text}" if made in found else text
                else:
                    others[tag][made] = text
        found.setdefault(NEEDED[kind], found.get("abbreviatedStatement") or self._title(node))
        yield from (says(node, made, text) for made, text in found.items())
        if language:
            yield says(node, "language", language)
        for name, made in plain.items():
            yield from (says(node, made, text_of(value)) for value in self.all(node, name)[:1])
        extra: dict[str, object] = {"translations": others} if others else {}
        for name in sorted(self.said[node].keys() - fields.keys() - plain.keys() - EDGES.keys() - ELSEWHERE):
            if name.startswith(terms.CASE):  # it goes out as what it is
                continue
            values = [text_of(value) for value in self.all(node, name)]
            extra[name.replace("#", "/").rsplit("/", 1)[-1]] = values[0] if len(values) == 1 else values
        if extra:
            yield extension(node, extra)

    def _by_language(self, node: NamedNode, name: str) -> dict[str, str]:
        """The texts of a property by language; several in one language stand on lines of their own."""
        found: dict[str, list[str]] = defaultdict(list)
        for value in self.all(node, name):
            found[getattr(value, "language", None) or ""].append(text_of(value))
        return {tag: "\n".join(texts) for tag, texts in found.items()}

    def _language(self, node: NamedNode, fields: Iterable[str]) -> str:
        """The language that a node is told in: the dataset's first that has its name."""
        names = (terms.SKOS_prefLabel, *fields)
        tags = next((tags for name in names if (tags := self._by_language(node, name).keys() - {""})), set())
        return min(tags, key=lambda tag: (self._place(tag), tag), default="")

    def _place(self, tag: str) -> int:
        return self.languages.index(tag) if tag in self.languages else len(self.languages)

    def _title(self, node: NamedNode) -> str:
        """What a link calls a node."""
        texts = self._by_language(node, terms.SKOS_prefLabel)
        best = min(texts, key=lambda tag: (self._place(tag), tag), default=None)
        code = self.first(node, terms.SKOS_notation) or node.value.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
        return code if best is None else texts[best]

    def _edges(self, node: NamedNode) -> Iterator[Triple]:
        for name, kind in EDGES.items():
            for value in self.all(node, name):
                if not isinstance(value, NamedNode):
                    continue
                if kind.startswith("-"):
                    yield from self._joined(value, kind[1:], node)
                elif (node, name, value) not in self.claimed and not (
                    kind == "isPartOf" and value in self.items.get(node, ())  # told by being in its package
                ):
                    yield from self._joined(node, kind, value)

    @cached_property
    def claimed(self) -> frozenset[tuple[NamedNode, str, Term]]:
        """The matches that a claim makes, which are written once."""
        found = set()
        for claim in self.of(terms.Mapping):
            for origin in self.all(claim, terms.subject):
                for value in self.all(claim, terms.object):
                    if isinstance(origin, NamedNode):
                        found.add((origin, self.first(claim, terms.predicate), value))
        return frozenset(found)

    def _match(self, claim: NamedNode) -> Iterator[Triple]:
        """A match that is accepted: CASE cannot say that one is a candidate or rejected, or that there is none."""
        kind = CLAIMS.get(self.first(claim, terms.predicate))
        ends = [value for name in (terms.subject, terms.object) for value in self.all(claim, name)[:1]]
        accepted = self.first(claim, terms.status) in {"", "accepted"}
        nodes = [end for end in ends if isinstance(end, NamedNode)]
        if not accepted or kind is None or len(nodes) < 2:
            return
        yield from self._joined(nodes[0], kind, nodes[1], claim)
        if day := self.first(claim, terms.DCTERMS_date):
            yield says(claim, "lastChangeDateTime", f"{day[:10]}T00:00:00Z")
        said = {short(name).partition(":")[2]: self.first(claim, name) for name in EVIDENCE}
        yield extension(claim, {name: value for name, value in said.items() if value})

    def _joined(
        self, origin: NamedNode, kind: str, destination: NamedNode, node: NamedNode | None = None
    ) -> Iterator[Triple]:
        made = node or NamedNode(f"urn:uuid:{uuid_of(origin.value, kind, destination.value)}")
        yield typed(made, "CFAssociation")
        yield says(made, "associationType", kind)
        yield says(made, "originNodeURI", origin)
        yield says(made, "destinationNodeURI", destination)
        for end in (origin, destination):
            if end not in self.items and end not in self.documents and not self.in_case(end):
                yield from self._outside(end)

    def _outside(self, node: NamedNode) -> Iterator[Triple]:
        """What a link says of a node that is no part of a framework here."""
        kind = min((name for name in self.classes(node) if name.startswith(terms.GT)), default="")
        if kind:
            yield says(node, "targetType", f"ext:{kind.removeprefix(terms.GT)}")
        yield says(node, "title", self._title(node))
