"""Where the disk takes no more, real files fail in the midst of being written: in words, with nothing changed."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from goldenthread import search
from goldenthread.api.app import create_app
from goldenthread.errors import Unwritable
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.writers import workbook
from tests.conftest import now

OTHER_DAY = "/gaps.json?as_of=2001-01-01"
ROOT = Path(__file__).parents[2]
# A bound on the length of any file stands for the end of the disk: the system refuses in the midst of a write.
CHILD = """
import resource, sys
from goldenthread.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
raise SystemExit(main(sys.argv[2:]))
"""


def bounded(most: int, *words: str) -> subprocess.CompletedProcess[str]:
    """A command whose files may be so long and no longer."""
    command = [sys.executable, "-c", CHILD, str(most), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def releases(settings: Settings) -> Releases:
    made = Releases(settings, now)
    made.prepare()
    made.propose(workbook("a", "G1").encode(), filename="a.ttl", dataset="a")
    return made


@pytest.mark.parametrize("most", [0, 2_000, 40_000])
def test_an_import_that_finds_the_disk_full_is_refused_in_words(
    releases: Releases, settings: Settings, tmp_path: Path, most: int
) -> None:
    before = sorted(map(str, releases.current().store.quads()))
    file = tmp_path / "a.ttl"
    file.write_text(workbook("a", " ".join(f"G{number}" for number in range(200))))
    words = ("load", str(file), "--dataset", "a", "--data", str(settings.data))
    told = bounded(most, *words)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("goldenthread: ")
    assert "Traceback" not in told.stderr
    after = Releases(settings, now)
    assert sorted(map(str, after.current().store.quads())) == before
    assert after.propose(file.read_bytes(), filename="a.ttl", dataset="a").release == 3
    assert not (settings.data / "work").exists()


def test_a_search_index_that_finds_the_disk_full_says_so(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def small(*given: Any, **named: Any) -> sqlite3.Connection:
        line: sqlite3.Connection = connect(*given, **named)
        line.execute("PRAGMA max_page_count = 2")
        return line

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(Unwritable, match="disk is full"):
        search.build(releases.current().store, tmp_path / "rows")


@pytest.mark.parametrize(("where", "call"), [(os, "fsync"), (os, "rename"), (tempfile, "TemporaryFile")])
def test_a_full_disk_is_told_over_http_with_what_to_do(
    releases: Releases, settings: Settings, monkeypatch: pytest.MonkeyPatch, where: ModuleType, call: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with TestClient(create_app(releases, settings)) as client:
        with monkeypatch.context() as patch:
            patch.setattr(where, call, full)
            told = client.post("/check", content=b"x") if where is tempfile else client.get(OTHER_DAY)
        assert (told.status_code, told.json()["code"]) == (507, "unwritable")
        assert "Free some space" in told.json()["detail"]
        assert client.get(OTHER_DAY).status_code == 200


@pytest.mark.usefixtures("releases")
def test_a_view_that_finds_the_disk_full_leaves_none_behind(settings: Settings) -> None:
    told = bounded(2_000, "gaps", "--as-of", "2001-01-01", "--data", str(settings.data))
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert Releases(settings, now).release(as_of=date(2001, 1, 1)).store.count() > 0
