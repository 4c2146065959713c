"""What the house asks of a file system: locks between processes, files and links replaced whole, plain words."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from goldenthread.errors import Locked, StoreFailed, Unwritable

_WAIT = 0.02  # seconds between two tries for a lock


@contextmanager
def translated() -> Iterator[None]:
    """The file system's errors stop here, in words that say what to do."""
    try:
        yield
    except OSError as error:
        raise failure(error) from error


def full() -> Unwritable:
    """The disk is full."""
    return Unwritable("the disk is full; nothing was changed. Free some space and try again")


def failure(error: OSError) -> StoreFailed:
    """An error of the file system in our words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full()
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        words = f"the data directory cannot be written ({error.strerror}); nothing was changed. Check who owns it"
        return Unwritable(words)
    return StoreFailed(f"the data directory failed ({error.strerror or error}); nothing was changed")


@contextmanager
def lock(path: Path, seconds: float) -> Iterator[None]:
    """Holds the lock at `path` against every other process and thread; a lock dies with its process.

    Waits up to `seconds`, then raises Locked.
    """
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(handle, time.monotonic() + seconds, seconds)
        yield
    finally:
        os.close(handle)


def _take(handle: int, until: float, seconds: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise Locked(
                    f"another process has been writing to the data directory for {seconds:g} seconds; "
                    "nothing was changed. Try again when it has finished"
                ) from error
        time.sleep(_WAIT)


def hold(directory: Path) -> int:
    """A handle that keeps `directory` from being set aside for as long as it is open, in any process. Raises
    FileNotFoundError where it is gone or going."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if not directory.is_dir():
            raise FileNotFoundError(errno.ENOENT, "is gone", str(directory))
    except OSError as error:
        os.close(handle)
        raise FileNotFoundError(errno.ENOENT, "is going", str(directory)) from error
    return handle


def set_aside(directory: Path, room: Path, held: Path) -> bool:
    """Removes `directory` in one step, by way of the folder `room`, unless somebody holds `held`, a folder in it;
    whether it is gone. What a crash leaves in the room goes with the next."""
    with translated():
        try:
            handle = os.open(held, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            clear(room)
            move(directory, room / directory.name)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
    clear(room)
    return True


def write(path: Path, content: bytes | Iterable[bytes], mode: int = 0o644) -> None:
    """Makes `content`, or its parts, the whole of the file at `path`: a reader sees the old or the new, never a mix."""
    fresh = path.with_name(f".{path.name}.new")  # every writer of a file holds its lock; what one left is written over
    with translated():
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with os.fdopen(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            _sync_folder(path.parent)
        finally:
            fresh.unlink(missing_ok=True)


def append(path: Path, content: bytes) -> None:
    """Adds whole lines to the file at `path`; after a line that a crash left half, on a line of their own."""
    with translated(), path.open("ab+") as file:
        if size := file.tell():
            file.seek(size - 1)
            content = content if file.read(1) == b"\n" else b"\n" + content
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def point(link: Path, target: str) -> None:
    """Makes `link` a symbolic link to `target` (relative to its folder), replaced in one step."""
    fresh = link.with_name(link.name + ".new")
    with translated():
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(link)
        _sync_folder(link.parent)


def erase(path: Path) -> None:
    """Removes a file for good."""
    with translated():
        path.unlink()
        _sync_folder(path.parent)


def sync(directory: Path) -> None:
    """Makes every file beneath `directory` safe against the loss of power."""
    with translated():
        for folder, _, names in os.walk(directory):
            for name in names:
                handle = os.open(Path(folder, name), os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
            _sync_folder(Path(folder))


def _sync_folder(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(source: Path, target: Path) -> None:
    """Renames a directory or file, making the folder it goes to."""
    with translated():
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        _sync_folder(target.parent)


def clear(directory: Path) -> None:
    """Removes a directory and all in it; nothing happens where there is none."""
    with translated():
        while directory.exists():
            with suppress(FileNotFoundError):  # an engine that is letting go may remove a file of its own
                shutil.rmtree(directory)
