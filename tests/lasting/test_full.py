"""Where the disk takes no more, real files fail in the midst of being written: in words, with nothing changed."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.writers import workbook
from tests.conftest import now

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


@pytest.mark.usefixtures("releases")
def test_a_view_that_finds_the_disk_full_leaves_none_behind(settings: Settings) -> None:
    told = bounded(2_000, "gaps", "--as-of", "2001-01-01", "--data", str(settings.data))
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert Releases(settings, now).release(as_of=date(2001, 1, 1)).store.count() > 0
