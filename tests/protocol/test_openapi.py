"""Our description of the interface against the interface: schemathesis with every check, run as anybody would."""

import subprocess
import sys
from pathlib import Path

import pytest

from goldenthread.releases import Releases
from tests.live import ROOT, linked, live

pytestmark = pytest.mark.alone

SECONDS = 60
# The addresses of questions differ in nothing but their parameters: those for advisors stand for all.
LEFT_OUT = "^/questions/[^A]"


@pytest.mark.timeout(180)
def test_no_check_of_schemathesis_finds_anything(shipped: Releases, tmp_path: Path) -> None:
    data = linked(shipped.settings.data, tmp_path / "data")
    with live(data, query_seconds=5, check_seconds=30, write_seconds=30) as service:
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run",
            f"{service.address}/openapi.json", "--checks", "all", "--phases", "coverage,fuzzing", "-n", "2",
            "--max-time", str(SECONDS), "--continue-on-failure", "--seed", "1", "--no-color",
            "--exclude-path-regex", LEFT_OUT, "-H", f"Authorization: Bearer {service.token}",
        ]  # fmt: skip
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
