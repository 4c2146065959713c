"""What a provider of training teaches of what its country requires: at which level, with trainers of which level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from goldenthread import questions
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, counted, things_of

Answer = Literal["met", "perhaps", "lower"]
Standing = Literal["here", "elsewhere", "nobody", "unknown"]
BEST: Final[tuple[Answer, ...]] = ("met", "perhaps", "lower")
ORDER: Final[tuple[Standing, ...]] = ("here", "elsewhere", "nobody", "unknown")


@dataclass(frozen=True)
class Trainers:
    """Those who teach an offering: how many are certified, and at which level; None where it is not said."""

    offering: Thing
    number: int | None
    level: Thing | None


@dataclass(frozen=True)
class Taught:
    """A module of the provider that teaches a competency, at a level (None: not said), and its trainers."""

    module: Thing
    level: Thing | None
    trainers: tuple[Trainers, ...]


@dataclass(frozen=True)
class Asked:
    """A requirement and how it stands with the provider. `standing`: taught here, elsewhere only, by nobody (the record
    was declared complete) or not known; `answer` says whether the best module reaches the level."""

    requirement: Thing
    competency: Thing
    level: Thing | None
    group: Thing | None
    standing: Standing
    answer: Answer | None
    here: tuple[Taught, ...]
    elsewhere: tuple[Thing, ...]


@dataclass(frozen=True)
class Provision:
    """All that a provider does: what is required, what it teaches beside that, and its modules of which it is not known
    what they teach."""

    required: tuple[Asked, ...]
    beside: tuple[tuple[Thing, tuple[Taught, ...]], ...]
    silent: tuple[Thing, ...]


def providers(store: Store, country: str, languages: tuple[str, ...] = ("en",)) -> tuple[Thing, ...]:
    """Who gives training in a country, by name."""
    table = questions.ask(store, "providers", country=NamedNode(country))
    called = things_of(store, {text_of(row[0]) for row in table.rows}, languages)
    return tuple(sorted(called.values(), key=lambda one: (one.label or one.name, one.iri)))


def provision(store: Store, provider: str, country: str, languages: tuple[str, ...] = ("en",)) -> Provision:
    """What `provider` teaches of what `country` requires."""
    taught = _records(store, "provider-teaching", provider=provider)
    required = _records(store, "required", country=country)
    named = {value for row in (*taught, *required) for value in row.values() if "://" in value}
    called = things_of(store, named, languages)
    modules = {row["module"] for row in taught}
    teaching = _teaching(taught, called)
    rows: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in required:
        rows[row["requirement"]].append(row)
    asked = sorted((_asked(found, modules, teaching, called) for found in rows.values()), key=_order)
    sought = {row["competency"] for row in required}
    beside = (
        (called[competency], tuple(held.values())) for competency, held in sorted(teaching.items())
        if competency not in sought
    )  # fmt: skip
    saying = {row["module"] for row in taught if row["competency"]}
    return Provision(tuple(asked), tuple(beside), tuple(called[module] for module in sorted(modules - saying)))


def _records(store: Store, name: str, **given: str) -> list[dict[str, str]]:
    table = questions.ask(store, name, **{key: NamedNode(iri) for key, iri in given.items()})
    return [{column: text_of(term) for column, term in row.items()} for row in questions.records(table)]


def _teaching(rows: Iterable[Mapping[str, str]], called: Mapping[str, Thing]) -> dict[str, dict[str, Taught]]:
    """By competency and module: the level and the trainers."""
    trainers: dict[str, dict[str, Trainers]] = defaultdict(dict)
    for row in rows:
        if row["offering"]:
            number = int(row["trainers"]) if row["trainers"] else None
            trainers[row["module"]][row["offering"]] = Trainers(
                called[row["offering"]], number, called.get(row["trainerLevel"])
            )
    found: dict[str, dict[str, Taught]] = defaultdict(dict)
    for row in rows:
        if row["competency"]:
            held = tuple(trainers[row["module"]].values())
            found[row["competency"]][row["module"]] = Taught(called[row["module"]], called.get(row["level"]), held)
    return found


def _asked(
    rows: list[Mapping[str, str]], modules: set[str], teaching: Mapping[str, Mapping[str, Taught]],
    called: Mapping[str, Thing],
) -> Asked:  # fmt: skip
    first = rows[0]
    by = {row["module"]: row["answer"] for row in rows if row["module"]}
    here = sorted(module for module in by if module in modules)
    held = here or list(by)
    answer = min((known for known in BEST if known in {by[module] for module in held}), key=BEST.index, default=None)
    standing: Standing = "here" if here else "elsewhere" if by else "nobody" if first["gap"] == "open" else "unknown"
    return Asked(
        called[first["requirement"]], called[first["competency"]], called.get(first["level"]),
        called.get(first["group"]), standing, answer,
        tuple(teaching.get(first["competency"], {}).get(module) or Taught(called[module], None, ()) for module in here),
        tuple(called[module] for module in sorted(by) if module not in modules),
    )  # fmt: skip


def _order(one: Asked) -> tuple[object, ...]:
    return ORDER.index(one.standing), counted(one.competency.code or one.competency.name), one.requirement.iri
