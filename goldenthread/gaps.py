"""The gaps of a release as readers see them: found by filters, worst first, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldenthread import questions, terms, wording
from goldenthread.errors import BadParameter, NotFound, Severity
from goldenthread.gaptypes import GapType, gap_type, gap_types
from goldenthread.report import make as report
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, text_of
from goldenthread.things import STAGES, Thing, things_of

__all__ = [
    "Count",
    "Gap",
    "GapPage",
    "GapType",
    "added",
    "counts",
    "gap_type",
    "gap_types",
    "gaps",
    "gaps_of",
    "report",
]

STATUSES = ("open", "unknown", "waived")
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")


@dataclass(frozen=True)
class Gap:
    """One gap. `type` is the code of its type; `country` an ISO code in lower case; `completeness` says what is, or
    is not, declared complete; `evidence` is what bears it out or makes it doubtful (of a broken thread: the IRIs of
    the gaps on it); `first_seen` a release."""

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


@dataclass(frozen=True)
class Count:
    """How many gaps of a type a country has, by status; `country` is an ISO code in lower case, "" for none."""

    country: str
    type: str
    by_status: Mapping[str, int]


def counts(store: Store) -> tuple[Count, ...]:
    """The gaps in the report of `store` by country and type. A gap of two countries counts for each."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in questions.records(questions.ask(store, "gap-counts")):
        said = {column: text_of(term) for column, term in row.items()}
        key = said["notation"].lower(), said["code"]
        found.setdefault(key, dict.fromkeys(STATUSES, 0))[said["status"]] = int(said["gaps"])
    return tuple(Count(*key, by_status) for key, by_status in sorted(found.items()))


def added(listed: Iterable[Count]) -> dict[str, int]:
    """Counts taken together, by status."""
    every = tuple(listed)
    return {status: sum(one.by_status[status] for one in every) for status in STATUSES}


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
    filter takes one value or several, and none means all. Raises BadParameter for a value that there is not."""
    countries, codes = _listed(country), known("type", _listed(type), (kind.code for kind in gap_types()))
    asked: dict[str, tuple[str, ...]] = {
        "country": countries,
        "type": tuple(terms.GT + code for code in codes),
        "stage": known("stage", _listed(stage), STAGES.values()),
        "status": known("status", _listed(status), STATUSES),
        "severity": known("severity", _listed(severity), SEVERITIES),
    }
    found: dict[str, dict[str, str]] = {}
    for row in questions.records(questions.ask(store, "gaps", **_mark(countries, asked["type"]))):
        said = {column: text_of(term) for column, term in row.items()}
        if all(not values or said[column] in values for column, values in asked.items()):
            found[said["gap"]] = said
    order = sorted(found.values(), key=_worst)
    counts = {state: sum(said["status"] == state for said in order) for state in STATUSES}
    page = (said["gap"] for said in order[offset : offset + limit])
    return GapPage(len(order), counts, gaps_of(store, page, languages))


def known(name: str, values: tuple[str, ...], there: Iterable[str]) -> tuple[str, ...]:
    """The values of a filter. Raises BadParameter, which names those there are, not those given."""
    if not (every := set(there)).issuperset(values):
        raise BadParameter(f"{name} must be of {', '.join(sorted(every))}")
    return values


def _mark(countries: tuple[str, ...], types: tuple[str, ...]) -> dict[str, Term]:
    """The one filter that the store itself looks up: the narrowest of those given."""
    for mark, values in ((terms.inCountry, countries), (terms.gapType, types)):
        if len(values) == 1:
            return {"mark": NamedNode(mark), "value": NamedNode(values[0])}
    return {"mark": NamedNode(terms.RDF_type), "value": NamedNode(terms.Gap)}


def _worst(said: Mapping[str, str]) -> tuple[object, ...]:
    """Open before unknown, then by severity, type and focus."""
    weights = STATUSES.index(said["status"]), SEVERITIES.index(_severity(said["severity"]))
    return (*weights, said["type"], said["focus"], said["gap"])


def gaps_of(store: Store, iris: Iterable[str], languages: tuple[str, ...] = ("en",)) -> tuple[Gap, ...]:
    """The gaps with these IRIs, in the order given. Raises NotFound for one that is not in the report."""
    wanted = tuple(dict.fromkeys(iris))
    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    try:
        nodes = tuple(NamedNode(iri) for iri in wanted)
    except ValueError as error:
        raise NotFound("a gap is named by its IRI, as in the answers of /gaps") from error
    if wanted:
        table = questions.ask(store, "gap-details", gaps=nodes)
        for gap, fact, value in table.rows:
            if value is not None:
                said[text_of(gap)][text_of(fact)].append(value)
    if missing := [iri for iri in wanted if iri not in said]:
        raise NotFound(f"{len(missing)} of these gaps are not in the report of this release")
    named = (terms.focus, terms.gapObject, terms.evidence, terms.forGroup, terms.atLevel, terms.mayLeadTo)
    around = {text_of(v) for facts in said.values() for fact in named for v in facts.get(fact, ()) if _is_node(v)}
    called = things_of(store, around, languages)
    return tuple(_gap(iri, said[iri], called) for iri in wanted)


def _gap(iri: str, facts: Mapping[str, list[Term]], called: Mapping[str, Thing]) -> Gap:
    def one(name: str) -> str:
        return text_of(facts[name][0]) if facts.get(name) else ""

    def things(name: str) -> tuple[Thing, ...]:
        return tuple(called[text_of(value)] for value in facts.get(name, ()) if text_of(value) in called)

    kind = gap_type(one(terms.gapType).removeprefix(terms.GT))
    found = tuple(text_of(value) for value in facts.get(terms.evidence, ()))
    evidence = tuple(called.get(value, value) for value in found) if kind.select else found
    closed = {text_of(link).removeprefix(terms.GT) for link in facts.get(terms.closedFor, ())}
    said = wording.Facts(
        kind=kind,
        unknown=one(terms.gapStatus) == "unknown",
        stage=one(terms.stage),
        focus=called[one(terms.focus)],
        object=called.get(one(terms.gapObject)),
        group=called.get(one(terms.forGroup)),
        level=called.get(one(terms.atLevel)),
        evidence=evidence,
        candidates=things(terms.mayLeadTo),
        lacking=tuple(link for link in kind.rests_on if link not in closed),
        waived=wording.Waived(one(terms.asserter), one(terms.end), one(terms.SKOS_note))
        if terms.waivedBy in facts
        else None,
    )
    return Gap(
        iri, kind.code, kind.title, one(terms.gapStatus), _severity(one(terms.severity)),
        one(terms.inCountry).rsplit("/", 1)[-1] or None, said.stage, said.focus, said.object,
        wording.message(said), wording.remedy(said), wording.completeness(said), evidence,
        int(one(terms.firstSeen) or 0),
    )  # fmt: skip


def _severity(text: str) -> Severity:
    return next(known for known in SEVERITIES if known == text)


def _is_node(value: Term) -> bool:
    return isinstance(value, NamedNode)


def _listed(values: str | Iterable[str] | None) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values or ())
