"""Rows become triples: one step a column, one pass over the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from goldenthread.loaders import cells as as_
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, Wrong, word
from goldenthread.loaders.columns import Column
from goldenthread.loaders.identity import Identity
from goldenthread.loaders.particulars import Said, particulars
from goldenthread.loaders.references import References
from goldenthread.loaders.tables import Place, Table
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple

Convert = Callable[[str, Said], Term]
_PLAIN: dict[str, Callable[[str], Term]] = {
    "string": Literal, "code": Literal, "special": Literal, "address": as_.address, "license": as_.license_of,
    "tag": as_.tag, "start": as_.start, "end": as_.end, "yesno": as_.yesno, "integer": as_.whole,
    "decimal": as_.real, "fraction": as_.fraction, "duration": as_.duration,
}  # fmt: skip
_DAY = {"start": "first", "end": "last"}
_FAR = "2061"  # years beyond are rather of the Bikram Sambat or Buddhist calendar than plans
_OTHER = "is this year of another calendar? Write the Gregorian one here and the other in note"


@dataclass
class Step:
    """What to do with one column: its predicate (None: read elsewhere), and how its text becomes a term."""

    place: Place
    predicate: NamedNode | None
    convert: Convert
    kept: int = 0
    widened: int = 0  # months and years that became days


@dataclass
class Builder:
    """Makes the triples of one dataset."""

    identity: Identity
    references: References
    account: Account
    triples: list[Triple] = field(default_factory=list)
    _found: dict[tuple[Column, str, NamedNode | None], NamedNode] = field(default_factory=dict)

    def add(self, table: Table) -> None:
        """Adds what the rows of one table say."""
        steps = self._steps(table)
        musts = _musts(table)
        missing = [column.name for column in table.sheet.columns if column.must and table.index(column.name) is None]
        for (number, cells), subject in zip(table.rows, table.subjects, strict=True):
            for name in missing:
                self.account.blame(subject, name)
            for column, name, indexes in musts:
                if not any(cells[index] for index in indexes):
                    message = f"this must be filled in: {column.help}"
                    self.account.wrong(message, table.where, number, name, rule="must")
                    self.account.blame(subject, name)
            if subject is not None:
                self._row(table, steps, number, cells, subject)
            elif table.where == table.sheet.name:
                self._look(table, number, cells)
        self._count(table, steps)

    def _row(self, table: Table, steps: Sequence[Step], number: int, cells: Sequence[Cell], subject: NamedNode) -> None:
        """The triples of one row; a cell that is not as expected becomes a remark."""
        said: Said = {}
        for step in steps:
            cell = cells[step.place.index]
            if not cell:
                continue
            column = step.place.column
            try:
                for text in _texts(cell, column):
                    term = said[column.name] = step.convert(text, said)
                    if column.inverse and isinstance(term, NamedNode) and step.predicate:
                        self.triples.append(Triple(term, step.predicate, subject))
                    elif step.predicate:
                        self.triples.append(Triple(subject, step.predicate, term))
            except Wrong as error:
                self.account.blame(subject, column.name)
                if not self.references.keyless.intersection(column.sheets):
                    self.account.wrong(str(error), table.where, number, step.place.heading, rule="cell")
                continue
            step.kept += 1
            if column.type in _DAY:
                step.widened += isinstance(cell, str) and len(cell) < 8
                if str(cell) > _FAR:
                    self.account.say("warning", _OTHER, table.where, number, step.place.heading, rule="calendar")
        try:
            self.triples += particulars(table.sheet, subject, said, self.references.entry(subject), self.identity)
        except Wrong as error:
            self.account.wrong(str(error), table.where, number, error.column, rule="row")
            for empty in (column.name for column in table.sheet.columns if column.name not in said):
                self.account.blame(subject, empty)

    def _look(self, table: Table, number: int, cells: Sequence[Cell]) -> None:
        """Tells what else is wrong in a row that has no name, or that of another."""
        beside = Builder(self.identity, self.references, self.account)
        beside._row(table, beside._steps(table), number, cells, self.identity.node)

    def _steps(self, table: Table) -> list[Step]:
        """The steps of a table, those that others look at first."""
        narrowing = {column.beside for column in table.sheet.columns if column.beside}
        places = sorted(table.places, key=lambda place: place.column.name not in narrowing)
        return [
            Step(place, NamedNode(place.column.predicate) if _direct(place.column) else None, self._convert(place))
            for place in places
            if place.column.name != "status_date" and not _is_shorthand(place.column)
        ]

    def _convert(self, place: Place) -> Convert:
        column = place.column
        if column.type == "reference":
            return lambda text, said: self._reference(column, text, said.get(column.beside))
        if column.type == "choice":
            return lambda text, _: choice(column, text)
        if column.spoken:
            language = place.language or (self.identity.language if column.type == "label" else "")
            return (lambda text, _: Literal(text, language=language)) if language else (lambda text, _: Literal(text))
        plain = _PLAIN[column.type]
        return lambda text, _: plain(text)

    def _reference(self, column: Column, text: str, beside: Term | None) -> NamedNode:
        key = (column, text, beside if isinstance(beside, NamedNode) else None)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.references.resolve(*key).iri
        return found

    def _count(self, table: Table, steps: Sequence[Step]) -> None:
        """Puts what was kept into the account; a shorthand has its own two columns only."""
        shorthand = table.where != table.sheet.name
        for step in steps:
            if step.kept and not (shorthand and step.place.column.name not in {"status", "date"}):
                self.account.kept[f"{table.where}.{step.place.heading}"] += step.kept
                if shorthand:
                    self.account.change(table.where, step.place.heading, "became a row of statuses", step.kept)
            if step.widened:
                rule = f"a year or month became its {_DAY[step.place.column.type]} day"
                self.account.change(table.where, step.place.heading, rule, step.widened)


def _musts(table: Table) -> list[tuple[Column, str, list[int]]]:
    """The key columns, what they are called here and where they stand. A missing heading has been told already,
    but for the date of a status written beside its document."""
    shorthand = table.where != table.sheet.name
    found = []
    for column in table.sheet.columns:
        indexes = [place.index for place in table.places if place.column.name == column.name]
        name = "status_date" if shorthand and column.name == "date" else column.name
        if column.must and (indexes or name == "status_date"):
            found.append((column, name, indexes))
    return found


def _direct(column: Column) -> bool:
    return bool(column.predicate) and column.type != "special"


def _is_shorthand(column: Column) -> bool:
    return column.type == "choice" and column.name == "status" and not column.predicate


def _texts(cell: Cell, column: Column) -> Sequence[str]:
    """The texts in one cell: several where the column is a list."""
    if not isinstance(cell, str):
        if column.type in {"code", "reference", "special"}:
            raise Wrong("the spreadsheet program made a date of this code: format the column as text and write it anew")
        return (cell.isoformat(),)
    if column.many:
        return [text for part in cell.split("|") if (text := part.strip())]
    return (cell,)


def choice(column: Column, text: str) -> Term:
    """The term of a word of a closed list. Raises Wrong with the list."""
    found = word(column.choices, text)
    iri = column.choices[found]
    return NamedNode(iri) if iri else Literal(found)
