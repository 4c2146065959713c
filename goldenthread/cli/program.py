"""The program `goldenthread`: its commands gathered, one of them run, every failure told in one plain line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from goldenthread import __version__
from goldenthread.cli import (
    answers,
    backups,
    comparing,
    desk,
    exports,
    history,
    imports,
    measuring,
    query,
    serving,
    tokens,
)
from goldenthread.errors import GoldenThreadError

ABOUT = """\
Joins what a country says about teachers and technology (policy goals, plans, competency standards, training)
in one graph, and shows where the thread from a goal to a teacher's training holds, thins or breaks."""
FIRST = """\
start with:
  goldenthread demo                        see it with the shipped data, at http://127.0.0.1:8000
  goldenthread template -o mine.xlsx       an empty workbook to fill in
  goldenthread check mine.xlsx             what is wrong with it, row by row
  goldenthread load mine.xlsx              take it in
  goldenthread gaps --country np           where the thread breaks

Each command explains itself with --help, and answers JSON with --json."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status: 0 done, 1 failed, 2 misused, 130 stopped."""
    given = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        return int(given.run(desk.at(given), given))
    except GoldenThreadError as error:
        return _failed(str(error))
    except BrokenPipeError:  # whoever was reading has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _failed(f"{error.filename or 'the system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        _failed("stopped")
        return 130


def parser() -> argparse.ArgumentParser:
    """Everything that can be asked."""
    top = argparse.ArgumentParser(
        prog="goldenthread", description=ABOUT, epilog=FIRST, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="version", version=f"goldenthread {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for part in (serving, imports, answers, comparing, query, exports, history, backups, tokens, measuring):
        part.add(commands)
    return top


def _failed(message: str) -> int:
    sys.stderr.write(f"goldenthread: {' '.join(message.split())}\n")
    return 1


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
