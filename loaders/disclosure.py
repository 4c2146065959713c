"""Observations are of groups: a small count could point to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, Wrong, matched, text_of, whole
from goldenthread.loaders.tables import Table


def check(table: Table, smallest: int, account: Account) -> None:
    """A violation for each row that counts fewer people than `smallest`, naming the total that would still give
    the number away by subtraction once the row is left out."""
    n = table.index("n")
    if n is None:
        return
    totals = _totals(table)
    subjects = {number: subject for (number, _), subject in zip(table.rows, table.subjects, strict=True)}
    for number in _complements(table, n, totals, smallest, account):
        account.blame(subjects[number], "n")
    for number, cells in table.rows:
        count = _count(cells[n])
        if count is not None and count < smallest:
            total = totals.get(_key(table, cells))
            hint = (
                f". Row {total} is the total: with it the number can be worked out, so put this group together with"
                " another one"
                if total is not None and total != number
                else ". Put this group together with another one, or leave the row out"
            )
            account.wrong(
                f"fewer than {smallest} people were counted, which could point to a person{hint}",
                table.where, number, "n", rule="small",
            )  # fmt: skip
            account.blame(subjects[number], "n")


def _complements(
    table: Table, n: int, totals: Mapping[tuple[str, ...], int], smallest: int, account: Account
) -> Iterator[int]:
    """A violation for each total from which the rows of areas, or of groups, leave fewer people than `smallest`: they
    are not on the sheet, and can be worked out all the same. Gives the rows of these totals."""
    counts = {number: _count(cells[n]) for number, cells in table.rows}
    for split, other in (("area", "group"), ("group", "area")):
        parts: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, cells in table.rows:
            if _said(table, cells, split) and not _said(table, cells, other) and counts[number] is not None:
                parts[_key(table, cells)].append(number)
        for key, rows in parts.items():
            total = counts.get(totals.get(key, 0))
            told = sum(counts[number] or 0 for number in rows)
            if total is not None and 0 < total - told < smallest:
                account.wrong(_left(smallest, rows, split), table.where, totals[key], "n", rule="complement")
                yield totals[key]


def _left(smallest: int, rows: Sequence[int], split: str) -> str:
    taken = f"rows {', '.join(map(str, rows))} are" if len(rows) > 1 else f"row {rows[0]} is"
    return (
        f"fewer than {smallest} people are left when {taken} taken from this total, which could point to a person."
        f" Leave out one more {split}, or the n of the total"
    )


def _said(table: Table, cells: Sequence[Cell], name: str) -> bool:
    index = table.index(name)
    return index is not None and bool(cells[index])


def _count(cell: Cell) -> int | None:
    try:
        return int(whole(text_of(cell)).value) if cell else None
    except Wrong:  # said already, with its place
        return None


def _totals(table: Table) -> dict[tuple[str, ...], int]:
    """The rows that name neither area nor group, by indicator and date."""
    narrow = [index for name in ("area", "group") if (index := table.index(name)) is not None]
    return {_key(table, cells): number for number, cells in table.rows if not any(cells[index] for index in narrow)}


def _key(table: Table, cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        matched(text_of(cells[index])) for name in ("indicator", "date") if (index := table.index(name)) is not None
    )
