"""Observations are of groups: a small count could point to a person."""

from __future__ import annotations

from collections.abc import Sequence

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
    for number, cells in table.rows:
        try:
            count = int(whole(text_of(cells[n])).value) if cells[n] else smallest
        except Wrong:  # said already, with its place
            continue
        if count < smallest:
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


def _totals(table: Table) -> dict[tuple[str, ...], int]:
    """The rows that name neither area nor group, by indicator and date."""
    narrow = [index for name in ("area", "group") if (index := table.index(name)) is not None]
    return {_key(table, cells): number for number, cells in table.rows if not any(cells[index] for index in narrow)}


def _key(table: Table, cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(
        matched(text_of(cells[index])) for name in ("indicator", "date") if (index := table.index(name)) is not None
    )
