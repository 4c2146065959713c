"""Releases: what a publish does, what it leaves alone, and that readers keep what they opened."""

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from goldenthread import derived, disk, sources, terms, view
from goldenthread.errors import BadParameter, Conflict, Locked, NotFound, Refused, StoreFailed
from goldenthread.publisher import STEPS
from goldenthread.releases import SHIPPED, Publication, Release, Releases, Source
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode, Triple, integer, read_quads
from goldenthread.store.triples import Triples
from tests.conftest import NOW, now
from tests.plain import EX, Plain, source

DAY = NOW.date()


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


@pytest.fixture
def releases(settings: Settings) -> Releases:
    return Releases(settings, now)


def load(
    releases: Releases, dataset: str, *values: str, lines: tuple[str, ...] = (), dry_run: bool = False
) -> Publication:
    return releases.propose(source(dataset, *values, lines=lines), filename=f"{dataset}.plain", dry_run=dry_run)


def says(release: Release, dataset: str) -> set[str]:
    return {
        quad.object.value
        for quad in release.store.quads(NamedNode(EX + dataset), NamedNode(EX + "says"))
        if isinstance(quad.object, Literal)
    }


def tree(settings: Settings) -> set[str]:
    """Every path in the data directory but the locks and the empty room of dry runs."""
    empty = {"lock", "checks"}
    return {str(path.relative_to(settings.data)) for path in settings.data.rglob("*") if path.name not in empty}


# Publishing


def test_before_the_first_release_there_is_nothing(releases: Releases) -> None:
    with pytest.raises(NotFound, match="nothing has been loaded"):
        releases.current()
    assert releases.list() == ()


def test_an_import_becomes_the_current_release(releases: Releases) -> None:
    published = load(releases, "a", "one")
    assert (published.dataset, published.version, published.release, published.changed) == ("a", 1, 1, True)
    assert published.id == "a.1"
    assert says(releases.current(), "a") == {"one"}


def test_a_new_version_takes_the_place_of_the_old_one_and_of_no_other(releases: Releases) -> None:
    load(releases, "a", "one")
    load(releases, "b", "two")
    load(releases, "a", "three")
    assert says(releases.current(), "a") == {"three"}
    assert says(releases.current(), "b") == {"two"}
    assert {name: version.version for name, version in releases.current().facts.datasets.items()} == {"a": 2, "b": 1}


def test_the_same_file_twice_changes_nothing(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    before = tree(settings)
    again = load(releases, "a", "one")
    assert (again.changed, again.release, again.version, again.id) == (False, 1, 1, "a.1")
    assert tree(settings) == before


def test_another_file_that_says_the_same_changes_nothing(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    before = tree(settings)
    again = load(releases, "a", "one", lines=("? lost",))
    assert (again.changed, again.version, [lost.value for lost in again.not_kept]) == (False, 1, ["lost"])
    assert tree(settings) == before


def test_the_same_bytes_that_now_read_otherwise_are_a_new_version(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(releases, "a", "one")
    read = Plain.read
    more = Triple(NamedNode(EX + "a"), NamedNode(EX + "says"), Literal("more"))
    monkeypatch.setattr(Plain, "read", lambda *given: replace(r := read(*given), triples=Triples((*r.triples, more))))
    assert load(releases, "a", "one").version == 2


def test_a_refused_file_stores_nothing(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    before = tree(settings)
    with pytest.raises(Refused, match="not so"):
        load(releases, "a", "two", lines=("! not so",))
    assert tree(settings) == before


def test_a_dry_run_tells_all_and_stores_nothing(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    before = tree(settings)
    told = load(releases, "a", "two", lines=("? lost",), dry_run=True)
    assert (told.id, told.changed, told.dry_run, told.difference.changed) == (None, True, True, 1)
    assert [lost.value for lost in told.not_kept] == ["lost"]
    assert tree(settings) == before
    assert says(releases.current(), "a") == {"one"}


def test_files_taken_in_together_make_one_release(releases: Releases) -> None:
    files = [Source(source(name, name), f"{name}.plain") for name in "abc"]
    assert [account.release for account in releases.propose_all(files)] == [1, 1, 1]
    changed = [account.changed for account in releases.propose_all([*files, Source(source("d", "d"), "d.plain")])]
    assert changed == [False, False, False, True]
    assert len(releases.list()) == 2


def test_files_taken_in_together_are_all_or_none(releases: Releases) -> None:
    good, bad = Source(source("a", "one"), "a.plain"), Source(source("b", lines=("! no",)), "b.plain")
    with pytest.raises(Refused):
        releases.propose_all([good, bad])
    with pytest.raises(Conflict):
        releases.propose_all([good, Source(source("a", "two"), "other.plain")])
    assert releases.list() == ()


def test_a_reference_to_nothing_is_a_warning(releases: Releases, settings: Settings) -> None:
    line = f"<{EX}a> <{EX}of> <{settings.base}{{}}> ."
    away, lost = line.format("other/goal/G1"), line.format("b/goal/G9")
    load(releases, "b", "two")
    report = load(releases, "a", "one", lines=(away, lost)).report
    assert [(remark.severity, remark.where) for remark in report] == [("warning", "other"), ("warning", "b")]
    assert "not loaded" in report[0].message


def test_files_taken_in_together_may_refer_to_each_other(releases: Releases, settings: Settings) -> None:
    there = f"{settings.base}b/goal/G1"
    files = [
        Source(source("a", lines=(f"<{EX}a> <{EX}of> <{there}> .",)), "a.plain"),
        Source(source("b", lines=(f'<{there}> <{EX}says> "here" .',)), "b.plain"),
    ]
    assert [account.report for account in releases.propose_all(files)] == [(), ()]


@pytest.mark.parametrize("dataset", ["country", "A", "a b", "../a", "a" * 101, ""])
def test_an_id_that_cannot_stand_in_iris_and_file_names_is_refused(releases: Releases, dataset: str) -> None:
    with pytest.raises(Refused, match="the id of a dataset"):
        releases.propose(f"dataset {dataset}\n".encode(), filename="x.plain")


def test_the_steps_are_told_in_order(settings: Settings) -> None:
    told: list[str] = []
    load(Releases(settings, now, told.append), "a", "one")
    assert tuple(told) == STEPS


# Versions


def test_the_catalogue_tells_every_version_and_where_it_came_from(releases: Releases) -> None:
    load(releases, "a", "one", lines=("? lost",))
    load(releases, "a", "two")
    first, second = releases.versions("a")
    assert (first.version, first.release, first.file, first.format, first.not_kept) == (1, 1, "a.plain", "plain", 1)
    assert first.imported == "2026-11-24T09:00:00Z"
    assert first.sha256 == hashlib.sha256(source("a", "one", lines=("? lost",))).hexdigest()
    assert (first.revises, second.revises) == (None, 1)
    assert releases.current().facts.datasets["a"] == second
    with pytest.raises(NotFound):
        releases.versions("b")


def test_a_version_is_kept_as_nquads_with_its_hash(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "two", "one")
    path = releases.current().directory / "versions" / "a.1.nq"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == releases.version("a", 1).nquads
    quads = list(read_quads(path.read_bytes(), "nq"))
    assert {quad.graph_name for quad in quads} == {NamedNode(settings.base + "a")}
    assert [quad.object for quad in quads] == [Literal("one"), Literal("two")]


def test_the_difference_of_two_versions(releases: Releases) -> None:
    load(releases, "a", "one", "two")
    load(releases, "a", "one", "three", "four")
    change = releases.difference(releases.version("a", 1), releases.version("a"))
    assert (change.added, change.removed, change.changed) == (1, 0, 1)


def test_the_account_of_an_import_can_be_read_again(releases: Releases) -> None:
    told = load(releases, "a", "one", lines=("? lost",))
    assert releases.account("a.1") == told.to_json()


@pytest.mark.parametrize("id", ["a.2", "b.1", "a", "", "../a.1", "a.x", "a.²"])
def test_an_unknown_import_is_not_found(releases: Releases, id: str) -> None:
    load(releases, "a", "one")
    with pytest.raises(NotFound):
        releases.account(id)


# Removing and undoing


def test_a_removed_dataset_is_gone_and_its_versions_stay_known(releases: Releases) -> None:
    load(releases, "a", "one")
    load(releases, "b", "two")
    gone = releases.remove("a")
    assert (gone.release, gone.difference.removed) == (3, 1)
    assert says(releases.current(), "a") == set()
    assert set(releases.current().facts.datasets) == {"b"}
    assert load(releases, "a", "one").version == 2
    with pytest.raises(NotFound):
        releases.remove("c")


def test_undo_publishes_the_older_versions_as_a_new_release(releases: Releases) -> None:
    load(releases, "a", "one")
    load(releases, "a", "two")
    undone = releases.undo()
    assert (undone.release, undone.difference.changed) == (3, 1)
    assert says(releases.current(), "a") == {"one"}
    assert releases.current().facts.datasets["a"].version == 1
    assert [version.version for version in releases.versions("a")] == [1, 2]
    assert load(releases, "a", "three").version == 3
    assert releases.version("a").revises == 1


def test_undoing_again_goes_back_further(releases: Releases) -> None:
    load(releases, "a", "one")
    load(releases, "b", "two")
    load(releases, "a", "three")
    releases.undo()
    releases.undo()
    assert (says(releases.current(), "a"), says(releases.current(), "b")) == ({"one"}, set())
    with pytest.raises(Conflict):
        releases.undo()


def test_undo_brings_a_removed_dataset_back(releases: Releases) -> None:
    load(releases, "a", "one")
    releases.remove("a")
    releases.undo()
    assert says(releases.current(), "a") == {"one"}


# Reading


def test_a_reader_keeps_the_release_it_opened(releases: Releases) -> None:
    load(releases, "a", "one")
    held = releases.current()
    load(releases, "a", "two")
    assert says(held, "a") == {"one"}
    assert says(releases.release(1), "a") == {"one"}
    assert says(releases.current(), "a") == {"two"}


def test_a_release_that_somebody_reads_is_pruned_when_it_is_let_go(releases: Releases) -> None:
    load(releases, "a", "one")
    held = releases.current()
    load(releases, "a", "two")
    assert releases.prune(1) == ()
    assert says(held, "a") == {"one"}
    del held
    assert releases.prune(1) == (1,)
    with pytest.raises(NotFound, match="pruned"):
        releases.release(1)


@pytest.mark.parametrize("number", [0, -1, 2, 10**9])
def test_an_unknown_release_is_not_found(releases: Releases, number: int) -> None:
    load(releases, "a", "one")
    with pytest.raises(NotFound, match="the newest is 1"):
        releases.release(number)


def test_two_readers_share_one_open_store(releases: Releases) -> None:
    load(releases, "a", "one")
    assert releases.current().store is releases.release(1).store


def test_a_damaged_release_says_so(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    (settings.data / "releases" / "1" / "release.json").write_text("{")
    with pytest.raises(StoreFailed, match="damaged"):
        Releases(settings, now).current()


# Pruning and names


def test_the_oldest_releases_go_and_named_ones_stay(settings: Settings) -> None:
    releases = Releases(replace(settings, keep_releases=2), now)
    load(releases, "a", "1")
    releases.name(1, "as cited")
    for value in "2345":
        load(releases, "a", value)
    assert [facts.number for facts in releases.list()] == [5, 4, 1]
    assert releases.names() == {"as cited": 1}


def test_a_name_belongs_to_one_release(releases: Releases) -> None:
    load(releases, "a", "one")
    load(releases, "a", "two")
    releases.name(1, "first")
    with pytest.raises(Conflict):
        releases.name(2, "first")
    with pytest.raises(NotFound):
        releases.name(3, "third")
    with pytest.raises(BadParameter):
        releases.name(2, " ")


# Trouble


def test_a_second_writer_is_told(releases: Releases, settings: Settings) -> None:
    with disk.lock(settings.data / "lock", 1), pytest.raises(Locked, match="another process"):
        load(releases, "a", "one")
    assert load(releases, "a", "one").changed


def test_writers_in_threads_take_turns(settings: Settings) -> None:
    releases = Releases(replace(settings, lock_seconds=30), now)
    writers = [threading.Thread(target=load, args=(releases, name, "one")) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert set(releases.current().facts.datasets) == set("abcd")
    assert len(releases.list()) == 4


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_failure_at_any_step_leaves_nothing_behind(settings: Settings, step: str) -> None:
    load(Releases(settings, now), "a", "one")
    before = tree(settings)

    def fail(done: str) -> None:
        if done == step:
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreFailed, match="the disk is full; nothing was changed"):
        load(Releases(settings, now, fail), "a", "two")
    after = Releases(settings, now)
    assert says(after.current(), "a") == {"one"}
    load(after, "a", "one")
    assert tree(settings) == before


# Views


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """A view that holds until the end of its month; the days it was made for."""
    made: list[date] = []

    def make(_store: object, day: date) -> None:
        made.append(day)

    monkeypatch.setattr(view, "make", make)
    monkeypatch.setattr(derived, "valid_until", lambda _: made[-1].replace(day=30))
    return made


def test_a_day_within_the_view_is_read_from_the_release(releases: Releases, ends: list[date]) -> None:
    load(releases, "a", "one")
    for day in (DAY, date(2026, 11, 30)):
        release = releases.release(as_of=day)
        assert (release.as_of, release.directory.name) == (day, "1")
    assert ends == [DAY]


def test_another_day_gets_a_view_of_its_own_once(releases: Releases, settings: Settings, ends: list[date]) -> None:
    load(releases, "a", "one")
    for _ in range(2):
        release = Releases(settings, now).release(as_of=date(2016, 4, 1))
        assert (release.number, release.as_of, says(release, "a")) == (1, date(2016, 4, 1), {"one"})
    assert release.directory == settings.data / "views" / "1-2016-04-01"
    assert release.search.is_file()
    assert Releases(settings, now).release(as_of=date(2016, 4, 9)).directory == release.directory
    assert ends == [DAY, date(2016, 4, 1)]


def test_when_todays_view_has_ended_today_gets_a_new_one(settings: Settings, ends: list[date]) -> None:
    load(Releases(settings, now), "a", "one")
    later = Releases(settings, lambda: datetime(2026, 12, 2, tzinfo=UTC))
    assert later.current().directory.name == "1-2026-12-02"
    assert ends[-1] == date(2026, 12, 2)


@pytest.mark.usefixtures("ends")
def test_views_that_are_least_used_go_first(settings: Settings) -> None:
    releases = Releases(replace(settings, keep_views=2), now)
    load(releases, "a", "one")
    for year in (2001, 2002, 2001, 2003):
        releases.release(as_of=date(year, 1, 1))
    assert {path.name for path in (settings.data / "views").glob("*-*")} == {"1-2001-01-01", "1-2003-01-01"}
    assert says(releases.release(as_of=date(2002, 1, 1)), "a") == {"one"}


@pytest.mark.usefixtures("ends")
def test_views_go_with_their_release(releases: Releases, settings: Settings) -> None:
    load(releases, "a", "one")
    releases.release(as_of=date(2001, 1, 1))
    load(releases, "a", "two")
    releases.prune(1)
    assert list((settings.data / "views").glob("*-*")) == []


def test_readers_may_race_for_a_view(settings: Settings, ends: list[date]) -> None:
    load(Releases(settings, now), "a", "one")
    found: list[Release] = []
    patient = replace(settings, lock_seconds=30)
    readers = [
        threading.Thread(target=lambda: found.append(Releases(patient, now).release(as_of=date(2001, 1, 1))))
        for _ in range(6)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert [says(release, "a") for release in found] == [{"one"}] * 6
    assert ends == [DAY, date(2001, 1, 1)]


# What is derived


def test_changed_rules_renew_what_is_derived_and_nothing_else(
    releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases.prepare()
    load(releases, "a", "one")
    releases.prepare()
    assert [facts.number for facts in releases.list()] == [2, 1]
    monkeypatch.setattr(derived, "rules", lambda: "other")
    releases.prepare()
    assert [facts.number for facts in releases.list()] == [3, 2, 1]
    assert says(releases.current(), "a") == {"one"}
    assert [version.version for version in releases.versions("a")] == [1]


def test_the_vocabulary_is_in_every_release(releases: Releases) -> None:
    releases.prepare()
    graph = NamedNode(terms.GRAPH_vocabulary)
    assert any(True for _ in releases.current().store.quads(NamedNode(terms.Goal), graph=graph))


# The shipped data


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Shipped data of the plain dialect, by folder."""
    held = {"a": source("a", "one"), "b": source("b", "two")}
    monkeypatch.setattr(sources, "shipped", lambda: tuple(Path(name) for name in sorted(held)))
    monkeypatch.setattr(sources, "content_of", lambda path: (held[path.name], path.name))
    return held


@pytest.mark.usefixtures("folders")
def test_the_shipped_data_is_loaded_once_and_in_one_release(releases: Releases) -> None:
    assert [account.dataset for account in releases.load_shipped()] == ["a", "b"]
    assert releases.load_shipped() == ()
    assert len(releases.list()) == 1


def test_shipped_data_that_changed_is_renewed(releases: Releases, folders: dict[str, bytes]) -> None:
    releases.load_shipped()
    folders["b"] = source("b", "three")
    assert [account.dataset for account in releases.load_shipped()] == ["b"]
    assert releases.version("b").agent == SHIPPED


@pytest.mark.usefixtures("folders")
def test_what_somebody_changed_or_removed_is_left_alone(releases: Releases) -> None:
    releases.load_shipped()
    load(releases, "a", "mine")
    releases.remove("b")
    assert releases.load_shipped() == ()
    assert says(releases.current(), "a") == {"mine"}


def test_a_count_in_the_catalogue_is_a_number(releases: Releases) -> None:
    load(releases, "a", "one", lines=("? lost",))
    (quad,) = releases.current().store.quads(predicate=NamedNode(terms.notKept))
    assert quad.object == integer(1)
