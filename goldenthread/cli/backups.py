"""`backup` and `restore`: the data directory in one file, and back again."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from goldenthread import backup
from goldenthread.cli.desk import Commands, Desk, command, now


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`backup` and `restore`."""
    making = command(
        commands, "backup", "write the whole data directory to one file, while it is in use",
        more="Every kept release, the logs, names, profiles and tokens (as hashes) are in it, with the SHA-256 of each "
        "file and the count of each release.",
        examples=["backup", "backup -o /mnt/safe/monday.tar.gz"],
    )  # fmt: skip
    making.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write (default: goldenthread-TIME.tar.gz here)"
    )
    making.set_defaults(run=_backup)
    back = command(
        commands, "restore", "make an empty data directory from a backup, checked file by file",
        more="Stop the service on that directory first. Nothing is changed unless every file and count is right.",
        examples=["restore monday.tar.gz --data /srv/goldenthread"],
    )  # fmt: skip
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument(
        "--force", action="store_true", help="put what is in the directory aside, in a folder in it, and go on"
    )
    back.set_defaults(run=_restore)


def _backup(desk: Desk, given: argparse.Namespace) -> int:
    time = now()
    target = given.output or Path(f"goldenthread-{time:%Y%m%dT%H%M%SZ}.tar.gz")
    with desk.working("writing the backup"):
        told = backup.backup(desk.settings, target, time)
    _answer(desk, told, f"{told.file}: {_held(told)}")
    return 0


def _restore(desk: Desk, given: argparse.Namespace) -> int:
    with desk.working("checking the backup"):
        told = backup.restore(desk.settings, given.file, now(), force=given.force)
    aside = f"; what was there is in {told.aside}" if told.aside else ""
    _answer(desk, told, f"{desk.settings.data}: {_held(told)}, all as in the backup{aside}")
    return 0


def _held(told: backup.Told) -> str:
    return f"release {told.release} with {told.quads} statements, {told.releases} releases, {told.files} files"


def _answer(desk: Desk, told: backup.Told, words: str) -> None:
    def people() -> None:
        desk.say(words)
        desk.say(f"SHA-256 {told.sha256}")

    desk.answer(asdict(told), people)
