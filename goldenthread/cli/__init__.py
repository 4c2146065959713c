"""The command line: each command a function of a desk and its arguments, answering people and machines alike."""

from goldenthread.cli.program import main

__all__ = ["main"]
