"""The gaps of a release as readers see them: found by filters, worst first, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldenthread import questions, terms
from goldenthread.errors import NotFound, Severity
from goldenthread.gaptypes import GapType, gap_type, gap_types
from goldenthread.report import make as report
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, integer, text_of
from goldenthread.things import STAGES, Thing, things_of

__all__ = ["Gap", "GapPage", "GapType", "gap_type", "gap_types", "gaps", "gaps_of", "report"]

STATUSES = ("open", "unknown", "waived")
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")

# The sheets of the workbook on which links of a kind are written down.
SHEETS: Mapping[str, str] = {
    "operationalises": "competencies", "realises": "programmes", "requires": "programmes", "measures": "indicators",
    "implements": "documents", "replaces": "documents", "indicators": "competencies", "teaches": "teaching",
    "offered": "offerings", "trainers": "offerings", "assesses": "assessing", "certifies": "certifying",
    "mapped": "mappings", "informs": "findings", "observations": "observations",
}  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """One gap. `type` is the code of its type; `country` an IRI; `completeness` says what is, or is not, declared
    complete; `evidence` is what bears it out or makes it doubtful; `first_seen` a release."""

    iri: str
    type: str
    title: str
    status: str
    severity: Severity
    country: str | None
    stage: str
    focus: Thing
    object: Thing | None
    message: str
    remedy: str
    completeness: str
    evidence: tuple[Thing | str, ...]
    first_seen: int


@dataclass(frozen=True)
class GapPage:
    """A page of gaps: `total` that match, `counts` of them by status, and those asked for."""

    total: int
    counts: Mapping[str, int]
    items: tuple[Gap, ...]


def gaps(
    store: Store,
    *,
    country: str | Iterable[str] | None = None,
    type: str | Iterable[str] | None = None,
    stage: str | Iterable[str] | None = None,
    status: str | Iterable[str] | None = None,
    severity: str | Iterable[str] | None = None,
    limit: int = 50,
    offset: int = 0,
    languages: tuple[str, ...] = ("en",),
) -> GapPage:
    """The gaps in the report of `store`, worst first in a stable order. Countries are IRIs, types codes; each
    filter takes one value or several, and none means all."""
    everything: dict[str, tuple[Term, ...]] = {
        "types": tuple(NamedNode(kind.iri) for kind in gap_types()),
        "statuses": _literals(STATUSES),
        "severities": _literals(SEVERITIES),
        "stages": _literals(sorted(set(STAGES.values()))),
    }
    asked: dict[str, tuple[Term, ...]] = {
        "types": tuple(NamedNode(terms.GT + code) for code in _listed(type)),
        "statuses": _literals(_listed(status)),
        "severities": _literals(_listed(severity)),
        "stages": _literals(_listed(stage)),
    }
    filters = {name: asked[name] or every for name, every in everything.items()}
    where = "gaps"
    if country is not None:
        where, filters["countries"] = "gaps-of-countries", tuple(NamedNode(iri) for iri in _listed(country))
    counted = {text_of(state): int(text_of(n)) for state, n in questions.ask(store, f"{where}-count", **filters).rows}
    rows = questions.ask(store, where, **filters, limit=integer(limit), offset=integer(offset)).rows if limit else ()
    counts = {state: counted.get(state, 0) for state in STATUSES}
    return GapPage(sum(counts.values()), counts, gaps_of(store, (text_of(row[0]) for row in rows), languages))


def gaps_of(store: Store, iris: Iterable[str], languages: tuple[str, ...] = ("en",)) -> tuple[Gap, ...]:
    """The gaps with these IRIs, in the order given. Raises NotFound for one that is not in the report."""
    wanted = tuple(dict.fromkeys(iris))
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    if wanted:
        table = questions.ask(store, "gap-details", gaps=tuple(NamedNode(iri) for iri in wanted))
        for gap, fact, value in table.rows:
            if value is not None:
                said[text_of(gap)][text_of(fact)].append(value)
    if missing := [iri for iri in wanted if iri not in said]:
        raise NotFound(f"{len(missing)} of these gaps are not in the report of this release")
    named = (terms.focus, terms.gapObject, terms.evidence, terms.forGroup, terms.atLevel, terms.mayLeadTo)
    nodes = {text_of(v) for facts in said.values() for fact in named for v in facts.get(fact, ()) if _is_node(v)}
    called = things_of(store, nodes, languages)
    return tuple(_gap(iri, said[iri], called) for iri in wanted)


def _gap(iri: str, facts: Mapping[str, list[Term]], called: Mapping[str, Thing]) -> Gap:
    def one(name: str) -> str:
        return text_of(facts[name][0]) if facts.get(name) else ""

    kind = gap_type(one(terms.gapType).removeprefix(terms.GT))
    evidence = tuple(called.get(text_of(value)) or text_of(value) for value in facts.get(terms.evidence, ()))
    candidates = tuple(called[text_of(value)].name for value in facts.get(terms.mayLeadTo, ()))
    focus, object_ = called[one(terms.focus)], called.get(one(terms.gapObject))
    group, level = called.get(one(terms.forGroup)), called.get(one(terms.atLevel))
    words = {
        "group": group.name if group else "teachers",
        "level": level.name if level else "any level",
        "focus": focus.name,
        "object": object_.name if object_ else "",
        "value": ", ".join(item.name if isinstance(item, Thing) else item for item in evidence),
    }
    closed = {text_of(link).removeprefix(terms.GT) for link in facts.get(terms.closedFor, ())}
    lacking = tuple(link for link in kind.rests_on if link not in closed)
    unknown = one(terms.gapStatus) == "unknown"
    return Gap(
        iri, kind.code, kind.title, one(terms.gapStatus), _severity(one(terms.severity)),
        one(terms.inCountry) or None, one(terms.stage), focus, object_,
        (kind.unknown if unknown else kind.message).format_map(words),
        _telling(kind, lacking) if unknown else _mending(kind.remedy.format_map(words), candidates),
        _declared(kind, lacking, unknown), evidence, int(one(terms.firstSeen) or 0),
    )  # fmt: skip


def _mending(remedy: str, candidates: tuple[str, ...]) -> str:
    """What to do about a gap; a candidate claim that waits for review is named."""
    if not candidates:
        return remedy
    return f"{remedy} Waiting to be accepted or rejected: {', '.join(sorted(set(candidates)))}."


def _telling(kind: GapType, lacking: tuple[str, ...]) -> str:
    """Where in the workbook to say what is not known."""
    sheets = tuple(dict.fromkeys([SHEETS[link] for link in lacking] or kind.sheets))
    told = f"Tell us on the sheet {_either(sheets)}"
    if not lacking:
        return f"{told} what is left empty there."
    return f"{told}, or say on the sheet completeness that every “{_both(lacking)}” is written down."


def _declared(kind: GapType, lacking: tuple[str, ...], unknown: bool) -> str:
    """What is declared complete where the gap needs it; an open gap that lacks it is said by the row itself."""
    if not kind.rests_on or (lacking and not unknown):
        return "needs no declaration"
    if lacking:
        return f"not declared complete: {', '.join(lacking)}"
    return f"declared complete: {', '.join(kind.rests_on)}"


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _both(words: Iterable[str]) -> str:
    return "” and “".join(words)


def _severity(text: str) -> Severity:
    return next(known for known in SEVERITIES if known == text)


def _is_node(value: Term) -> bool:
    return isinstance(value, NamedNode)


def _listed(values: str | Iterable[str] | None) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values or ())


def _literals(values: Iterable[str]) -> tuple[Literal, ...]:
    return tuple(Literal(value) for value in values)
