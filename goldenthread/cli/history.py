"""`releases`, `undo`, `diff` and `prune`: what was published, and back again."""

from __future__ import annotations

import argparse

from goldenthread import difference
from goldenthread.cli.desk import Commands, Desk, command, positive
from goldenthread.errors import BadParameter, Conflict
from goldenthread.releases import Facts


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """The commands on releases."""
    releases = command(
        commands, "releases", "list the releases that can be opened, newest first",
        examples=["releases", 'releases --name 7 "as cited in the report of 2026"'],
    )  # fmt: skip
    releases.add_argument("--name", nargs=2, metavar=("N", "NAME"), help="name release N, which keeps it from pruning")
    releases.set_defaults(run=_releases)
    undo = command(
        commands, "undo", "publish the state before the newest release as a new release",
        more="Nothing is lost: undoing again goes back further, and loading a file again brings it back.",
    )  # fmt: skip
    undo.set_defaults(run=_undo)
    diff = command(
        commands, "diff", "show what changed between two versions of a dataset",
        examples=["diff np", "diff np --from 1 --to 3"],
    )  # fmt: skip
    diff.add_argument("dataset", metavar="DATASET")
    diff.add_argument("--from", dest="old", type=positive, metavar="N", help="a version (default: the one before)")
    diff.add_argument("--to", dest="new", type=positive, metavar="N", help="a version (default: the current one)")
    diff.set_defaults(run=_diff)
    prune = command(commands, "prune", "remove all but the newest releases and the named ones")
    prune.add_argument("--keep", type=positive, metavar="N", help="how many to keep (default: keep_releases)")
    prune.set_defaults(run=_prune)


def _releases(desk: Desk, given: argparse.Namespace) -> int:
    releases = desk.releases()
    if given.name:
        number, name = given.name
        if not number.isdecimal():
            raise BadParameter("a release is named by its number")
        releases.name(int(number), name)
    every = releases.list()
    names = {number: name for name, number in releases.names().items()}
    data = [facts.to_json() | {"name": names.get(facts.number)} for facts in every]
    rows = [
        (facts.number, names.get(facts.number), facts.time, facts.agent, facts.what, _held(facts)) for facts in every
    ]
    desk.answer(
        data, lambda: desk.table(("release", "name", "time", "by", "what", "datasets"), rows, right=("release",))
    )
    return 0


def _held(facts: Facts) -> str:
    return ", ".join(f"{dataset} {version.version}" for dataset, version in sorted(facts.datasets.items()))


def _undo(desk: Desk, _given: argparse.Namespace) -> int:
    with desk.working("looking for the release before"):
        told = desk.releases().undo()
    change = told.difference

    def people() -> None:
        desk.say(f"release {told.release}: {change.added} values back, {change.removed} gone, {change.changed} changed")

    desk.answer(told.to_json(), people)
    return 0


def _diff(desk: Desk, given: argparse.Namespace) -> int:
    releases = desk.releases()
    new = releases.version(given.dataset, given.new)
    before = given.old or new.revises
    if before is None:
        raise Conflict(f"version {new.version} is the first; name another with --from")
    old = releases.version(given.dataset, before)
    with desk.working("comparing"):
        change = releases.difference(old, new)
    data = difference.to_json(change) | {"dataset": given.dataset, "from": old.version, "to": new.version}

    def people() -> None:
        desk.say(
            f"{given.dataset}, version {old.version} to {new.version}: ",
        )
        desk.say(f"{change.added} added, {change.removed} removed, {change.changed} changed")
        rows = [
            (edit.kind, _short(edit.subject.value), _short(edit.predicate.value), edit.was, edit.becomes)
            for edit in change.edits
        ]
        desk.table(("", "thing", "property", "before", "after"), rows)

    desk.answer(data, people)
    return 0


def _short(iri: str) -> str:
    return iri.rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def _prune(desk: Desk, given: argparse.Namespace) -> int:
    gone = desk.releases().prune(given.keep)
    words = f"removed {', '.join(map(str, gone))}" if gone else "nothing to remove"
    desk.answer({"removed": list(gone)}, lambda: desk.say(words))
    return 0
