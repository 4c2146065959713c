"""What a dataset says, in the words of a dialect: what is already in them, and ours translated.

Written is the least from which reading makes the dataset again. What came in a dialect's own words goes out in them,
since ours beside them come back by reading; what is missing then is translated; what is left is written as it is
where the dialect allows words of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from goldenthread import terms
from goldenthread.loaders import frameworks
from goldenthread.loaders.framework import Framework, Home, Node
from goldenthread.loaders.links import KINDS, minted
from goldenthread.loaders.profile import Profile
from goldenthread.loaders.rdf import described
from goldenthread.loaders.values import as_theirs
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.store.triples import Triples

Align = Callable[["Claim", Framework], Iterable[Triple]]
# The namespaces of dialects: none writes the words of another.
DIALECTS = (
    terms.ASN, terms.CASE, terms.CEASN, terms.CETERMS, terms.GEM, terms.LRMI, terms.OB, terms.OLDSCHEMA, terms.SCHEMA,
    terms.SSSOM,
)  # fmt: skip
# What reading adds beside what a profile names.
_DERIVED = frozenset(
    {terms.SKOS_prefLabel, terms.SKOS_broader, terms.SKOS_narrower, terms.SKOS_inScheme, terms.SKOS_topConceptOf,
     terms.SKOS_hasTopConcept, terms.DCTERMS_date, terms.DCTERMS_source}
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A claim that counts, as its parts."""

    node: NamedNode
    subject: NamedNode
    kind: str
    object: NamedNode


@dataclass(frozen=True)
class Words:
    """How a dialect says what we say.

    `classes` leads from ours to theirs; `properties` from their class and our property to theirs; `inverses` from
    ours to theirs at the other end; `links` from what a claim says to the property for it. `align` spells a claim as
    an alignment, `needed` names properties that a class must have and where their values are taken from.
    """

    own: tuple[str, ...]
    classes: Mapping[str, str]
    properties: Mapping[str, Mapping[str, str]]
    links: Mapping[str, str]
    inverses: Mapping[str, str] = field(default_factory=dict)
    align: Align | None = None
    needed: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    mixed: bool = True

    def allows(self, iri: str, *, native: bool) -> bool:
        """Whether a property or class may stand in a file of the dialect: none of ours; those of another dialect
        where they came with things of this one."""
        foreign = () if native else tuple(space for space in DIALECTS if space not in self.own)
        return not iri.startswith((terms.GT, *foreign))

    def is_native(self, triples: Iterable[Triple]) -> bool:
        """Whether there is a thing in the dialect's own words."""
        kinds = (text_of(triple.object) for triple in triples if triple.predicate.value == terms.RDF_type)
        return any(kind.startswith(self.own) for kind in kinds) if self.own else False


@dataclass(frozen=True)
class Projection:
    """One dataset on its way into the words of a dialect."""

    asked: frozenset[Triple]
    words: Words
    profile: Profile
    home: Home

    @cached_property
    def native(self) -> bool:
        return self.words.is_native(self.asked)

    @cached_property
    def _alignments(self) -> frozenset[Node | Triple]:
        """The claims of which something is said in the dialect's own words."""
        kinds = {kind.claim for kind in KINDS.values()}
        claims = {t.subject for t in self.asked if t.predicate.value == terms.RDF_type and text_of(t.object) in kinds}
        return frozenset(claims & {t.subject for t in self.asked if t.predicate.value.startswith(self.words.own)})

    def allows(self, iri: str) -> bool:
        return self.words.allows(iri, native=self.native)

    def said(self) -> set[Triple]:
        """The triples to write."""
        whole = Framework(Triples(sorted(self.asked, key=str)), self.profile)
        again = {ours for rules in self.profile.properties.values() for ours in rules} | _DERIVED
        may = [triple for triple in whole.triples if self._may(triple, whole)]
        kept = {triple for triple in may if triple.predicate.value not in again}
        missing = self.asked - self._read(kept)
        kept |= {triple for triple in may if triple in missing and self._is_said_so(triple, whole)}
        kept |= set(self._translated(self.asked - self._read(kept), whole))
        missing = self.asked - self._read(kept)
        if not self.words.mixed:
            return kept | {t for t in may if t in missing and t.predicate.value.startswith(self.words.own)}
        kept |= {triple for triple in may if triple in missing}
        told = {(t.subject, t.predicate) for t in self._read(kept) - self.asked if _names(t)}
        return kept | {triple for triple in may if (triple.subject, triple.predicate) in told}

    def _read(self, triples: Iterable[Triple]) -> set[Triple]:
        """What reading makes of triples."""
        read = frameworks.complete(sorted(triples, key=str), self.profile, self.home)
        described(read, NamedNode(self.home.dataset), self.home.name)
        return set(read.triples)

    def _may(self, triple: Triple, whole: Framework) -> bool:
        """Whether a triple may be written as it is: the dialect allows its words and knows its subject."""
        subject, value = triple.subject, triple.object
        if isinstance(subject, Triple) or isinstance(value, Triple) or subject.value == self.home.dataset:
            return False
        if triple.predicate.value == terms.RDF_type and not self.allows(text_of(value)):
            return False
        kinds = whole.classes(subject)
        ours = [kind for kind in kinds if kind.startswith(terms.GT)]
        known = not ours or any(kind in self.words.classes for kind in ours)
        others = [kind for kind in kinds if not kind.startswith(terms.GT)]
        native = any(map(self.allows, others)) if others else subject in self._alignments
        return self.allows(triple.predicate.value) and (known or native)

    def _is_said_so(self, triple: Triple, whole: Framework) -> bool:
        """Whether a triple is one that reading starts from, and the dialect has no other word for it."""
        name, subject = triple.predicate.value, triple.subject
        translated = self.words.properties.get(self._class(subject, whole) or "", {})  # type: ignore[arg-type]  # a node
        return self.profile.reads(name) and name not in translated

    def _translated(self, missing: set[Triple] | frozenset[Triple], whole: Framework) -> Iterator[Triple]:
        for triple in sorted(missing, key=str):
            subject = triple.subject
            if not isinstance(subject, NamedNode):
                continue
            kind = self._class(subject, whole)
            if kind:
                yield from self._one(triple, subject, kind, whole)
        for claim in self._claims(missing, whole):
            yield from self._linked(claim, whole)
        for triple in sorted(missing, key=str):
            if triple.predicate.value == terms.RDF_type and isinstance(triple.subject, NamedNode):
                yield from self._needs(triple.subject, whole)

    def _class(self, node: Node, whole: Framework) -> str | None:
        """The class of the dialect for a thing of ours."""
        kinds = whole.classes(node)
        return next((theirs for ours, theirs in self.words.classes.items() if ours in kinds), None)

    def _one(self, triple: Triple, subject: NamedNode, kind: str, whole: Framework) -> Iterator[Triple]:
        name, value = triple.predicate.value, triple.object
        if name == terms.RDF_type and getattr(value, "value", "") in self.words.classes:
            yield Triple(subject, triple.predicate, NamedNode(kind))
        elif theirs := self.words.properties.get(kind, {}).get(name):
            value = Literal(text(whole.said(subject, name))) if theirs in self.words.plain else as_theirs(name, value)
            yield Triple(subject, NamedNode(theirs), value)
        elif (theirs := self.words.inverses.get(name)) and isinstance(value, NamedNode):
            yield Triple(value, NamedNode(theirs), subject)

    def _claims(self, missing: set[Triple] | frozenset[Triple], whole: Framework) -> Iterator[Claim]:
        """The claims that count among what is missing; in other words than ours there is no other kind."""
        classes = {kind.claim: name for name, kind in KINDS.items()}
        for triple in sorted(missing, key=str):
            node, kind = triple.subject, getattr(triple.object, "value", "")
            if triple.predicate.value != terms.RDF_type or kind not in classes or not isinstance(node, NamedNode):
                continue
            told = [getattr(value, "value", "") for value in whole.said(node, terms.predicate)]
            status = [getattr(value, "value", "") for value in whole.said(node, terms.status)]
            name = classes[kind] if kind != terms.Mapping else next(iter(told), "")
            for subject in whole.said(node, terms.subject):
                for value in whole.said(node, terms.object):
                    ends = isinstance(subject, NamedNode) and isinstance(value, NamedNode)
                    if ends and name in self.words.links and status in ([], ["accepted"]):
                        yield Claim(node, subject, name, value)  # type: ignore[arg-type]  # both are named

    def _linked(self, claim: Claim, whole: Framework) -> Iterator[Triple]:
        if not self._class(claim.subject, whole):
            return
        plain = claim.node == minted(self.home.dataset, claim.subject, claim.kind, claim.object)
        if plain or self.words.align is None:
            yield Triple(claim.subject, NamedNode(self.words.links[claim.kind]), claim.object)
        else:
            yield from self.words.align(claim, whole)

    def _needs(self, node: NamedNode, whole: Framework) -> Iterator[Triple]:
        """What the dialect asks for and the dataset says with other words, if at all."""
        for theirs, ours in self.words.needed.get(self._class(node, whole) or "", ()):
            have = [name for name, other in self.words.properties[self._class(node, whole) or ""].items()
                    if other == theirs and whole.said(node, name)]  # fmt: skip
            values = whole.said(node, ours) if ours else [node]
            for value in () if have else values[:1] if theirs in self.words.plain else values:
                plain = Literal(text(values)) if theirs in self.words.plain else value
                yield Triple(node, NamedNode(theirs), plain)


def text(values: Iterable[Term]) -> str:
    """One text of several: the English one, else the first by language."""
    found = [value for value in values if isinstance(value, Literal)]
    best = min(found, key=lambda value: (value.language != "en", value.language or "", value.value), default=None)
    return best.value if best else ""


def _names(triple: Triple) -> bool:
    return triple.predicate.value == terms.SKOS_prefLabel
