"""The desk that every command sits at: where the data is, how to answer, and how to show that work goes on."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from goldenthread import settings as options
from goldenthread.errors import BadParameter
from goldenthread.releases import Release, Releases
from goldenthread.settings import Settings

PIPE = 160  # characters a line where no terminal says
WORDS = {
    "locked": "copying the newest release",
    "branched": "putting the data in",
    "applied": "making the view and finding gaps",
    "derived": "writing the catalogue",
    "sealed": "making it safe on disk",
    "flushed": "publishing",
}
Commands = argparse._SubParsersAction  # the type has no public name


@dataclass
class Desk:
    """Answers go to `out`, as tables or (`json`) as JSON; what else is worth saying goes to `err`."""

    settings: Settings
    json: bool
    out: Console
    err: Console
    progress: Progress | None = None

    def releases(self) -> Releases:
        """The releases in the data directory."""
        return Releases(self.settings, now, self._step)

    def release(self, given: argparse.Namespace) -> Release:
        """The release and day that were asked for."""
        with self.working("opening the release"):
            return self.releases().release(given.release, given.as_of)

    @contextmanager
    def working(self, words: str) -> Iterator[None]:
        """Shows that work goes on, and how far, to whoever sits at a terminal."""
        columns = (SpinnerColumn(), TextColumn("{task.description} …"), BarColumn(), TaskProgressColumn())
        hidden = not self.err.is_terminal
        with Progress(*columns, console=self.err, transient=True, disable=hidden) as self.progress:
            self.progress.add_task(words, total=None)
            yield
        self.progress = None

    def heard(self, part: float) -> None:
        """How much of the file at hand has been read, from 0 to 1."""
        if self.progress is not None:
            self.progress.update(self.progress.task_ids[0], total=1, completed=part)

    def _step(self, done: str) -> None:
        if self.progress is not None and done in WORDS:
            place, total = list(WORDS).index(done), len(WORDS)
            task = self.progress.task_ids[0]
            self.progress.update(task, description=WORDS[done], total=total, completed=place)

    def answer(self, data: object, show: Callable[[], None], *, line: bool = False) -> None:
        """Answers with `data` as JSON (on one `line`, for a program that waits), or lets `show` print for people."""
        if self.json:
            said = json.dumps(data, indent=None if line else 1, ensure_ascii=False, default=str)
            self.out.file.write(said + "\n")
        else:
            show()

    def say(self, text: str) -> None:
        """One line for people."""
        self.out.print(Text(text))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[str] = ()) -> None:
        """A table for people; the columns in `right` hold numbers."""
        shown = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            shown.add_column(column, justify="right" if column in right else "left", overflow="fold")
        for row in rows:
            shown.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        self.out.print(shown)


def at(given: argparse.Namespace) -> Desk:
    """The desk for these arguments and the environment."""
    settings = options.from_environment()
    if given.data is not None:
        settings = replace(settings, data=given.data)
    wide = None if sys.stdout.isatty() else PIPE
    return Desk(settings, given.json, Console(width=wide, highlight=False), Console(stderr=True, highlight=False))


def now() -> datetime:
    """The clock of the command line."""
    return datetime.now(UTC)


def command(
    commands: Commands[argparse.ArgumentParser], name: str, does: str, *, more: str = "", examples: Sequence[str] = ()
) -> argparse.ArgumentParser:
    """A command with the options that each has: where the data is, and JSON for an answer."""
    shown = "examples:\n" + "\n".join(f"  goldenthread {example}" for example in examples) if examples else None
    added = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}. {more}".rstrip(), epilog=shown,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    added.add_argument(
        "--data", type=Path, metavar="DIR", help="the data directory (default: GOLDENTHREAD_DATA or ./data)"
    )
    added.add_argument("--json", action="store_true", help="answer with JSON")
    return added


def pinned(command: argparse.ArgumentParser) -> None:
    """The options of a command that reads data: which release, on which day."""
    command.add_argument("--release", type=int, metavar="N", help="an earlier release (default: the newest)")
    command.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="how it stands on a day (default: today)")


def day(text: str) -> date:
    """A day as written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a day is written YYYY-MM-DD") from error


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)


def whole(text: str) -> int:
    """A whole number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a whole number from 0 is needed")
    return int(text)


def pairs(words: Iterable[str]) -> dict[str, str]:
    """`name=value` words. Raises BadParameter."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise BadParameter("parameters are written name=value")
        found[name] = value
    return found
