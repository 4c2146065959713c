"""What is read stays there until it is let go, and what goes, goes whole: whoever dies in the midst of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from goldenthread import disk, sources
from goldenthread.errors import NotFound
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.shelf import STORE
from goldenthread.store.embedded import open_for_reading, open_for_writing
from goldenthread.store.rdf import Literal, NamedNode, Triple
from tests.conftest import now
from tests.plain import EX, Plain, source

OTHER_DAY = date(2001, 1, 1)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


@pytest.fixture
def releases(settings: Settings) -> Releases:
    made = Releases(settings, now)
    for value in ("one", "two"):
        made.propose(source("a", value), filename="a.plain")
    return made


def of_many_files(directory: Path) -> int:
    """A store of more files than the engine opens at once; how many statements it has."""
    directory.parent.mkdir()
    store = open_for_writing(directory)
    for part in range(4):
        store.add(
            NamedNode(EX + "g"),
            (Triple(NamedNode(f"{EX}{part}/{n}"), NamedNode(EX + "p"), Literal(str(n))) for n in range(6000)),
        )
    store.flush()
    store.close()
    assert len(list(directory.glob("*.sst"))) > 16
    return 24_000


def test_a_store_of_many_files_can_be_read_to_its_end_although_it_is_to_go(tmp_path: Path) -> None:
    many = of_many_files(tmp_path / "r" / STORE)
    held = open_for_reading(tmp_path / "r" / STORE)
    assert not disk.set_aside(tmp_path / "r", tmp_path / "gone", tmp_path / "r" / STORE)
    assert sum(1 for _ in held.quads()) == many
    del held
    assert disk.set_aside(tmp_path / "r", tmp_path / "gone", tmp_path / "r" / STORE)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound):
        open_for_reading(tmp_path / "r" / STORE)


def test_a_release_that_another_process_reads_is_kept(releases: Releases, settings: Settings) -> None:
    words = "import sys, pathlib; from goldenthread import disk; disk.hold(pathlib.Path(sys.argv[1])); "
    command = [sys.executable, "-c", words + "print('held', flush=True); sys.stdin.read()"]
    place = settings.data / "releases" / "1" / STORE
    with subprocess.Popen([*command, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == b"held\n"
        assert releases.prune(1) == ()
        reader.kill()
    assert releases.prune(1) == (1,)


@pytest.mark.parametrize("entry", ["release", "view"])
def test_who_dies_while_removing_leaves_nothing_that_hinders(
    settings: Settings, releases: Releases, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    class Died(BaseException):
        pass

    def die(directory: Path) -> None:
        next(path for path in sorted(directory.rglob("*")) if path.is_file()).unlink()
        raise Died

    def remove() -> None:
        if entry == "release":
            releases.prune(1)
        else:
            Releases(replace(settings, keep_views=0), now).release(as_of=OTHER_DAY - timedelta(1))

    if entry == "view":
        Releases(settings, now).release(as_of=OTHER_DAY)
    rmtree: Callable[[Path], None] = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", die)
    with pytest.raises(Died):
        remove()
    monkeypatch.setattr(shutil, "rmtree", rmtree)

    after = Releases(settings, now)
    assert after.release(as_of=OTHER_DAY).store.count() > 0
    assert after.propose(source("a", "three"), filename="a.plain").release == 3
    assert all(after.release(facts.number).store.count() for facts in after.list())
    assert not (settings.data / "work").exists()


@pytest.mark.parametrize("damaged", ["release.json", "store/CURRENT", "store"])
@pytest.mark.usefixtures("releases")
def test_a_view_that_was_damaged_is_made_anew(settings: Settings, damaged: str) -> None:
    there = set(map(str, Releases(settings, now).release(as_of=OTHER_DAY).store.quads()))
    (view,) = (settings.data / "views").glob("2-*")
    if (view / damaged).is_dir():
        shutil.rmtree(view / damaged)
    else:
        (view / damaged).write_bytes(b"")
    again = Releases(settings, now).release(as_of=OTHER_DAY)
    assert set(map(str, again.store.quads())) == there


def test_a_publish_waits_for_no_view_that_is_being_made(releases: Releases, settings: Settings) -> None:
    with disk.lock(settings.data / "views" / "lock", 0):
        assert releases.prune(1) == (1,)
