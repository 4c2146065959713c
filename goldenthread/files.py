"""The shipped files: ontology, shapes, queries, examples, found in a checkout and in a wheel alike."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped(*parts: str) -> Traversable:
    """The shipped file or folder at `parts`, for example ("queries", "gaps.rq")."""
    return files("goldenthread").joinpath(*parts)


def text(*parts: str) -> str:
    """The text of one shipped file."""
    return shipped(*parts).read_text(encoding="utf-8")


def names(*parts: str, ending: str) -> tuple[str, ...]:
    """The sorted names, without `ending`, of the files in the folder at `parts` that end so."""
    found = (entry.name for entry in shipped(*parts).iterdir() if entry.is_file())
    return tuple(sorted(name.removesuffix(ending) for name in found if name.endswith(ending)))
