"""Any order of writes, dry runs, readers, crashes and full disks leaves what a model in memory says."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from starlette.testclient import TestClient

from goldenthread import derived, disk, reach, sources, terms
from goldenthread.api.app import create_app
from goldenthread.decisions import SIDE, decide, parsed
from goldenthread.edits import Edit
from goldenthread.errors import Conflict, NotFound, StoreFailed
from goldenthread.publication import Publication
from goldenthread.releases import Release, Releases, Source
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Triple
from goldenthread.updates import graph_change, graph_condition, update
from tests.api.writers import BASE, workbook
from tests.conftest import NOW, now
from tests.lasting.bounds import examples
from tests.lasting.model import Model, Said, State
from tests.workbooks import zipped

KEPT = 6  # releases kept beside those that somebody reads
datasets = st.sampled_from(["a", "b"])
goals = st.sets(st.sampled_from(["G1", "G2", "G3"]), min_size=1).map(sorted)
forms = st.sampled_from(["ttl", "zip"])


@dataclass(frozen=True)
class Cursor:
    """A reader in the midst of a list: the release it began in, what was and what is still to be told."""

    release: int
    told: tuple[str, ...]
    wanted: tuple[str, ...]
    next: str


class Died(BaseException):
    """The process ends here, as no handler can stop."""


@contextmanager
def failing(after: int, error: BaseException) -> Iterator[None]:
    """Fails when the disk is made safe for the time after so many; who died clears nothing up."""
    left = after
    fsync = os.fsync

    def counted(handle: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise error
        if left > 0 or isinstance(error, OSError):
            fsync(handle)

    def clear(directory: Path) -> None:
        if left > 0 or isinstance(error, OSError):
            cleared(directory)

    cleared = disk.clear
    with mock.patch.object(os, "fsync", counted), mock.patch.object(disk, "clear", clear):
        yield


def file_of(dataset: str, codes: list[str], form: str) -> tuple[bytes, str]:
    """A dataset with these goals, in Turtle or as a workbook, and the file's name."""
    if form == "ttl":
        return workbook(dataset, " ".join(codes)).encode(), f"{dataset}.ttl"
    rows = "".join(f"{code},The goal {code},D,yes\n" for code in codes)
    return zipped({
        "dataset": f"id,title,languages\n{dataset},The dataset {dataset},en\n",
        "documents": "code,kind,title,issuer\nD,policy,A policy,Cabinet\n",
        "goals": "code,label,document,addresses_teachers\n" + rows,
    }), f"{dataset}.zip"  # fmt: skip


def said_by(dataset: str, codes: list[str], form: str = "ttl") -> Said:
    """What such a file says."""
    content, filename = file_of(dataset, codes, form)
    return frozenset(sources.check(content, filename=filename, dataset=dataset, settings=Settings()).loaded.triples)


def graph(store: Store, name: str) -> Said:
    return frozenset(quad.triple for quad in store.quads(graph=NamedNode(name)))


def found_in(release: Release) -> State:
    """What the datasets of a release say."""
    return {name: graph(release.store, BASE + name) for name in release.facts.datasets}


class Directory(RuleBasedStateMachine):
    """One data directory, written and read in every way, beside its model."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="goldenthread-"))
        self.settings = Settings(data=self.folder / "data", lock_seconds=5, keep_releases=KEPT)
        self.model = Model()
        self.held: list[Release] = []
        self.cursors: list[Cursor] = []
        self.derived = 0  # the newest release whose view and report were made from scratch
        self.open()

    def open(self) -> None:
        """Opens the directory as another process would."""
        self.releases = Releases(self.settings, now)
        self.client = TestClient(create_app(self.releases, self.settings))

    def teardown(self) -> None:
        self.held.clear()
        self.client.close()
        shutil.rmtree(self.folder)

    @initialize()
    def prepare(self) -> None:
        self.releases.prepare()
        self.model.become({})

    # Writes

    def acknowledged(self, told: Publication, state: State) -> None:
        """A write that was acknowledged: the newest release, unless the state is the one there is."""
        assert told.changed == (state != self.model.now)
        if told.changed:
            assert told.release == self.model.become(state)
        else:
            assert told.release in self.model.states

    def edit(self, what: str, change: Callable[..., object], state: State, **given: object) -> None:
        source = Source(b"", "edit", form="test")
        told = self.releases.edit(Edit(source, what, change, **given))  # type: ignore[arg-type]  # as each rule gives it
        if told:
            self.acknowledged(told[0], state)
        assert told or state == self.model.now

    @rule(dataset=datasets, codes=goals, form=forms)
    def take_in(self, dataset: str, codes: list[str], form: str) -> None:
        content, filename = file_of(dataset, codes, form)
        for _ in range(2):  # the same file once more is no news
            told = self.releases.propose(content, filename=filename, dataset=dataset)
            self.acknowledged(told, {**self.model.now, dataset: said_by(dataset, codes, form)})

    @rule(codes=goals, form=forms)
    def take_in_together(self, codes: list[str], form: str) -> None:
        files = [Source(*file_of(name, codes, form), name) for name in ("a", "b")]
        state = {**self.model.now, **{name: said_by(name, codes, form) for name in ("a", "b")}}
        told = self.releases.propose_all(files)
        if any(one.changed for one in told):
            assert {one.release for one in told if one.changed} == {self.model.become(state)}
        assert state == self.model.now

    @precondition(lambda self: "a" in self.model.now)
    @rule(codes=goals)
    def insert(self, codes: list[str]) -> None:
        more = said_by("a", codes) - said_by("a", [])
        lines = "".join(f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in more)
        text = f"INSERT DATA {{ GRAPH <{BASE}a> {{ {lines} }} }}"
        state = {**self.model.now, "a": self.model.now["a"] | more}
        if all(len({t for t in state["a"] if t.subject == s and t.predicate.value == terms.SKOS_prefLabel}) <= 1
               for s in {t.subject for t in more}):  # fmt: skip
            self.edit("SPARQL update", update(text, self.settings), state)

    @precondition(lambda self: "a" in self.model.now)
    @rule(code=st.sampled_from(["G1", "G2", "G3"]))
    def delete(self, code: str) -> None:
        goal = NamedNode(f"{BASE}a/goal/{code}")
        text = f"DELETE WHERE {{ GRAPH ?g {{ {goal} ?p ?o }} }}"
        gone = frozenset(triple for triple in self.model.now["a"] if triple.subject == goal)
        state = {**self.model.now, "a": self.model.now["a"] - gone}
        # The report and the catalogue speak of a goal as well, but of none as the subject.
        self.edit("SPARQL update", update(text.replace("?g", f"<{BASE}a>"), self.settings), state)

    @rule(dataset=datasets, codes=goals)
    def put(self, dataset: str, codes: list[str]) -> None:
        change = graph_change("PUT", dataset, workbook(dataset, " ".join(codes)).encode(), "ttl", self.settings)
        self.edit("PUT", change, {**self.model.now, dataset: said_by(dataset, codes)})

    @precondition(lambda self: "b" not in self.model.now or self.model.now["b"] >= said_by("b", []))
    @rule(codes=goals)
    def post(self, codes: list[str]) -> None:
        change = graph_change("POST", "b", workbook("b", " ".join(codes)).encode(), "ttl", self.settings)
        held = self.model.now.get("b", frozenset())
        self.edit("POST", change, {**self.model.now, "b": held | said_by("b", codes)})

    @rule(dataset=datasets)
    def delete_graph(self, dataset: str) -> None:
        there = dataset in self.model.now
        change = graph_change("DELETE", dataset, b"", "ttl", self.settings)
        condition = graph_condition(dataset, None, None, "DELETE")
        try:
            self.edit("DELETE", change, self.model.without(dataset), condition=condition)
            assert there
        except NotFound:
            assert not there

    @rule(dataset=datasets)
    def remove(self, dataset: str) -> None:
        there = dataset in self.model.now
        try:
            self.acknowledged(self.releases.remove(dataset), self.model.without(dataset))
            assert there
        except NotFound:
            assert not there

    @precondition(lambda self: "a" in self.model.now)
    @rule(link=st.sampled_from(["realises", "measures"]), words=st.sampled_from(["p. 1", "p. 2"]))
    def review(self, link: str, words: str) -> None:
        said = {"link": link, "scope": BASE + "a", "as_of": "2026-11-01", "locator": words}
        made = parsed({"person": "Maya", "declarations": [said]})
        source = Source(b"", "decisions.json", form="review")
        (told,) = self.releases.edit(Edit(source, "decisions", decide("a", made, self.settings, NOW)))
        after = found_in(self.releases.current())
        assert after.get("a" + SIDE)
        rest = {name: said for name, said in after.items() if name != "a" + SIDE}
        assert rest == self.model.without("a" + SIDE)
        self.acknowledged(told, after)

    @rule()
    def undo(self) -> None:
        target = self.model.undone()
        there = {facts.number for facts in self.releases.list()}
        try:
            told = self.releases.undo()
        except (Conflict, NotFound):
            assert target not in there
            return
        assert target is not None
        assert told.release == self.model.become(self.model.states[target])
        self.model.returns[self.model.current] = target

    @rule(dataset=datasets, codes=goals, form=forms)
    def take_in_and_regret(self, dataset: str, codes: list[str], form: str) -> None:
        before = self.model.now
        self.take_in(dataset, codes, form)
        if self.model.now != before:
            self.undo()
            assert found_in(self.releases.current()) == before

    @rule(dataset=datasets)
    def remove_and_regret(self, dataset: str) -> None:
        before = self.model.now
        self.remove(dataset)
        if self.model.now != before:
            self.undo()
            assert found_in(self.releases.current()) == before

    # What must change nothing

    @rule(dataset=datasets, codes=goals, form=forms)
    def dry_run(self, dataset: str, codes: list[str], form: str) -> None:
        before = self.files()
        content, filename = file_of(dataset, codes, form)
        told = self.releases.propose(content, filename=filename, dataset=dataset, dry_run=True)
        assert told.changed == (self.model.now.get(dataset) != said_by(dataset, codes, form))
        assert self.files() == before

    def files(self) -> dict[str, int]:
        """Every file that is published, and when it was last written."""
        rooms = {"lock", "checks", "views", "work"}
        return {
            str(path): path.stat().st_mtime_ns
            for entry in self.settings.data.iterdir() if entry.name not in rooms
            for path in (entry, *entry.rglob("*")) if path.is_file()
        }  # fmt: skip

    @rule(dataset=datasets, codes=goals, after=st.integers(1, 60), death=st.booleans())
    def fail(self, dataset: str, codes: list[str], after: int, death: bool) -> None:
        """A writer dies, or finds the disk full, at any time: its write is whole or not there."""
        content, filename = file_of(dataset, codes, "ttl")
        state = {**self.model.now, dataset: said_by(dataset, codes)}
        error = Died() if death else OSError(errno.ENOSPC, "No space left on device")
        try:
            with failing(after, error):
                told = Releases(self.settings, now).propose(content, filename=filename, dataset=dataset)
        except (Died, StoreFailed):
            self.open()
            if self.releases.current().number > self.model.current:
                self.model.become(state)
        else:
            self.acknowledged(told, state)

    @rule()
    def reopen(self) -> None:
        self.open()

    @rule(keep=st.integers(2, KEPT))
    def prune(self, keep: int) -> None:
        self.releases.prune(keep)

    # Readers

    @precondition(lambda self: len(self.held) < 3)
    @rule()
    def hold(self) -> None:
        self.held.append(self.releases.current())

    @precondition(lambda self: self.held)
    @rule()
    def let_go(self) -> None:
        self.held.pop()

    @rule(day=st.dates(date(2000, 1, 1), date(2030, 1, 1)))
    def read_another_day(self, day: date) -> None:
        assert found_in(self.releases.release(as_of=day)) == self.model.now

    @precondition(lambda self: len(self.cursors) < 3)
    @rule()
    def begin_a_list(self) -> None:
        self.step("/gaps.json?limit=2", None)

    @precondition(lambda self: self.cursors)
    @rule()
    def go_on(self) -> None:
        cursor = self.cursors.pop(0)
        self.step(cursor.next, cursor)

    def step(self, address: str, cursor: Cursor | None) -> None:
        """One page of a list that was begun in one release and stays in it."""
        answer = self.client.get(address)
        if cursor and cursor.release not in {facts.number for facts in self.releases.list()}:
            assert answer.status_code == 404
            return
        assert answer.status_code == 200, answer.text
        page = answer.json()
        release = cursor.release if cursor else self.model.current
        wanted = cursor.wanted if cursor else tuple(sorted(derived.statuses(self.releases.current().store)))
        told = (*(cursor.told if cursor else ()), *(gap["iri"] for gap in page["items"]))
        assert (page["release"], page["total"]) == (release, len(wanted))
        if page["next"]:
            self.cursors.append(Cursor(release, told, wanted, page["next"]))
        else:
            assert tuple(sorted(told)) == wanted

    # What always holds

    @invariant()
    def the_newest_release_says_what_was_acknowledged(self) -> None:
        if self.model.states:
            release = self.releases.current()
            assert release.number == self.model.current
            assert found_in(release) == self.model.now

    @invariant()
    def earlier_releases_stay_as_they_were(self) -> None:
        there = [facts.number for facts in self.releases.list()]
        assert set(there) <= self.model.states.keys()
        for number in there[1:3]:
            assert found_in(self.releases.release(number)) == self.model.states[number]
        for held in self.held:
            assert found_in(held) == self.model.states[held.number]

    @invariant()
    def what_is_derived_is_what_is_made_from_scratch(self) -> None:
        if not self.model.states or self.derived == self.model.current:
            return
        release = self.releases.current()
        self.derived = release.number
        assert [unseen(release.store, one) for one in reach.DERIVED] == made(release)

    @invariant()
    def every_release_is_in_the_audit_log_once(self) -> None:
        log = self.settings.data / "audit.log"
        told = [json.loads(line)["release"] for line in log.read_text().splitlines()] if log.exists() else []
        assert told in (list(range(1, len(self.model.states) + 1)), list(range(1, len(self.model.states))))


def unseen(store: Store, name: NamedNode) -> set[Triple]:
    """A derived graph but for when its gaps were first seen."""
    return {triple for triple in graph(store, name.value) if triple.predicate.value != terms.firstSeen}


def made(release: Release) -> list[set[Triple]]:
    """View and report of a release, from nothing but its sources and the vocabulary."""
    store = release.store.in_memory([one for one in release.store.graphs() if one not in reach.DERIVED])
    with TemporaryDirectory() as folder:
        derived.renew(store, release.as_of, release.number, None, directory=Path(folder), base=BASE)
    return [unseen(store, one) for one in reach.DERIVED]


TestDirectory = Directory.TestCase
TestDirectory.settings = examples(8)
