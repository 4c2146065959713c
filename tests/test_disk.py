"""What the file system must hold: locks, whole files, whole links, and words for its failures."""

import errno
import threading
from pathlib import Path

import pytest

from goldenthread import disk
from goldenthread.errors import Locked, StoreFailed


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.EIO, "failed"),
    ],
)
def test_a_failure_of_the_system_says_what_to_do(number: int, says: str) -> None:
    with pytest.raises(StoreFailed, match=f"{says}.*nothing was changed"), disk.translated():
        raise OSError(number, "as the system says")


def test_a_lock_keeps_others_out_and_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lock"
    with disk.lock(path, 0), pytest.raises(Locked, match="Try again"), disk.lock(path, 0.05):
        pass
    with disk.lock(path, 0):
        pass


def test_a_waiting_writer_gets_its_turn(tmp_path: Path) -> None:
    held, order = threading.Event(), []

    def first() -> None:
        with disk.lock(tmp_path / "lock", 5):
            held.set()
            order.append("first")

    writer = threading.Thread(target=first)
    with disk.lock(tmp_path / "lock", 5):
        writer.start()
        assert not held.wait(0.05)
        order.append("mine")
    writer.join()
    assert order == ["mine", "first"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "facts"
    disk.write(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreFailed, match="disk is full"):
        disk.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_crash_left_of_a_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".facts.new").write_bytes(b"half of what was to be written")
    disk.write(tmp_path / "facts", b"whole")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("facts", b"whole")]


def test_a_link_is_turned_in_one_step_even_after_a_crash(tmp_path: Path) -> None:
    (tmp_path / "current.new").symlink_to("left by a crash")
    disk.point(tmp_path / "current", "releases/1")
    disk.point(tmp_path / "current", "releases/2")
    assert str((tmp_path / "current").readlink()) == "releases/2"
    assert [entry.name for entry in tmp_path.iterdir()] == ["current"]


def test_clearing_nothing_is_fine(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    disk.clear(tmp_path / "a")
    disk.clear(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
