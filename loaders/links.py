"""What a file says with a plain link (teaches, assesses, exactMatch) or with an alignment becomes a claim.

The node of an alignment is itself the claim, so that its address stays; a plain link gets a claim named by its ends.
The one that teaches is read as a module, the one that assesses as an assessment, the one that certifies as a
credential, and what they lead to as a competency.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from goldenthread import terms
from goldenthread.errors import Remark
from goldenthread.loaders.framework import Framework, Home, Node
from goldenthread.loaders.prefixes import short
from goldenthread.loaders.profile import both
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, date, iri_of

MATCHES: Final = frozenset(
    {terms.SKOS_exactMatch, terms.SKOS_closeMatch, terms.SKOS_broadMatch, terms.SKOS_narrowMatch,
     terms.SKOS_relatedMatch}
)  # fmt: skip
PARTS: Final = frozenset({terms.Competency, terms.Domain, terms.PerformanceIndicator})


@dataclass(frozen=True)
class Kind:
    """What a link claims: the class of the claim, its word in an IRI, and what its subject is read as."""

    claim: str
    word: str
    role: str | None


KINDS: Final = MappingProxyType(
    {
        terms.teaches: Kind(terms.TeachingClaim, "teaching", terms.Module),
        terms.assesses: Kind(terms.AssessmentClaim, "assessing", terms.Assessment),
        terms.certifies: Kind(terms.CertificationClaim, "certifying", terms.Credential),
        **{match: Kind(terms.Mapping, "mapping", None) for match in sorted(MATCHES)},
    }
)
# Properties that lead to an alignment which says itself what it aligns, and the words it says it with.
ALIGNED: Final = frozenset((*both(terms.SCHEMA_educationalAlignment), *both(terms.LRMI_educationalAlignment)))
_TYPES: Final = (*both(terms.SCHEMA_alignmentType), *both(terms.LRMI_alignmentType))
_WORDS: Final = MappingProxyType({"teaches": terms.teaches, "assesses": terms.assesses})
_TARGETS: Final = (
    *both(terms.CETERMS_targetNode), *both(terms.SCHEMA_targetUrl), *both(terms.LRMI_targetUrl), terms.OB_targetUrl,
)  # fmt: skip
READ: Final = frozenset({*ALIGNED, *_TYPES, *_TARGETS})  # properties that are read here, with no profile
_ASSERTERS: Final = (
    terms.CEASN_publisherName, terms.CEASN_publisher, terms.CEASN_creator, terms.DCTERMS_publisher,
    terms.DCTERMS_creator, terms.providedBy, terms.awardedBy,
)  # fmt: skip
_ADDRESS: Final = re.compile(r"https?://|urn:", re.I)
_DATES: Final = (
    terms.CEASN_dateModified, terms.CEASN_dateCreated, terms.DCTERMS_modified, terms.DCTERMS_issued,
    terms.SCHEMA_dateModified, terms.SCHEMA_datePublished,
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    """One link of a file: what it says, with which property, and the alignment that says it, where one does."""

    subject: Node
    kind: str
    object: Node
    said: str
    node: Node | None


def found(framework: Framework) -> list[Link]:
    """Every link that can be a claim, of things that are not yet in our own words."""
    said = framework.triples.of(*MATCHES | ALIGNED | framework.profile.properties.keys())
    links = [link for triple in said for link in _links(framework, triple)]
    several = Counter(link.node for link in dict.fromkeys(links))
    alone = [link if several[link.node] == 1 else _plain(link) for link in dict.fromkeys(links)]
    held = {(link.subject, link.kind, link.object) for link in alone if link.node}
    return [link for link in alone if link.node or (link.subject, link.kind, link.object) not in held]


def _plain(link: Link) -> Link:
    return Link(link.subject, link.kind, link.object, link.said, None)


def _links(framework: Framework, triple: Triple) -> Iterator[Link]:
    subject, value, said = triple.subject, addressed(triple.object), triple.predicate.value
    if isinstance(subject, Triple) or subject in framework.ours or value is None:
        return
    for kind in _kinds(framework, subject, said, value):
        targets = list(_targets(framework, value))
        for target in targets:
            yield Link(subject, kind, target, said, value)
        if not targets and not _is_alignment(framework, value):
            yield Link(subject, kind, value, said, None)


def addressed(value: Term) -> Node | None:
    """The thing that a value is, or that it names by its whole address as a text."""
    if isinstance(value, Node):
        return value
    return iri_of(value.value) if isinstance(value, Literal) and _ADDRESS.match(value.value) else None


def _kinds(framework: Framework, subject: Node, said: str, value: Node) -> list[str]:
    if said in MATCHES:
        return [said]
    if said in ALIGNED:
        words = [word for name in _TYPES for word in framework.said(value, name) if isinstance(word, Literal)]
        return [_WORDS[word.value] for word in words if word.value in _WORDS]
    told = [ours for ours in framework.profile.properties.get(said, ()) if ours in KINDS]
    return told if terms.certifies not in told or _is_credential(framework, subject) else []


def _is_credential(framework: Framework, node: Node) -> bool:
    """Only a credential certifies; of a resource the same property says what is needed for it."""
    kinds = framework.classes(node)
    return any(terms.Credential in framework.profile.classes.get(kind, ()) for kind in kinds)


def _targets(framework: Framework, value: Node) -> Iterator[Node]:
    for name in _TARGETS:
        for target in framework.said(value, name):
            if isinstance(target, Node):
                yield target
            elif isinstance(target, Literal) and (node := iri_of(target.value)):
                yield node


def _is_alignment(framework: Framework, value: Node) -> bool:
    return any(kind.endswith(("AlignmentObject", "#Alignment")) for kind in framework.classes(value))


def roles(framework: Framework, links: Iterable[Link]) -> None:
    """What each end of a link is read as. Things that a file only names stay without a class."""
    for link in links:
        role = KINDS[link.kind].role
        if role is not None:
            rule = f"it {link.kind.removeprefix(terms.GT)} something"
            framework.add(link.subject, terms.RDF_type, NamedNode(role), rule)
            _competency(framework, link.object, f"something {link.kind.removeprefix(terms.GT)} it")


def _competency(framework: Framework, node: Node, rule: str) -> None:
    placed = framework.said(node, terms.SKOS_inScheme) or framework.said(node, terms.SKOS_topConceptOf)
    read = any(framework.profile.classes.get(kind) for kind in framework.classes(node))
    if framework.classes(node) and not framework.has_our_class(node) and not (placed or read):
        framework.add(node, terms.RDF_type, NamedNode(terms.Competency), rule)


def claims(framework: Framework, links: Iterable[Link], home: Home) -> None:
    """The claims that the links make; a match is one where its subject is part of a framework."""
    for link in links:
        kind = KINDS[link.kind]
        if kind.role is None and not framework.is_a(link.subject, PARTS):
            continue
        if kind.role is not None and framework.classes(link.object) and not framework.is_a(link.object, PARTS):
            continue
        node = link.node or minted(home.dataset, link.subject, link.kind, link.object)
        rule = f"claimed by {short(link.said)}"
        framework.add(node, terms.RDF_type, NamedNode(kind.claim), rule)
        framework.add(node, terms.subject, link.subject, rule)
        framework.add(node, terms.object, link.object, rule)
        framework.add(node, terms.status, Literal("accepted"), rule)
        if kind.role is None:
            framework.add(node, terms.predicate, NamedNode(link.kind), rule)
        _attributed(framework, node, link.subject)


def minted(dataset: str, subject: Node, kind: str, value: Node) -> NamedNode:
    """The name of the claim that a plain link makes."""
    sign = blake2b(f"{subject.value}\n{kind}\n{value.value}".encode(), digest_size=8).hexdigest()
    return NamedNode(f"{dataset}/{KINDS[kind].word}/{sign}")


def _attributed(framework: Framework, claim: Node, subject: Node) -> None:
    """Where it is stated (the framework, or the thing's own description), who says so and since when."""
    schemes = [node for node in framework.said(subject, terms.SKOS_inScheme) if isinstance(node, Node)]
    places = [subject, *schemes]
    framework.add(claim, terms.DCTERMS_source, (schemes or places)[0], "stated in the description it comes from")
    framework.add(claim, terms.basis, Literal("stated"), "stated in the description it comes from")
    who = [value for place in places for name in _ASSERTERS for value in framework.said(place, name)]
    days = [day for place in places for name in _DATES for value in framework.said(place, name) if (day := _day(value))]
    for value in who[:1]:
        framework.add(claim, terms.asserter, value, "asserted by who publishes it")
    for day in days[:1]:
        framework.add(claim, terms.DCTERMS_date, day, "claimed when it was published")


def _day(value: Term) -> Literal | None:
    found = re.match(r"\d{4}-\d\d-\d\d", value.value) if isinstance(value, Literal) else None
    return date(found.group()) if found else None


def remarks(framework: Framework, where: str) -> Iterator[Remark]:
    """Alignments and links that claim nothing, since they name no competency by its address."""
    loose = []
    for triple in framework.triples.of(*ALIGNED | framework.profile.properties.keys()):
        said, value = triple.predicate.value, triple.object
        if triple.subject in framework.ours or isinstance(value, Triple):
            continue
        told = bool(set(framework.profile.properties.get(said, ())) & KINDS.keys()) or said in ALIGNED
        node = addressed(value)
        bare = node is None or (_is_alignment(framework, node) and not any(_targets(framework, node)))
        if told and bare:
            loose.append(short(said))
    if loose:
        names = ", ".join(f"{name} ({count})" for name, count in sorted(Counter(loose).items()))
        message = f"these name no competency by its address and are kept but claim nothing: {names}. Give its address"
        yield Remark("warning", message, where)
