"""Which rows are which things: codes as written, and for rows without one a code from their ends."""

from __future__ import annotations

from collections.abc import Sequence

from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, Wrong, text_of, word
from goldenthread.loaders.columns import Column
from goldenthread.loaders.references import Entry, References
from goldenthread.loaders.tables import Row, Table
from goldenthread.store.rdf import NamedNode

JOINT = "--"


def index_coded(table: Table, references: References, account: Account) -> None:
    """Takes in the rows of a sheet whose code must be written."""
    code, scope = table.index("code"), table.index(table.sheet.scope) if table.sheet.scope else None
    if code is None or (table.sheet.scope and scope is None):
        references.keyless.add(table.sheet.name)
    for row in table.rows:
        text = _text(row[1], code)
        if not text or (table.sheet.scope and not _text(row[1], scope)):
            table.subjects.append(None)
            continue
        entry = _entry(table, row, text, _text(row[1], scope), references)
        table.subjects.append(_taken(entry, table, references, account))


def _entry(table: Table, row: Row, code: str, scope: str, references: References) -> Entry:
    """The thing of one row; a competency's standard and a level's scheme are part of its IRI."""
    sheet = table.sheet.name
    if sheet == "levels":
        held = _scheme(scope, row[0], references)
    elif sheet == "competencies":
        held = _standard(table.sheet.column("standard"), scope, references)
    else:
        return Entry(sheet, code, references.mint(sheet, code), row[0])
    node = references.mint(sheet, held[0], code)
    if sheet == "competencies":
        references.standards[node] = held[1]
    return Entry(sheet, code, node, row[0], *held)


def _scheme(text: str, row: int, references: References) -> tuple[str, NamedNode]:
    """The scheme of a level, which is there because a level names it."""
    entry = Entry("schemes", text, references.mint("schemes", text), row)
    held = references.add(entry) or entry
    return held.code, held.iri


def _standard(column: Column, text: str, references: References) -> tuple[str, NamedNode]:
    try:
        found = references.resolve(column, text)
    except Wrong:  # said again, with its place, when the row is read
        return text, references.mint("standards", text)
    return found.text, found.iri


def schemes_of_standards(table: Table | None, references: References) -> None:
    """Notes which scheme each standard names, so that levels can be looked up in it."""
    if table is None or (index := table.index("level_scheme")) is None:
        return
    column = table.sheet.column("level_scheme")
    for (_, cells), subject in zip(table.rows, table.subjects, strict=True):
        if subject is not None and (text := _text(cells, index)):
            try:
                references.schemes[subject] = references.resolve(column, text).iri
            except Wrong:  # said again, with its place, when the row is read
                continue


def index_ended(table: Table, references: References, account: Account) -> None:
    """Takes in the rows of a sheet whose code may be left out."""
    code = table.index("code")
    ends = [(place.column, place.index) for name in table.sheet.ends if (place := table.place(name))]
    shorthand = table.where != table.sheet.name
    for row in table.rows:
        text = _text(row[1], code) or JOINT.join(_parts(row[1], ends, references))
        entry = Entry(table.sheet.name, text, references.mint(table.sheet.name, text or "?"), row[0])
        if not text:
            table.subjects.append(None)
        elif shorthand:  # a row of statuses may say the same; it is enough to have it once
            table.subjects.append(None if references.add(entry) else entry.iri)
        else:
            table.subjects.append(_taken(entry, table, references, account))


def _parts(cells: Sequence[Cell], ends: Sequence[tuple[Column, int]], references: References) -> list[str]:
    """The texts of a row's ends, references in the spelling of what they name, words as their list has them."""
    parts = []
    named: dict[str, NamedNode] = {}
    for column, index in ends:
        if not (text := _text(cells, index)):
            continue
        try:
            if column.type == "choice":
                text = word(column.choices, text)
            elif column.type == "reference":
                found = references.resolve(column, text, named.get(column.beside))
                text, named[column.name] = found.text, found.iri
        except Wrong:  # said again, with its place, when the row is read
            pass
        parts.append(text)
    return parts


def _taken(entry: Entry, table: Table, references: References, account: Account) -> NamedNode | None:
    """The IRI of a row's thing, unless another row has it already."""
    if other := references.add(entry):
        inside = f" in {entry.scope_code}" if entry.scope_code else ""
        remedy = (
            "give one of them another code"
            if table.index("code") is not None
            else "add a column code to tell them apart"
        )
        account.wrong(
            f"{entry.code} is used twice{inside}, here and in row {other.row}: delete one of the rows or {remedy}",
            table.where, entry.row, "code", rule="twice",
        )  # fmt: skip
        return None
    return entry.iri


def _text(cells: Sequence[Cell], index: int | None) -> str:
    return "" if index is None else text_of(cells[index])
