"""A small workbook that holds only the rows that change, laid over the rows a dataset has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, spreadsheets, workbook
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, folded, matched, text_of
from goldenthread.loaders.columns import Sheet
from goldenthread.loaders.filled import Filled, fill
from goldenthread.loaders.ownwords import followed
from goldenthread.loaders.sheets import named
from goldenthread.loaders.spreadsheets import Grid
from goldenthread.store.rdf import NamedNode, Term, Triple
from goldenthread.store.triples import Triples

Heading = tuple[str, str]  # a column's name as it is compared, and its language
Row = Mapping[Heading, Cell]


def dataset_of(content: bytes, context: Context) -> str:
    """Which dataset a small workbook changes: the one its sheet dataset names, else the one asked for. Raises
    Unreadable where neither says."""
    for grid in spreadsheets.grids(content, context, Account()):
        if (sheet := named(grid.name)) and sheet.name == "dataset" and len(grid.rows) > 1:
            said = dict(zip((folded(text_of(cell)) for cell in grid.rows[0]), grid.rows[1], strict=False))
            if found := text_of(said.get("id", "")):
                return found
    if context.dataset:
        return context.dataset
    raise Unreadable("say which dataset these rows change: by name, or on a sheet dataset", where=context.filename)


def laid_over(content: bytes, said: Iterable[Triple], dataset: str, context: Context) -> Loaded:
    """The dataset that said `said`, with the rows of `content` in the place of those with the same key, and new rows
    beside them. A column that is not there leaves what was; an empty cell takes it away. What the rows do not change
    stays as it was, also what a workbook has no place for and the addresses of things that came from elsewhere; what
    another dialect said in its own words follows. Row numbers in remarks are those of `content`. Raises Unreadable
    and TooLarge."""
    before = Triples(said)
    filling = fill(before, dataset, context.base)
    home = {new: old for old, new in filling.addresses().items()}
    own = [Grid(filled.sheet.name, _cells(filled)) for filled in filling.sheets]
    kept = frozenset(workbook.read(own, replace(context, dataset=dataset), Account()).triples)
    account = Account()
    given = spreadsheets.grids(content, context, account)
    loaded = workbook.read(list(_merged(given, filling.sheets)), replace(context, dataset=dataset), account)
    laid = frozenset(loaded.triples)
    gone = {_at_home(triple, home) for triple in kept - laid}
    come = {_at_home(triple, home) for triple in laid - kept}
    counts = {sheet.name: len(grid.rows) - 1 for grid in given if (sheet := named(grid.name)) and grid.rows}
    after = followed(before, gone - come, come - gone, context.reading())
    return replace(loaded, triples=Triples(sorted(after, key=str)), read=counts)


def _at_home(triple: Triple, home: Mapping[NamedNode, NamedNode]) -> Triple:
    """A statement of the rows about the things themselves: a row names them by code, and some have an address of
    their own."""

    def own(term: Term) -> Term:
        return home.get(term, term) if isinstance(term, NamedNode) else term

    subject = triple.subject
    return Triple(home.get(subject, subject) if isinstance(subject, NamedNode) else subject, triple.predicate,
                  own(triple.object))  # fmt: skip


def _cells(filled: Filled) -> list[list[Cell]]:
    return [list[Cell](row) for row in (filled.headings, *filled.rows)]


def _merged(given: Sequence[Grid], filled: Sequence[Filled]) -> Iterator[Grid]:
    held = {one.sheet.name: one.told for one in filled if one.rows}
    language = _language(held.get("dataset"))
    for grid in given:
        sheet = named(grid.name)
        if sheet is not None and sheet.name in held and grid.rows:
            yield _Over(sheet, language, grid).onto(held.pop(sheet.name))
        else:
            yield grid
    for one in held.values():
        yield Grid(one.sheet.name, _cells(one))


def _language(filled: Filled | None) -> str:
    """The language of a plain label."""
    if filled is None or "languages" not in filled.headings:
        return ""
    return filled.rows[0][filled.headings.index("languages")].partition("|")[0].strip().casefold()


@dataclass
class _Over:
    """One sheet of the small workbook, to be laid over the rows there are."""

    sheet: Sheet
    language: str
    grid: Grid
    codes: dict[tuple[str, ...], Row] = field(default_factory=dict)
    ends: dict[tuple[str, ...], Row] = field(default_factory=dict)

    def onto(self, filled: Filled) -> Grid:
        """The sheet with the given rows first, in their places, then the others."""
        width = max(map(len, self.grid.rows))
        given = [[*row, *[""] * (width - len(row))] for row in self.grid.rows]
        heads = [self._heading(text_of(cell)) for cell in given[0]]
        old = [self._heading(text) for text in filled.headings]
        more = [head for head in old if head not in heads]
        rows: list[Row] = [dict(zip(old, row, strict=True)) for row in filled.rows]
        self.codes = {key: row for row in rows if (key := self._code(row))}
        self.ends = {key: row for row in rows if (key := self._ends(row))}
        changed: set[int] = set()
        laid = [self._laid(cells, heads, more, rows, changed) for cells in given[1:]]
        left = [[row.get(head, "") for head in (*heads, *more)] for row in rows if id(row) not in changed]
        names = dict(zip(old, filled.headings, strict=True))
        first = [*given[0], *(names[head] for head in more)]
        return Grid(self.grid.name, [first, *laid, *left])

    def _laid(
        self,
        cells: Sequence[Cell],
        heads: Sequence[Heading],
        more: Sequence[Heading],
        rows: list[Row],
        changed: set[int],
    ) -> list[Cell]:
        """One given row, with what the row that it changes says in the columns that are not given."""
        if not any(cells):
            return list(cells)
        base = self._base(dict(zip(heads, cells, strict=True)), rows)
        if base is None:
            return [*cells, *[""] * len(more)]
        changed.add(id(base))
        spelled = (
            base[head] if head in base and head[0] in self._keys and _same(cell, base[head]) else cell
            for head, cell in zip(heads, cells, strict=True)
        )
        return [*spelled, *(base.get(head, "") for head in more)]

    @property
    def _keys(self) -> frozenset[str]:
        """The columns that name a row, which keep their spelling."""
        return frozenset(folded(name) for name in ("code", self.sheet.scope, *self.sheet.ends))

    def _base(self, said: Row, rows: Sequence[Row]) -> Row | None:
        """The row that a given one changes: by its code, or where none is written by its ends."""
        if self.sheet.name == "dataset":
            return rows[0]
        return self.codes.get(self._code(said)) if self._code(said) else self.ends.get(self._ends(said))

    def _code(self, row: Row) -> tuple[str, ...]:
        code = _text(row, "code")
        return (_text(row, self.sheet.scope) if self.sheet.scope else "", code) if code else ()

    def _ends(self, row: Row) -> tuple[str, ...]:
        return tuple(_text(row, name) for name in self.sheet.ends)

    def _heading(self, text: str) -> Heading:
        name, _, language = text.partition("@")
        spoken = any(column.type == "label" and folded(column.name) == folded(name) for column in self.sheet.columns)
        return folded(name), language.strip().replace("_", "-").casefold() or (self.language if spoken else "")


def _text(row: Row, name: str) -> str:
    return matched(text_of(row.get((folded(name), ""), "")))


def _same(one: Cell, other: Cell) -> bool:
    return matched(text_of(one)) == matched(text_of(other))
