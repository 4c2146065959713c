"""Countries side by side on a reference framework: how deep each reaches into every cell, and how that is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from goldenthread import questions, terms
from goldenthread.errors import BadParameter, NotFound
from goldenthread.store import Row, Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, counted, things_of

STEPS: Final = ("in_standard", "taught", "assessed", "certified", "not_covered", "unknown")
COVERS: Final = (terms.SKOS_exactMatch, terms.SKOS_closeMatch, terms.SKOS_broadMatch, terms.SKOS_narrowMatch)
# From the deepest: the step a link proves, and where the things it leads from are listed.
LINKS: Final[tuple[tuple[str, str, str], ...]] = (
    ("certified", "credentials", terms.certifies),
    ("assessed", "assessments", terms.assesses),
    ("taught", "modules", terms.teaches),
)


@dataclass(frozen=True)
class Country:
    """A country with a standard on record, named in the reader's language."""

    thing: Thing
    iso: str
    fictional: bool

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.thing.iri

    @property
    def name(self) -> str:
        """What it is called."""
        return self.thing.label


@dataclass(frozen=True)
class Match:
    """A mapping between a country's competency and a cell, read from the competency to the cell. `competency` is
    None where it says that the country has nothing for the cell."""

    mapping: str
    competency: str | None
    predicate: str
    status: str

    @property
    def covers(self) -> bool:
        """Whether it makes the cell part of the country's standard."""
        return self.status == "accepted" and self.competency is not None and self.predicate in COVERS


@dataclass(frozen=True)
class Reach:
    """How deep a country reaches into a cell: the deepest step that an accepted claim proves. `by` lists what proves
    the deeper steps, by "modules", "assessments" and "credentials"; `declared`: it was looked for and is not there."""

    step: str
    declared: bool
    competencies: tuple[Thing, ...] = ()
    by: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)
    matches: tuple[Match, ...] = ()

    @property
    def proven(self) -> frozenset[str]:
        """Every step that a claim proves; a deep one does not imply those before it."""
        shown = {step for step, listed, _ in LINKS if self.by.get(listed)}
        return frozenset(shown | ({"in_standard"} if self.competencies else set()))


@dataclass(frozen=True)
class Cell:
    """One cell of the framework with its row (a domain), its column (a level), and each country's reach by ISO code."""

    cell: Thing
    row: Thing | None
    column: Thing | None
    by_country: Mapping[str, Reach]


@dataclass(frozen=True)
class Coverage:
    """The matrix of a framework, cells in the order of its rows and columns."""

    reference: Thing
    countries: tuple[Country, ...]
    cells: tuple[Cell, ...]

    def totals(self, iso: str) -> dict[str, int]:
        """How many cells a country reaches how deep; each cell counts once, by its deepest step."""
        steps = [cell.by_country[iso].step for cell in self.cells]
        return {step: steps.count(step) for step in STEPS} | {"of": len(steps)}


def countries(store: Store, isos: Sequence[str] = (), languages: tuple[str, ...] = ("en",)) -> tuple[Country, ...]:
    """The countries with a standard on record, by name, fictional ones last; only those of `isos` where given,
    in that order. Raises NotFound for a code that none has."""
    rows = questions.ask(store, "coverage-countries").rows
    called = things_of(store, (text_of(row[0]) for row in rows), languages)
    found = {
        text_of(notation).lower(): Country(called[text_of(iri)], text_of(notation).lower(), text_of(made) == "true")
        for iri, notation, made in rows
    }
    if not isos:
        return tuple(sorted(found.values(), key=lambda country: (country.fictional, country.name)))
    wanted = list(dict.fromkeys(iso.strip().lower() for iso in isos if iso.strip()))
    if missing := [iso for iso in wanted if iso not in found]:
        raise NotFound(f"{len(missing)} of these codes is of no country with a teacher standard on record")
    return tuple(found[iso] for iso in wanted)


def coverage(store: Store, reference: str, isos: Sequence[str] = (), languages: tuple[str, ...] = ("en",)) -> Coverage:
    """The matrix of the framework with the IRI `reference`. Raises BadParameter where it has no cells, NotFound."""
    cells = questions.ask(store, "coverage-cells", reference=NamedNode(reference)).rows
    if not cells:
        raise BadParameter("the reference must be a framework with competencies on record")
    listed = countries(store, isos, languages)
    closed = {text_of(row[0]) for row in questions.ask(store, "coverage-closed", reference=NamedNode(reference)).rows}
    matches = _matches(store, reference)
    steps = _steps(store, reference)
    named = {text_of(term) for row in cells for term in row[:3]} | {reference}
    named |= {match.competency for held in matches.values() for match in held if match.competency}
    named |= {by for held in steps.values() for _, by in held}
    called = things_of(store, named, languages)
    reaches = {
        text_of(row[0]): {
            country.iso: _reach(
                matches.get((text_of(row[0]), country.iri), ()), steps, called, complete=country.iri in closed
            )
            for country in listed
        }
        for row in cells
    }
    return Coverage(called[reference], listed, _ordered(cells, reaches, called))


def _matches(store: Store, reference: str) -> Mapping[tuple[str, str], Sequence[Match]]:
    """The matches of each cell and country."""
    found: dict[tuple[str, str], list[Match]] = defaultdict(list)
    for cell, country, competency, predicate, mapping, status in questions.ask(
        store, "coverage-matches", reference=NamedNode(reference)
    ).rows:
        match = Match(text_of(mapping), text_of(competency) or None, text_of(predicate), text_of(status))
        found[text_of(cell), text_of(country)].append(match)
    return found


def _steps(store: Store, reference: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """What leads to each competency: the link, and the thing it comes from."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for competency, link, by in questions.ask(store, "coverage-steps", reference=NamedNode(reference)).rows:
        found[text_of(competency)].append((text_of(link), text_of(by)))
    return found


def _reach(
    matches: Sequence[Match],
    steps: Mapping[str, Sequence[tuple[str, str]]],
    called: Mapping[str, Thing],
    *,
    complete: bool,
) -> Reach:
    covering = sorted({match.competency or "" for match in matches if match.covers})
    by = {
        listed: _things((by for iri in covering for link, by in steps.get(iri, ()) if link == wanted), called)
        for _, listed, wanted in LINKS
    }
    declared = not covering and any(match.competency is None and match.status == "accepted" for match in matches)
    if covering:
        step = next((step for step, listed, _ in LINKS if by[listed]), "in_standard")
    else:
        step = "not_covered" if declared or complete else "unknown"
    return Reach(step, declared, _things(covering, called), by, tuple(matches))


def _things(iris: Iterable[str], called: Mapping[str, Thing]) -> tuple[Thing, ...]:
    found = (called[iri] for iri in set(iris))
    return tuple(sorted(found, key=lambda thing: (counted(thing.code or ""), thing.iri)))


def _ordered(
    rows: Sequence[Row], reaches: Mapping[str, Mapping[str, Reach]], called: Mapping[str, Thing]
) -> tuple[Cell, ...]:
    """The cells by row, then by the rank of their column, then by code; each once."""
    found: dict[str, tuple[tuple[object, ...], Cell]] = {}
    for iri, row, column, rank in rows:
        cell = Cell(called[text_of(iri)], called.get(text_of(row)), called.get(text_of(column)), reaches[text_of(iri)])
        order = (
            counted(cell.row.code or cell.row.label) if cell.row else ((0, "~"),),
            float(text_of(rank) or "inf"),
            counted(cell.cell.code or cell.cell.label),
            cell.cell.iri,
        )
        found.setdefault(cell.cell.iri, (order, cell))
    return tuple(cell for _, cell in sorted(found.values(), key=lambda held: held[0]))
