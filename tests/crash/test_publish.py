"""A writer killed at any step leaves the old release or the new one, whole; the next writer clears up."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goldenthread import sources
from goldenthread.publisher import STEPS
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode
from tests.conftest import now
from tests.plain import EX, Plain, source

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


def child(data: Path, step: str, value: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tests.crash.child", str(data), step, value]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)


def values(releases: Releases) -> list[str]:
    return [str(quad.object) for quad in releases.current().store.quads(NamedNode(EX + "a"), NamedNode(EX + "says"))]


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_writer_leaves_the_old_release_or_the_new_one(settings: Settings, step: str) -> None:
    Releases(settings, now).propose(source("a", "old"), filename="a.plain")
    died = child(settings.data, step, "new")
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, b"")

    after = Releases(settings, now)
    committed = step == STEPS[-1]
    assert values(after) == (['"new"'] if committed else ['"old"'])
    assert after.account(f"a.{2 if committed else 1}")["changed"]

    told = after.propose(source("a", "new"), filename="a.plain")
    assert (told.changed, told.release, told.version) == (not committed, 2, 2)
    assert values(after) == ['"new"']
    assert sorted(path.name for path in (settings.data / "releases").iterdir()) == ["1", "2"]
    assert not (settings.data / "work").exists()


def test_a_writer_killed_before_the_first_release_leaves_none(settings: Settings) -> None:
    assert child(settings.data, "moved", "one").returncode == -signal.SIGKILL
    after = Releases(settings, now)
    assert after.list() == ()
    assert after.propose(source("a", "one"), filename="a.plain").release == 1


def test_what_was_acknowledged_is_there(settings: Settings) -> None:
    assert child(settings.data, "never", "one").stdout == b"acknowledged"
    assert values(Releases(settings, now)) == ['"one"']
