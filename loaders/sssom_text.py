"""The text of a mapping table: its head, its rows with their line numbers, and the prefixes that shorten IRIs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from goldenthread import heads
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, archives, csvtext
from goldenthread.loaders.sssom_slots import PREFIXES
from goldenthread.store.rdf import iri_of

_ABSOLUTE: Final = re.compile(r"(?:https?|urn|ftp):[^\s<>\"{}|\\^`]+")
_LOCAL: Final = re.compile(r"[^\s<>\"{}|\\^`]*")


@dataclass(frozen=True)
class Row:
    """One line of the table: its number in the file, and its cells by column; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Text:
    """A mapping table as text. `rule` says how its encoding was found, where that was not plain; `stray` are the
    cells under no heading, with their lines."""

    where: str
    head: Mapping[str, heads.Value]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    rule: str
    stray: tuple[tuple[int, str], ...] = ()

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes, those that need no declaration included."""
        return {**PREFIXES, **heads.texts(dict(self.head), "curie_map")}


def text(content: bytes, context: Context) -> Text:
    """The table in `content`: TSV or CSV with its head in lines of `#`, or a zip of the table and its head as YAML.
    Raises Unreadable and TooLarge."""
    where, beside, head_where = context.filename, "", context.filename
    if content.startswith(b"PK"):
        where, content, head_where, beside = _unpacked(content, context)
    decoded, rule = csvtext.decoded(content, where)
    lines = decoded.splitlines(keepends=True)
    start = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    said = "".join(line[1:] for line in lines[:start])
    head = heads.parse(_dedented(said), where) if said.strip() else {}
    head |= {key: value for key, value in heads.parse(beside, head_where).items() if key not in head}
    grid, _ = csvtext.rows("".join(lines[start:]).encode(), where, before=start)
    if not grid:
        raise Unreadable("the table has no heading. Write the slots of SSSOM in its first line", where=where)
    if len(grid) - 1 > context.settings.sheet_rows:
        raise TooLarge(f"{where} has more than {context.settings.sheet_rows:,} rows. Split it")
    columns = _columns(grid[0], where)
    numbered = list(enumerate(grid[1:], start + 2))
    return Text(where, head, columns, tuple(_rows(columns, numbered)), rule, tuple(_stray(columns, numbered)))


def heading(content: bytes) -> tuple[str, str]:
    """The head and the heading line of a table, as far as its first bytes show them; empty where it is no text."""
    try:
        lines = content[:65_536].decode("utf-8-sig", errors="ignore").splitlines()
    except LookupError:
        return "", ""
    start = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "\n".join(line[1:] for line in lines[:start]), lines[start] if start < len(lines) else ""


def table_of(names: Sequence[str]) -> str | None:
    """The table among the files of a zip that holds one and its head."""
    held = [name for name in names if not archives.left_behind(name)]
    tables = [name for name in held if name.lower().endswith((".tsv", ".csv"))]
    notes = [name for name in held if name.lower().endswith((".yml", ".yaml"))]
    return tables[0] if len(tables) == 1 and len(notes) == 1 and len(held) == 2 else None


def _unpacked(content: bytes, context: Context) -> tuple[str, bytes, str, str]:
    """The table and its head, each after its name."""
    settings = context.settings
    files = archives.parts(content, context.filename, settings.upload_bytes, settings.zip_files)
    table = table_of(list(files))
    if table is None:
        raise Unreadable("the zip must hold one table and its head as YAML, nothing else", where=context.filename)
    beside = next(name for name in files if name.lower().endswith((".yml", ".yaml")))
    return table, files[table], beside, csvtext.decoded(files[beside], beside)[0]


def _dedented(said: str) -> str:
    """Heads are written with one space after the sign, or with none; a spreadsheet adds separators at the end."""
    lines = [line.rstrip(",;\t ") for line in said.splitlines()]
    spaced = all(line.startswith(" ") for line in lines if line.strip())
    return "\n".join(line[1:] if spaced else line for line in lines)


def _columns(cells: Sequence[str], where: str) -> tuple[str, ...]:
    named = tuple(cell.strip() for cell in cells)
    twice = sorted({name for name in named if name and named.count(name) > 1})
    if twice:
        raise Unreadable(f"the column {twice[0][:60]} is there twice. Keep one of them", where=where)
    return named


def _stray(columns: Sequence[str], numbered: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, str]]:
    for number, row in numbered:
        for column, cell in zip_longest(columns, row, fillvalue=""):
            if cell and not column:
                yield number, cell


def _rows(columns: Sequence[str], numbered: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    for number, row in numbered:
        cells = {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
        if cells:
            yield Row(number, cells)


def expanded(value: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a CURIE or IRI stands for; None where its prefix is not known or it is neither."""
    prefix, colon, local = value.partition(":")
    if colon and prefix in prefixes and not local.startswith("//") and _LOCAL.fullmatch(local):
        iri = prefixes[prefix] + local
    else:
        iri = value if _ABSOLUTE.fullmatch(value) else ""
    return iri if iri_of(iri) else None
