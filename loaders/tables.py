"""A sheet of cells becomes a table: its headings matched to columns, its rows to what they hold."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from goldenthread.errors import TooLarge
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, folded, is_tag, text_of
from goldenthread.loaders.columns import Column, Sheet
from goldenthread.loaders.extents import MOST_CELLS
from goldenthread.loaders.sheets import BY_NAME, SILENT, named
from goldenthread.loaders.sheets_policy import STATUSES
from goldenthread.loaders.spreadsheets import Grid
from goldenthread.store.rdf import NamedNode

EXAMPLE = "example-"  # rows whose key begins so are there to be read by people
MOST_COLUMNS = 1_000
PERSONAL = frozenset(
    {
        "name", "firstname", "lastname", "surname", "fullname", "teacher", "teachername", "teacherid", "person",
        "personid", "staffid", "employeeid", "nationalid", "idnumber", "passport", "birthdate", "dateofbirth",
        "birthday", "email", "phone", "mobile", "address",
    }
)  # fmt: skip
_PEOPLE = "this column is about single people. Only counts and shares of groups may come in: delete it, sum up its rows"
_NO_HEADING = "there is no heading above it"
Row = tuple[int, Sequence[Cell]]  # its number in the sheet, the heading being 1, and its cells


@dataclass(frozen=True)
class Place:
    """Where a column stands in a table, under which heading, and in which language it speaks ("" if not said)."""

    column: Column
    index: int
    heading: str
    language: str = ""


@dataclass
class Table:
    """The rows of one sheet that say something. `where` is the sheet as the report names it."""

    sheet: Sheet
    where: str
    places: tuple[Place, ...]
    rows: list[Row]
    subjects: list[NamedNode | None] = field(default_factory=list)  # aligned with rows; None: has no place

    def index(self, name: str) -> int | None:
        """Where the column called `name` stands, if it is there."""
        return next((place.index for place in self.places if place.column.name == name), None)

    def place(self, name: str) -> Place | None:
        """The place of the column called `name`, if it is there."""
        return next((place for place in self.places if place.column.name == name), None)


def tables(grids: Sequence[Grid], account: Account) -> dict[str, Table]:
    """The tables of a workbook by sheet; what no table is made of is put down as not kept."""
    found: dict[str, Table] = {}
    for grid in grids:
        sheet = named(grid.name)
        if sheet is None and folded(grid.name) in SILENT:
            continue
        if sheet is None:
            account.lose(grid.name, None, None, f"{max(len(grid.rows) - 1, 0)} rows", _unknown_sheet(grid.name))
        elif sheet.name in found:
            account.wrong("this sheet is there twice. Put all its rows in one", grid.name, rule="twice")
        else:
            found[sheet.name] = table(grid, sheet, account)
    return found


def table(grid: Grid, sheet: Sheet, account: Account) -> Table:
    """The table of one sheet, with a remark for each heading that is missing, doubled or unknown."""
    if max(map(len, grid.rows), default=0) > MOST_COLUMNS:
        raise TooLarge(f"{grid.name} has more than {MOST_COLUMNS:,} columns. Delete what stands far to the right")
    heading = [text_of(cell) for cell in grid.rows[0]] if grid.rows else []
    places, strange = _places(heading, sheet, account)
    rows = _rows(grid, 1 + max((place.index for place in places), default=0))
    if rows:
        _missing(places, sheet, heading, account)
    _not_kept(rows, heading, strange, sheet, account)
    made = Table(sheet, sheet.name, tuple(places), rows)
    made.rows = [row for row in rows if not _is_example(made, row[1], account)]
    return made


def _places(heading: Sequence[str], sheet: Sheet, account: Account) -> tuple[list[Place], list[int]]:
    """Where each known column stands, and the indexes of headings that name none."""
    columns = {folded(column.name): column for column in sheet.columns}
    places: list[Place] = []
    strange = []
    for index, text in enumerate(heading):
        name, at, language = text.partition("@")
        column = columns.get(folded(name))
        language = language.strip().replace("_", "-")
        if column is None or (at and not (column.spoken and is_tag(language))):
            strange.append(index)
        elif any(p.column is column and p.language.casefold() == language.casefold() for p in places):
            account.wrong("this column is there twice. Keep one of them", sheet.name, 1, text, rule="twice")
        else:
            places.append(Place(column, index, text, language))
    return places, strange


def _rows(grid: Grid, reach: int) -> list[Row]:
    """The rows that say something, each long enough to hold the last known column. Raises TooLarge where few cells
    would become many."""
    rows: list[Row] = [(number, cells) for number, cells in enumerate(grid.rows[1:], 2) if any(cells)]
    if sum(max(reach - len(cells), 0) for _, cells in rows) > MOST_CELLS:
        raise TooLarge(f"the heading of {grid.name} is far longer than its rows. Delete its empty columns")
    blank = [""] * reach
    return [(n, cells if len(cells) >= reach else [*cells, *blank[len(cells) :]]) for n, cells in rows]


def _missing(places: Sequence[Place], sheet: Sheet, heading: Sequence[str], account: Account) -> None:
    """A violation for each key column that is not there."""
    there = {place.column.name for place in places}
    for column in sheet.columns:
        if column.must and column.name not in there:
            near = difflib.get_close_matches(column.name, heading, 1, 0.7)
            hint = f" Is {near[0]} meant?" if near else ""
            account.wrong(
                f"the column {column.name} is missing: {column.help} Add it in row 1.{hint}",
                sheet.name, 1, column.name, rule="missing",
            )  # fmt: skip


def _not_kept(
    rows: Sequence[Row], heading: Sequence[str], strange: Sequence[int], sheet: Sheet, account: Account
) -> None:
    """The values under headings that are not known; of people's names and numbers not even those."""
    why = {index: _unknown_column(heading[index], sheet) for index in strange}
    for index in strange:
        if sheet.name == "observations" and folded(heading[index]) in PERSONAL:
            account.wrong(_PEOPLE, sheet.name, 1, heading[index], rule="personal")
            del why[index]
    longest = max((len(cells) for _, cells in rows), default=0)
    if not why and longest <= len(heading):
        return
    for number, cells in rows:
        for index, cell in enumerate(cells):
            if cell and (index in why or index >= len(heading)):
                name = heading[index] if index < len(heading) else ""
                reason = why.get(index, _NO_HEADING)
                account.lose(sheet.name, number, name or f"column {index + 1}", text_of(cell), reason)


def _unknown_column(heading: str, sheet: Sheet) -> str:
    if not heading:
        return _NO_HEADING
    near = difflib.get_close_matches(folded(heading), [column.name for column in sheet.columns], 1, 0.7)
    return f"{sheet.name} has no such column" + (f"; did you mean {near[0]}?" if near else "")


def _unknown_sheet(name: str) -> str:
    near = difflib.get_close_matches(folded(name), list(BY_NAME), 1, 0.7)
    return "no sheet of that name is known" + (f"; did you mean {near[0]}?" if near else "")


def _is_example(made: Table, cells: Sequence[Cell], account: Account) -> bool:
    """Whether a row is one of the template's examples."""
    key = next((p.index for p in made.places if p.column.name == "code" and cells[p.index]), None)
    if key is None:
        key = next((place.index for place in made.places if place.column.must), None)
    if key is None or not text_of(cells[key]).casefold().startswith(EXAMPLE):
        return False
    account.say("info", "the example row was read past; delete it when you like", made.where, rule="example")
    return True


def shorthand(source: Table) -> Table:
    """The rows of `statuses` that the columns status and status_date of another sheet stand for."""
    moved = {"code": "of", "status": "status", "status_date": "date"} | {
        n: n for n in ("source", "locator", "verification")
    }
    places = []
    for place in source.places:
        if target := moved.get(place.column.name):
            column = STATUSES.column(target)
            if target == "of":
                column = dataclasses.replace(column, sheets=(source.sheet.name,))
            places.append(dataclasses.replace(place, column=column))
    status = source.index("status")
    rows = [row for row in source.rows if status is not None and row[1][status]]
    return Table(STATUSES, source.where, tuple(places), rows)
