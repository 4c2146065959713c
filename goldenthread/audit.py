"""The audit log: one line of JSON for each publish, in `audit.log` of the data directory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from goldenthread import disk
from goldenthread.shelf import Facts

LOG = "audit.log"
_TAIL = 1_000_000  # bytes read from the end; a line is far shorter


def last(data: Path) -> int:
    """The newest release that the log tells of; 0 before the first."""
    path = data / LOG
    with disk.translated():
        if not path.is_file():
            return 0
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            lines = file.read().splitlines()
    return next((number for line in reversed(lines) if (number := _number(line))), 0)


def _number(line: bytes) -> int:
    """The release of a line; 0 where a crash left half of one."""
    try:
        return int(json.loads(line)["release"])
    except (ValueError, KeyError, TypeError):
        return 0


def record(data: Path, published: Iterable[Facts]) -> None:
    """Adds a line for each release in order. Under the write lock: who comes next adds what a crash left out."""
    lines = b"".join(json.dumps(_line(facts), ensure_ascii=False).encode() + b"\n" for facts in published)
    if lines:
        disk.append(data / LOG, lines)


def _line(facts: Facts) -> dict[str, object]:
    fresh = [version for _, version in sorted(facts.datasets.items()) if version.release == facts.number]
    return {
        "when": facts.time,
        "who": facts.agent,
        "what": facts.what,
        "release": facts.number,
        "files": [{"dataset": v.dataset, "version": v.version, "file": v.file, "sha256": v.sha256} for v in fresh],
    }
