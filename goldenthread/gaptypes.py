"""The types of gap, as their shapes describe them: words, stage, severity, what they rest on, and their query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from goldenthread import shacl, terms
from goldenthread.errors import NotFound, Severity
from goldenthread.store.rdf import Term, text_of

_SEVERITIES: dict[str, Severity] = {
    terms.SH_Violation: "violation",
    terms.SH_Warning: "warning",
    terms.SH_Info: "info",
}


@dataclass(frozen=True)
class GapType:
    """A rule about a link that the thread needs.

    `message`, `remedy` and `unknown` (the message where it is not known) hold {focus}, {object} and {value}, and of a
    requirement {group} and {level}, where names go; {stage} is that of the missing step. `rests_on` names the link
    kinds that must be complete for a gap to be open; `sheets` the sheets of the workbook with a column that, left
    empty, makes it doubtful; `select` the queries that find it, none for a type that is rolled up from others.
    """

    code: str
    iri: str
    title: str
    definition: str
    why: str
    message: str
    unknown: str
    remedy: str
    stage: str
    severity: Severity
    rests_on: tuple[str, ...]
    sheets: tuple[str, ...]
    select: tuple[str, ...]


@cache
def gap_types() -> tuple[GapType, ...]:
    """Every gap type built so far, by code."""
    shapes = shacl.graph(shacl.shipped("alignment"))
    return tuple(sorted((_type(shapes, shape) for shape in shapes.saying(terms.gapType)), key=lambda kind: kind.code))


def gap_type(code: str) -> GapType:
    """The gap type of a code such as "G18". Raises NotFound."""
    for kind in gap_types():
        if kind.code == code:
            return kind
    raise NotFound("there is no gap type of that code; they are G01 to G37")


def _type(shapes: shacl.Graph, shape: Term) -> GapType:
    kind = shapes.need(shape, terms.gapType)

    def word(predicate: str) -> str:
        return text_of(shapes.need(kind, predicate))

    def words(predicate: str) -> tuple[str, ...]:
        return tuple(text_of(term) for term in shapes.all(kind, predicate))

    return GapType(
        code=word(terms.SKOS_notation),
        iri=text_of(kind),
        title=word(terms.SKOS_prefLabel),
        definition=word(terms.SKOS_definition),
        why=word(terms.whyItMatters),
        message=word(terms.message),
        unknown=word(terms.unknownMessage),
        remedy=word(terms.remedy),
        stage=word(terms.stage),
        severity=_SEVERITIES[text_of(shapes.need(shape, terms.SH_severity))],
        rests_on=tuple(iri.removeprefix(terms.GT) for iri in words(terms.restsOn)),
        sheets=words(terms.sheet),
        select=tuple(
            text_of(shapes.need(rule, terms.SH_select)).strip() for rule in shapes.all(shape, terms.SH_sparql)
        ),
    )
