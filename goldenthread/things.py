"""Things as readers see them: what a node is called, where it comes from, and everything said of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from goldenthread import questions, terms
from goldenthread.errors import Ambiguous, BadParameter, NotFound
from goldenthread.loaders import sheets
from goldenthread.store import Row, Store
from goldenthread.store.rdf import Literal, NamedNode, Term, text_of

# Broad classes that the view adds; a thing's own class is the most telling one that is not among them.
_BROAD = frozenset({terms.Document, terms.PolicyDocument, terms.Goal, terms.Framework, terms.Claim})
_COUNTRIES = frozenset({"country", "countries"})  # parameters that an ISO code answers

STAGES: Mapping[str, str] = {
    "Document": "document", "PolicyDocument": "document", "Law": "document", "Policy": "document",
    "SectorPlan": "document", "MasterPlan": "document", "Roadmap": "document", "Report": "document",
    "Goal": "goal", "Vision": "goal", "PolicyGoal": "goal", "PolicyObjective": "goal", "Programme": "programme",
    "Requirement": "requirement", "CompetencyStandard": "standard", "ReferenceFramework": "standard",
    "Domain": "competency", "Competency": "competency", "PerformanceIndicator": "competency",
    "Curriculum": "module", "Module": "module", "Offering": "offering", "Provider": "offering",
    "Assessment": "assessment", "Credential": "credential", "Indicator": "indicator", "Observation": "indicator",
    "Mapping": "mapping", "Finding": "finding",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where a statement stands: the document's IRI and the place in it."""

    iri: str
    locator: str | None


@dataclass(frozen=True)
class Thing:
    """A node with what a reader needs to recognise it. `type` is a class IRI, `lang` the label's language tag."""

    iri: str
    type: str | None = None
    code: str | None = None
    label: str = ""
    lang: str | None = None
    dataset: str | None = None
    source: Source | None = None

    @property
    def stage(self) -> str | None:
        """The step of the thread it stands on."""
        return STAGES.get((self.type or "").removeprefix(terms.GT))

    @property
    def name(self) -> str:
        """Code and label as one text."""
        return f"{self.code} {self.label}" if self.code and self.label else self.label or self.code or self.iri


def counted(code: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts codes as people count: G2 before G10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", code.lower()))


@dataclass(frozen=True)
class Statement:
    """One fact of a description: property, value (a Thing where it is a node), and the graph that says so."""

    property: str
    value: Thing | Literal
    graph: str


@dataclass(frozen=True)
class Description:
    """Everything said of a thing: `said` with it as subject, `incoming` statements that name it."""

    thing: Thing
    said: tuple[Statement, ...]
    incoming: tuple[Statement, ...]


def things_of(store: Store, iris: Iterable[str], languages: tuple[str, ...] = ("en",)) -> dict[str, Thing]:
    """A Thing for each IRI, labelled in the first of `languages` there is, else English, else the first there is.
    An IRI that no dataset describes gets its last part as a label."""
    wanted = tuple(sorted({iri for iri in iris if "://" in iri or iri.startswith("urn:")}))
    rows: dict[str, list[Row]] = defaultdict(list)
    if wanted:
        table = questions.ask(store, "things", things=tuple(NamedNode(iri) for iri in wanted))
        for row in table.rows:
            rows[text_of(row[0])].append(row)
    return {iri: _thing(iri, rows.get(iri, []), languages) for iri in wanted}


def thing_of(store: Store, iri: str, languages: tuple[str, ...] = ("en",)) -> Thing:
    """One Thing."""
    return things_of(store, [iri], languages)[iri]


def _thing(iri: str, rows: list[Row], languages: tuple[str, ...]) -> Thing:
    if not rows:
        return Thing(iri, label=unquote(iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]))
    types = {text_of(row[1]) for row in rows}
    label = _label([row[4] for row in rows if isinstance(row[4], Literal)], languages)
    code = next((text_of(row[3]) for row in rows if row[3] is not None), None)
    source = next((Source(text_of(row[5]), text_of(row[6]) or None) for row in rows if row[5] is not None), None)
    return Thing(
        iri,
        type=min(types, key=_telling),
        code=code,
        label=label.value if label else "",
        lang=label.language if label else None,
        dataset=text_of(rows[0][2]),
        source=source,
    )


def _telling(kind: str) -> tuple[bool, bool, str]:
    """Our own narrow classes first."""
    return not kind.startswith(terms.GT), kind in _BROAD, kind


def _label(labels: list[Literal], languages: tuple[str, ...]) -> Literal | None:
    if not labels:
        return None
    order = [tag.lower() for tag in (*languages, "en")]

    def rank(label: Literal) -> tuple[int, str, str]:
        tag = (label.language or "").lower()
        return (order.index(tag) if tag in order else len(order), tag, label.value)

    return min(labels, key=rank)


def resolve(store: Store, name: str, base: str) -> str:
    """The IRI that `name` means: an IRI, `dataset:code`, or `dataset:kind/code` (`goal` or `goals`).

    Raises BadParameter (neither form), NotFound, or Ambiguous, which lists the IRIs to choose from.
    """
    if "://" in name or name.startswith("urn:"):
        return known(store, name)
    dataset, colon, code = name.partition(":")
    if not colon or not dataset or not code:
        raise BadParameter("a thing is named by its IRI or as dataset:code, for example xa:G1")
    graph = NamedNode(base + quote(dataset, safe=""))
    table = questions.ask(store, "resolve", dataset=graph, code=Literal(code.strip().lower()))
    found = [text_of(row[0]) for row in table.rows]
    if not found and "/" in code:
        kind, _, rest = code.strip().partition("/")
        sheet = sheets.named(kind)
        iri = f"{graph.value}/{sheet.kind if sheet else kind}/{quote(rest)}"
        found = [iri] if _exists(store, iri) else []
    if not found:
        raise NotFound("no dataset of this release has a thing of that code; /search finds things by name")
    if len(found) > 1:
        ways = ", ".join(dataset + ":" + unquote(iri.removeprefix(graph.value + "/")) for iri in found[:10])
        raise Ambiguous(f"that code names {len(found)} things; write one of: {ways}")
    return found[0]


def value_of(store: Store, parameter: questions.Parameter, text: str, base: str) -> Term | tuple[Term, ...]:
    """The value of a question's parameter: a thing in any way that `resolve` has, a country also by its ISO code,
    and of a list each by comma or blank. Raises what `resolve` raises, and BadParameter."""

    def node(name: str) -> NamedNode:
        country = parameter.name in _COUNTRIES and ":" not in name
        return NamedNode(resolve(store, f"{base}country/{name.lower()}" if country else name, base))

    if parameter.type == "iri":
        return node(text)
    if parameter.type == "iris":  # an address may have a comma in it
        return tuple(map(node, (text if "://" in text else text.replace(",", " ")).split()))
    return questions.term(parameter, text)


def known(store: Store, iri: str) -> str:
    """`iri` itself if the release says anything of it. Raises NotFound, or BadParameter where it is no IRI."""
    if not _exists(store, iri):
        raise NotFound("nothing is said of that IRI in this release; /search finds things by name")
    return iri


def _exists(store: Store, iri: str) -> bool:
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise BadParameter("that is not an IRI") from error
    return next(store.quads(node), None) is not None or next(store.quads(value=node), None) is not None


def describe(store: Store, iri: str, languages: tuple[str, ...] = ("en",)) -> Description:
    """Everything said of the thing `iri`. Raises NotFound."""
    table = questions.ask(store, "describe", thing=NamedNode(known(store, iri)))
    named = {text_of(row[2]) for row in table.rows if isinstance(row[2], NamedNode)} | {iri}
    called = things_of(store, named, languages)

    def value(term: Term | None) -> Thing | Literal:
        return term if isinstance(term, Literal) else called.get(text_of(term)) or Thing(text_of(term))

    said: dict[str, list[Statement]] = {"out": [], "in": []}
    for direction, prop, other, graph in sorted(table.rows, key=lambda row: [str(term) for term in row[1:]]):
        said[text_of(direction)].append(Statement(text_of(prop), value(other), text_of(graph)))
    return Description(called[iri], tuple(said["out"]), tuple(said["in"]))
