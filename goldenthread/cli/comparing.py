"""`coverage` and `compare`: countries and standards side by side, as at the addresses of the same names."""

from __future__ import annotations

import argparse

from goldenthread import comparison, coverage, grounds
from goldenthread.cli.desk import Commands, Desk, command, pinned
from goldenthread.frameworks import framework, frameworks
from goldenthread.measures import Webb

NAMES = "its IRI, or dataset:code"
SHOWN = {"in_standard": "in standard", "not_covered": "-", "unknown": "?"}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """The commands that compare."""
    matrix = command(
        commands, "coverage", "set countries side by side on a reference framework",
        more="Each cell shows the deepest step that somebody vouches for; - is not covered, ? not known.",
        examples=["coverage ictcft3", "coverage ictcft3:ictcft3 --country np --country ph --json"],
    )  # fmt: skip
    matrix.add_argument("reference", metavar="FRAMEWORK", help=f"a reference framework: {NAMES}")
    matrix.add_argument("--country", action="append", metavar="ISO", help="a country's code; may be repeated")
    matrix.set_defaults(run=_coverage)
    pair = command(
        commands, "compare", "compare two standards through a reference framework",
        examples=["compare xa:TDCS24 ph:CHED-ICT --via ictcft3:ictcft3"],
    )  # fmt: skip
    pair.add_argument("left", metavar="LEFT", help=f"a standard: {NAMES}")
    pair.add_argument("right", metavar="RIGHT", help="another")
    pair.add_argument("--via", metavar="FRAMEWORK", help="a reference framework (default: the one both match best)")
    pair.set_defaults(run=_compare)
    for one in (matrix, pair):
        pinned(one)


def _coverage(desk: Desk, given: argparse.Namespace) -> int:
    release = desk.release(given)
    chosen = framework(frameworks(release.store), given.reference, desk.settings.base)
    found = coverage.coverage(release.store, chosen.iri, given.country or ())
    told = grounds.to_json(found, grounds.resting(release.store, found))
    data = {"as_of": release.as_of.isoformat(), "release": release.number, **told}

    def people() -> None:
        isos = [country.iso for country in found.countries]
        rows = [
            (cell.cell.name, *(SHOWN.get(step, step) for step in (cell.by_country[iso].step for iso in isos)))
            for cell in found.cells
        ]
        desk.table(("cell", *isos), rows)
        for country in found.countries:
            counts = told["totals"][country.iso]
            steps = ", ".join(f"{counts[step]} {step.replace('_', ' ')}" for step in coverage.STEPS if counts[step])
            desk.say(f"{country.name}: {steps} of {counts['of']}")

    desk.answer(data, people)
    return 0


def _compare(desk: Desk, given: argparse.Namespace) -> int:
    release = desk.release(given)
    listed = frameworks(release.store)
    left, right = (framework(listed, name, desk.settings.base).iri for name in (given.left, given.right))
    if given.via:
        via = framework(listed, given.via, desk.settings.base).iri
    else:
        via = comparison.suggested(release.store, left, right, listed)
    found = comparison.compare(release.store, left, right, via)
    data = {"as_of": release.as_of.isoformat(), "release": release.number, **found.to_json()}

    def people() -> None:
        desk.say(f"{found.left.name} and {found.right.name} through {found.via.name}")
        measured = (("Jaccard", found.jaccard), ("weighted", found.weighted), ("Porter", found.porter),
                    ("by topic", found.by_topic), ("by level", found.by_level))  # fmt: skip
        desk.table(("measure", "value"), [(name, _number(value)) for name, value in measured], right=("value",))
        rows = [(one.cell.name, _number(one.left), _number(one.right), _number(one.difference)) for one in found.shares]
        desk.table(("cell", "left", "right", "difference"), rows, right=("left", "right", "difference"))
        webb = [
            (side, kind, one.topic.name if one.topic else "in no domain", *_criteria(one.webb))
            for side, kinds in found.webb.items() for kind, topics in kinds.items() for one in topics
        ]  # fmt: skip
        desk.table(("standard", "hits of", "domain", "hits", "depth", "range", "balance"), webb)

    desk.answer(data, people)
    return 0


def _criteria(webb: Webb) -> tuple[object, ...]:
    balance = "says nothing" if webb.degenerate else _number(webb.balance)
    return webb.concurrence, _number(webb.depth), _number(webb.range), balance


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"
