"""What a row says beyond its columns: its class, its code, what an empty cell means, and what its sheet adds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from goldenthread import terms
from goldenthread.loaders.cells import Wrong
from goldenthread.loaders.columns import Sheet
from goldenthread.loaders.identity import Identity
from goldenthread.loaders.references import Entry
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple

Said = dict[str, Term]  # the last term of each column of a row that said something
Particular = Callable[[NamedNode, Said, Entry, Identity], Iterator[Triple]]

_TYPE = NamedNode(terms.RDF_type)
_NOTATION = NamedNode(terms.SKOS_notation)
_KIND = NamedNode(terms.kind)


def particulars(
    sheet: Sheet, subject: NamedNode, said: Said, entry: Entry | None, identity: Identity
) -> Iterator[Triple]:
    """The triples of one row that no single column gives. Raises Wrong."""
    word = said["kind"].value if isinstance(said.get("kind"), Literal) else ""  # type: ignore[union-attr]  # narrowed on the left
    if kind := sheet.classes.get(word, sheet.classes.get("")):
        yield Triple(subject, _TYPE, NamedNode(kind))
        if word in sheet.alike:
            yield Triple(subject, _KIND, Literal(word))
    for column, predicate in sheet.defaults:
        if column.name not in said:
            yield Triple(subject, NamedNode(predicate), Literal(column.default))
    if entry is None:
        if sheet.name == "dataset":
            yield from _dataset(subject, said, identity)
            return
        entry = Entry(sheet.name, "", subject, 0)  # a row without a name, read for its faults alone
    yield Triple(subject, _NOTATION, Literal(entry.code))
    if particular := _OF_SHEET.get(sheet.name):
        yield from particular(subject, said, entry, identity)


def _dataset(subject: NamedNode, said: Said, identity: Identity) -> Iterator[Triple]:
    yield Triple(subject, NamedNode(terms.DCTERMS_identifier), Literal(identity.dataset))
    if identity.country:
        yield Triple(subject, NamedNode(terms.country), identity.country)
    if "base" in said:
        yield Triple(subject, NamedNode(terms.VOID_uriSpace), Literal(identity.own))


def _document(subject: NamedNode, _: Said, __: Entry, identity: Identity) -> Iterator[Triple]:
    if identity.country:
        yield Triple(subject, NamedNode(terms.inJurisdiction), identity.country)


def _level(subject: NamedNode, _: Said, entry: Entry, __: Identity) -> Iterator[Triple]:
    if entry.scope:
        yield Triple(subject, NamedNode(terms.SKOS_inScheme), entry.scope)


def _competency(subject: NamedNode, said: Said, _: Entry, __: Identity) -> Iterator[Triple]:
    if "parent" not in said and "standard" in said:
        yield Triple(subject, NamedNode(terms.SKOS_topConceptOf), said["standard"])


def _region(subject: NamedNode, said: Said, _: Entry, identity: Identity) -> Iterator[Triple]:
    if "parent" not in said and identity.country:
        yield Triple(subject, NamedNode(terms.DCTERMS_isPartOf), identity.country)


def _completeness(subject: NamedNode, said: Said, _: Entry, identity: Identity) -> Iterator[Triple]:
    if "scope" not in said:
        yield Triple(subject, NamedNode(terms.scope), identity.node)


def _mapping(subject: NamedNode, said: Said, _: Entry, __: Identity) -> Iterator[Triple]:
    none = said.get("predicate") == NamedNode(terms.SKOS_mappingRelation)
    if none and "object" in said:
        raise Wrong(
            "with none there is nothing to match: leave object empty and name the standard in reference", "object"
        )
    if none and "reference" not in said:
        raise Wrong("with none it must be said where it was searched: name the standard", "reference")
    if not none and "object" not in said:
        raise Wrong("this must be filled in: what the subject matches, or write none as predicate", "object")
    if none:
        yield Triple(subject, NamedNode(terms.object), NamedNode(terms.SSSOM_NoTermFound))


_OF_SHEET: Final[Mapping[str, Particular]] = MappingProxyType(
    {
        "documents": _document, "levels": _level, "competencies": _competency, "regions": _region,
        "completeness": _completeness, "mappings": _mapping,
    }
)  # fmt: skip
