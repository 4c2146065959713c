"""`gaps`, `trace` and `question`: what the data says, as at the addresses of the same names."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from goldenthread import gaps, questions, things, trace
from goldenthread.cli.desk import Commands, Desk, command, pairs, pinned, positive, whole
from goldenthread.questions import Question
from goldenthread.releases import Release
from goldenthread.store.rdf import text_of

FILTERS = ("country", "type", "stage", "status", "severity")
NAMES = "an IRI, dataset:code or dataset:kind/code"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """The commands that answer questions."""
    listed = command(
        commands, "gaps", "list where the thread breaks, or where nobody knows, worst first",
        examples=["gaps --country np --status open", "gaps --type G18 --json"],
    )  # fmt: skip
    listed.add_argument("--country", action="append", metavar="ISO", help="a country's code; may be repeated")
    for name, what in (("type", "a gap type such as G18"), ("stage", "a step of the thread such as module"),
                       ("status", "open, unknown or waived"), ("severity", "violation, warning or info")):  # fmt: skip
        listed.add_argument(f"--{name}", action="append", metavar=name.upper(), help=f"{what}; may be repeated")
    listed.add_argument("--limit", type=positive, default=50, metavar="N", help="how many to list (default: 50)")
    listed.add_argument("--offset", type=whole, default=0, metavar="N", help="how many to leave out first")
    listed.set_defaults(run=_gaps)
    traced = command(
        commands, "trace", "follow the thread of any one thing, down to training or up to policy",
        examples=["trace xa:G1", "trace np:NP-M1 --direction up"],
    )  # fmt: skip
    traced.add_argument("thing", metavar="THING", help=NAMES)
    traced.add_argument("--direction", choices=("down", "up", "both"), default="down", help="which way (default: down)")
    traced.set_defaults(run=_trace)
    asked = command(
        commands, "question", "answer one of the questions that come with the house; without a name, list them",
        examples=["question", "question A1 country=np"],
    )  # fmt: skip
    asked.add_argument("name", nargs="?", metavar="NAME")
    asked.add_argument(
        "values", nargs="*", metavar="PARAMETER=VALUE", help=f"a thing is {NAMES}; a country its ISO code"
    )
    asked.set_defaults(run=_question)
    for one in (listed, traced, asked):
        pinned(one)


def _stamp(release: Release) -> dict[str, object]:
    return {"as_of": release.as_of.isoformat(), "release": release.number}


def _gaps(desk: Desk, given: argparse.Namespace) -> int:
    release = desk.release(given)
    base = desk.settings.base
    countries = [things.resolve(release.store, _country(desk, iso), base) for iso in given.country or ()]
    page = gaps.gaps(
        release.store, country=countries, type=[code.upper() for code in given.type or ()], stage=given.stage,
        status=given.status, severity=given.severity, limit=given.limit, offset=given.offset,
    )  # fmt: skip
    data = _stamp(release) | asdict(page) | {"next": _onward(given, page.total)}

    def people() -> None:
        rows = [(gap.type, gap.status, gap.stage, gap.focus.name, gap.message, gap.remedy) for gap in page.items]
        desk.table(("type", "status", "stage", "thing", "what", "what to do"), rows)
        desk.say(
            f"{len(page.items)} of {page.total}: " + ", ".join(f"{n} {status}" for status, n in page.counts.items())
        )

    desk.answer(data, people)
    return 0


def _onward(given: argparse.Namespace, total: int) -> str | None:
    """The command that lists the next gaps; None at the end."""
    offset = given.offset + given.limit
    if offset >= total:
        return None
    words = [f"--{name} {value}" for name in FILTERS for value in getattr(given, name) or ()]
    pins = [f"--{name.replace('_', '-')} {value}" for name in ("release", "as_of") if (value := getattr(given, name))]
    return " ".join(["goldenthread gaps", *words, *pins, f"--limit {given.limit} --offset {offset}"])


def _country(desk: Desk, iso: str) -> str:
    return f"{desk.settings.base}country/{iso.lower()}"


def _trace(desk: Desk, given: argparse.Namespace) -> int:
    release = desk.release(given)
    found = trace.trace(release.store, things.resolve(release.store, given.thing, desk.settings.base), given.direction)
    names = {node.iri: node.name for node in found.nodes}
    data = _stamp(release) | found.to_json()

    def people() -> None:
        desk.say(f"{found.focus.name}: {_standing(found)}" if found.status else found.focus.name)
        rows = [
            (names[link.source], link.relation, names[link.target], link.level and link.level.name, link.status)
            for link in found.links
        ]
        desk.table(("from", "link", "to", "level", "status"), rows)

    desk.answer(data, people)
    return 0


def _standing(found: trace.Trace) -> str:
    return f"{found.status}, at the step {found.breaks_at}" if found.breaks_at else f"{found.status}"


def _question(desk: Desk, given: argparse.Namespace) -> int:
    if given.name is None:
        return _questions(desk)
    asked = questions.load(given.name)
    release = desk.release(given)
    said = pairs(given.values)
    values = {one.name: things.value_of(release.store, one, said[one.name], desk.settings.base)
              for one in asked.parameters if one.name in said}  # fmt: skip
    table = release.store.select(asked.query(values))
    rows = [[text_of(cell) if cell is not None else None for cell in row] for row in table.rows]
    data = _stamp(release) | {
        "question": asked.name,
        "columns": list(table.columns),
        "rows": [dict(zip(table.columns, row, strict=True)) for row in rows],
    }
    desk.answer(data, lambda: desk.table(table.columns, rows))
    return 0


def _questions(desk: Desk) -> int:
    every = [question for question in questions.every() if question.public]
    data = [
        {"name": one.name, "summary": one.summary, "parameters": [asdict(parameter) for parameter in one.parameters]}
        for one in every
    ]
    rows = [(one.name, _needs(one), one.summary) for one in every]
    desk.answer(data, lambda: desk.table(("name", "parameters", "question"), rows))
    return 0


def _needs(question: Question) -> str:
    return " ".join(f"{one.name}=" if one.default is None else f"[{one.name}=]" for one in question.parameters)
