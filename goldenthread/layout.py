"""The layout of a data directory: a number in the file `format`, so that no program writes into what it cannot read,
and a file `restoring` while a backup is being put in its place, so that none takes half of one for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from goldenthread import disk
from goldenthread.errors import StoreFailed

FORMAT: Final = 1  # raised whenever an older program could no longer read what this one writes
FILE: Final = "format"
HALF: Final = "restoring"


def check(data: Path) -> None:
    """Raises StoreFailed, saying what to do, where the directory was written in another format, or holds half of a
    backup. Without a number it is of the first format."""
    if (data / HALF).exists():
        raise StoreFailed(
            "a restore into the data directory was broken off; run `goldenthread restore FILE --force` again. What was "
            "there before is in the newest folder `before-…` in it"
        )
    path = data / FILE
    with disk.translated():
        said = path.read_text(encoding="utf-8").strip() if path.is_file() else str(FORMAT)
    if not said.isdecimal():
        raise StoreFailed(f"the file `{FILE}` in the data directory is damaged; it should hold the number {FORMAT}")
    if int(said) != FORMAT:
        newer = "a newer" if int(said) > FORMAT else "an older"
        raise StoreFailed(
            f"the data directory was written by {newer} version (format {said}, this one reads {FORMAT}); nothing was "
            "changed. Use that version, or restore a backup into another directory"
        )


def mark(data: Path) -> None:
    """Writes the number where it is not yet said. Under the write lock."""
    check(data)
    if not (data / FILE).is_file():
        disk.write(data / FILE, f"{FORMAT}\n".encode())


@contextmanager
def half(data: Path) -> Iterator[None]:
    """While the directory is neither what it was nor what it becomes: who breaks off leaves it refused in words."""
    disk.write(data / HALF, b"")
    yield
    disk.erase(data / HALF)
