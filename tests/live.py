"""A service as it is shipped, in processes of its own on loopback, for tests that only a real server can fail."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from goldenthread.access import Tokens
from goldenthread.settings import PREFIX
from tests.conftest import now

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Live:
    """A running service: its address, its first process, its data directory and a token for everything."""

    address: str
    pid: int
    data: Path
    token: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def family(self) -> list[int]:
        """The process and all that come of it."""
        return processes.family(self.pid)

    def memory(self) -> int:
        """Bytes that the family holds in memory."""
        return sum(map(processes.memory, self.family()))


def linked(source: Path, target: Path) -> Path:
    """A data directory with the same releases, to be written to: the engine never changes a table in place."""

    def copy(old: str, new: str) -> None:
        (os.link if old.endswith(".sst") else shutil.copy2)(old, new)

    shutil.copytree(source, target, symlinks=True, copy_function=copy)
    return target


@contextmanager
def live(data: Path, *arguments: str, **settings: object) -> Iterator[Live]:
    """Serves `data` at a free port until the end; `settings` as GOLDENTHREAD_ variables."""
    token = Tokens(data, now).create("editor", (), note="tests")[1]
    environment: Mapping[str, str] = {
        **os.environ, **{PREFIX + name.upper(): str(value) for name, value in settings.items()},
    }  # fmt: skip
    command = [sys.executable, "-m", "goldenthread", "serve", "--data", str(data), "--port", "0", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            if process.stdout is None:
                raise AssertionError("the service has no output")
            said = next((line for line in process.stdout if "http://" in line), "")
            address = next((word for word in said.split() if word.startswith("http://")), "")
            assert address, "the service did not come up"
            yield Live(address, process.pid, data, token)
            assert process.poll() is None, "the service ended by itself"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
