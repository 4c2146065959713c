"""A crosswalk is a mapping table with columns of its own: its head says which column is which slot.

    #columns: {subject_id: "Our code", object_id: "UNESCO cell", confidence: "Score"}
    #prefixes: {subject_id: ppst, object_id: cft}
    #values: {predicate_id: {same: "skos:exactMatch", part: "skos:broadMatch"}}
    #always: {mapping_justification: "semapv:ManualMappingCuration"}
    #curie_map: {ppst: "https://…/", cft: "https://…/"}

`prefixes` is put before codes that are no IRIs, `values` turns the words of a column into others, and `always` fills
in what no column says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from goldenthread import heads
from goldenthread.errors import Unreadable
from goldenthread.loaders.account import Account
from goldenthread.loaders.sssom_text import Row, Text, expanded


def is_one(text: Text) -> bool:
    """Whether the head of a table says which columns are which slots."""
    return "columns" in text.head


def as_slots(text: Text, account: Account) -> Text:
    """The table with the names and values of SSSOM. Raises Unreadable where a column of the map is not there."""
    head = dict(text.head)
    columns, prefixes, always = (_mapping(head, name, text.where) for name in ("columns", "prefixes", "always"))
    values = head.get("values", {})
    words = {slot: _mapping(values, slot, text.where) for slot in values} if isinstance(values, dict) else {}
    if not isinstance(values, dict):
        raise _misshapen("values", text.where)
    if missing := sorted(column for column in columns.values() if column not in text.columns):
        raise Unreadable(
            f"the table has no column {missing[0][:60]}, which its head names. Mend one of them", where=text.where
        )
    unused = tuple(column for column in text.columns if column and column not in columns.values())
    _unmapped(unused, text.rows, text.where, account)
    rows = []
    for row in text.rows:
        cells = {slot: row.cells[column] for slot, column in columns.items() if column in row.cells}
        cells = {slot: words.get(slot, {}).get(cell, cell) for slot, cell in cells.items()}
        full = {slot: _prefixed(cell, prefixes.get(slot), text.prefixes) for slot, cell in cells.items()}
        rows.append(Row(row.number, {**always, **full}))
    return replace(text, columns=tuple(dict.fromkeys([*columns, *always])), rows=tuple(rows))


def _mapping(said: dict[str, heads.Value], name: str, where: str) -> dict[str, str]:
    """What a part of the head maps to what, as text."""
    found = heads.texts(said, name)
    if len(found) != len(said.get(name, {})) or not isinstance(said.get(name, {}), dict):
        raise _misshapen(name, where)
    return found


def _misshapen(name: str, where: str) -> Unreadable:
    return Unreadable(f"{name[:60]} in the head must map names to texts, such as {{subject_id: Our code}}", where=where)


def _unmapped(unused: Iterable[str], rows: Iterable[Row], where: str, account: Account) -> None:
    left = set(unused)
    for row in rows:
        for column in sorted(left & set(row.cells)):
            account.lose(where, row.number, column, row.cells[column], "the head gives this column no slot")


def _prefixed(cell: str, prefix: str | None, prefixes: dict[str, str]) -> str:
    """A code as a CURIE; what is one already, or an IRI, stays."""
    if prefix is None or expanded(cell, prefixes) is not None:
        return cell
    return f"{prefix}:{quote(cell, safe='')}"


def told(head: Iterable[str]) -> Iterator[str]:
    """The names of a head that are about its columns."""
    return (name for name in head if name in {"columns", "prefixes", "values", "always"})
