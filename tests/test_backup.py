"""A backup holds all of a data directory, is made in the midst of writing, and comes back whole or not at all."""

from __future__ import annotations

import errno
import json
import tarfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from goldenthread import backup, bundle, disk, layout, sources
from goldenthread.access import Tokens
from goldenthread.cli import main
from goldenthread.errors import BadParameter, Conflict, GoldenThreadError, NotFound, StoreFailed, Unreadable
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import read_quads
from tests.conftest import NOW, now
from tests.plain import Plain, source


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


@pytest.fixture
def releases(settings: Settings) -> Releases:
    made = Releases(settings, now)
    made.propose(source("a", "one"), filename="a.plain")
    made.propose(source("a", "two"), filename="a.plain")
    made.name(1, "first")
    return made


@pytest.fixture
def made(releases: Releases, tmp_path: Path) -> Path:
    backup.backup(releases.settings, tmp_path / "all.tar.gz", NOW)
    return tmp_path / "all.tar.gz"


@pytest.fixture
def other(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "other", lock_seconds=0.1)


def said(releases: Releases, number: int) -> set[str]:
    return {str(quad) for quad in releases.release(number).store.quads()}


def test_every_release_name_and_log_comes_back(releases: Releases, made: Path, other: Settings) -> None:
    Tokens(releases.settings.data, now)
    told = backup.restore(other, made, NOW)
    again = Releases(other, now)
    assert (told.release, told.releases, told.aside) == (2, 2, None)
    assert [facts.to_json() for facts in again.list()] == [facts.to_json() for facts in releases.list()]
    assert again.names() == {"first": 1}
    assert all(said(again, number) == said(releases, number) for number in (1, 2))
    for log in ("audit.log", "history.log", layout.FILE):
        assert (other.data / log).read_bytes() == (releases.settings.data / log).read_bytes()
    assert again.propose(source("a", "three"), filename="a.plain").release == 3


def test_a_backup_waits_for_no_reader_and_leaves_nothing_behind(releases: Releases, made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in (releases.settings.data / backup.ROOM).iterdir()] == ["lock"]
    with tarfile.open(made) as archive:
        held = json.loads((archive.extractfile(bundle.MANIFEST) or BytesIO()).read())
        linked = [member for member in archive if member.islnk()]
    assert (held["current"], set(held["quads"])) == (2, {"1", "2"})
    assert linked, "releases share files"


def test_a_writer_at_work_is_told_and_the_backup_too(releases: Releases, tmp_path: Path) -> None:
    with disk.lock(releases.settings.data / "lock", 0), pytest.raises(GoldenThreadError, match="another process"):
        backup.backup(releases.settings, tmp_path / "all.tar.gz", NOW)
    assert not list(tmp_path.glob("*.gz*"))


def test_nothing_is_written_over(releases: Releases, made: Path) -> None:
    with pytest.raises(Conflict, match="is there already"):
        backup.backup(releases.settings, made, NOW)
    with pytest.raises(Conflict, match="--force"):
        backup.restore(releases.settings, made, NOW)


def test_with_force_what_was_there_is_put_aside(releases: Releases, made: Path) -> None:
    releases.propose(source("a", "three"), filename="a.plain")
    told = backup.restore(releases.settings, made, NOW, force=True)
    assert Releases(releases.settings, now).current().number == 2
    assert Releases(Settings(data=Path(str(told.aside))), now).current().number == 3


def test_an_empty_directory_has_nothing_to_back_up(other: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        backup.backup(other, tmp_path / "all.tar.gz", NOW)


def changed(made: Path, name: str, content: bytes | None) -> None:
    """The same archive with one file changed, or gone."""
    out = BytesIO()
    with tarfile.open(made) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for member in old:
            if member.name != name:
                new.addfile(member, old.extractfile(member) if member.isfile() else None)
            elif content is not None:
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    made.write_bytes(out.getvalue())


@pytest.mark.parametrize("damage", ["cut", "flip", "changed", "gone", "no manifest", "count", "newer", "no gzip"])
def test_a_damaged_backup_changes_nothing(made: Path, other: Settings, damage: str) -> None:
    content, facts = made.read_bytes(), "releases/2/release.json"
    with tarfile.open(made) as archive:
        manifest = json.loads((archive.extractfile(bundle.MANIFEST) or BytesIO()).read())
    if damage in {"cut", "flip", "no gzip"}:
        flipped = content[:200] + bytes([content[200] ^ 0xFF]) + content[201:]
        made.write_bytes({"cut": content[: len(content) // 2], "flip": flipped, "no gzip": b"PK"}[damage])
    elif damage in {"changed", "gone"}:
        changed(made, facts, b"{}" if damage == "changed" else None)
    elif damage == "no manifest":
        changed(made, bundle.MANIFEST, None)
    else:
        manifest |= {"quads": {"1": 1, "2": 1}} if damage == "count" else {"format": 99}
        changed(made, bundle.MANIFEST, json.dumps(manifest).encode())
    with pytest.raises(Unreadable, match="nothing was changed"):
        backup.restore(other, made, NOW)
    assert [entry.name for entry in other.data.iterdir()] == [backup.ROOM]


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out"])
def test_a_path_that_leads_out_is_refused(other: Settings, tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = 1
        archive.addfile(member, BytesIO(b"x"))
    with pytest.raises(Unreadable, match="leads out"):
        backup.restore(other, tmp_path / "evil.tar.gz", NOW)
    assert not list(tmp_path.rglob("out"))


def test_a_link_to_elsewhere_is_refused(other: Settings, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("names.json")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(Unreadable, match="other than a file"):
        backup.restore(other, tmp_path / "evil.tar.gz", NOW)


@pytest.mark.parametrize(
    "said",
    [
        [], {}, {"quads": []}, {"quads": {"1": "two"}}, {"files": 3}, {"files": {"a": None}}, {"current": [2]},
        {"current": "2"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_manifest_of_other_values_is_refused_in_words(made: Path, other: Settings, said: object) -> None:
    with tarfile.open(made) as archive:
        manifest = json.loads((archive.extractfile(bundle.MANIFEST) or BytesIO()).read())
    changed(made, bundle.MANIFEST, json.dumps(manifest | said if said and isinstance(said, dict) else said).encode())
    with pytest.raises(Unreadable, match="nothing was changed"):
        backup.restore(other, made, NOW)


@pytest.mark.parametrize("step", range(12))
def test_a_restore_that_was_broken_off_is_never_taken_for_the_whole(
    releases: Releases, made: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    class Died(BaseException):
        pass

    left, rename = step, Path.rename

    def die(source: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            raise Died
        return rename(source, target)

    settings = releases.settings
    before, wanted = said(releases, 2), len(releases.list())
    monkeypatch.setattr(Path, "rename", die)
    monkeypatch.setattr(disk, "point", die)
    with pytest.raises(Died):
        backup.restore(settings, made, NOW, force=True)
    monkeypatch.undo()
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))
    for act in (lambda: Releases(settings, now).current(), Releases(settings, now).prepare):
        with pytest.raises(StoreFailed, match=r"restore.*--force"):
            act()
    told = backup.restore(settings, made, NOW + timedelta(1), force=True)
    again = Releases(settings, now)
    assert (told.releases, said(again, 2)) == (wanted, before)
    assert again.propose(source("a", "three"), filename="a.plain").release == 3


def test_a_backup_is_not_written_into_what_it_holds_nor_nowhere(releases: Releases, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="outside"):
        backup.backup(releases.settings, releases.settings.data / "b.tar.gz", NOW)
    with pytest.raises(NotFound, match="no folder"):
        backup.backup(releases.settings, tmp_path / "none" / "b.tar.gz", NOW)


def test_a_backup_that_is_put_aside_itself_is_restored_all_the_same(releases: Releases, made: Path) -> None:
    inside = made.rename(releases.settings.data / made.name)
    told = backup.restore(releases.settings, inside, NOW, force=True)
    assert told.sha256 == bundle.hash_of(Path(str(told.aside)) / made.name)


def test_a_full_disk_leaves_no_half_of_a_backup(
    releases: Releases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreFailed, match="disk is full"):
        backup.backup(releases.settings, tmp_path / "all.tar.gz", NOW)
    assert not list(tmp_path.glob("*.gz*"))
    assert not list(tmp_path.glob(".*.half"))


@pytest.mark.parametrize(("number", "says"), [("2", "a newer version"), ("0", "an older version"), ("two", "damaged")])
def test_a_directory_of_another_format_is_refused_in_words(
    releases: Releases, settings: Settings, number: str, says: str
) -> None:
    (settings.data / layout.FILE).write_text(number)
    for act in (lambda: Releases(settings, now).current(), releases.undo):
        with pytest.raises(StoreFailed, match=says):
            act()


@pytest.mark.usefixtures("releases")
def test_a_directory_without_a_number_is_of_the_first_format(settings: Settings) -> None:
    (settings.data / layout.FILE).unlink()
    again = Releases(settings, now)
    assert again.current().number == 2
    again.undo()
    assert (settings.data / layout.FILE).read_text() == "1\n"


def test_the_commands_tell_what_was_written_and_restored(
    releases: Releases, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target, data = str(tmp_path / "b.tar.gz"), str(releases.settings.data)
    assert main(["backup", "-o", target, "--data", data, "--json"]) == 0
    written = json.loads(capfd.readouterr().out)
    assert main(["restore", target, "--data", str(tmp_path / "new"), "--json"]) == 0
    back = json.loads(capfd.readouterr().out)
    assert back == {**written, "aside": None}
    assert back["quads"] > 0
    assert main(["restore", target, "--data", data]) == 1
    assert "not empty" in capfd.readouterr().err


def test_everything_goes_out_as_nquads(releases: Releases, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "all.nq"
    assert main(["export", "--format", "nq", "-o", str(target), "--data", str(releases.settings.data), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["statements"] == releases.current().store.count()
    assert set(read_quads(target.read_bytes(), "nq")) == set(releases.current().store.quads())


def test_only_nquads_hold_everything(releases: Releases, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--format", "xlsx", "--data", str(releases.settings.data)]) == 1
    assert "nq" in capfd.readouterr().err
