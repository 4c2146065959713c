"""The workbook, in which a ministry writes its thread down: XLSX, ODS or CSV files, read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from goldenthread import terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import (
    Context,
    Loaded,
    Loader,
    Lost,
    Written,
    archives,
    codes,
    csvtext,
    cycles,
    disclosure,
    spreadsheets,
    tables,
    xlsx,
)  # fmt: skip
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell
from goldenthread.loaders.filled import Filled, fill
from goldenthread.loaders.identity import Identity, country_triples, identity
from goldenthread.loaders.losses import losses
from goldenthread.loaders.references import References
from goldenthread.loaders.rows import Builder
from goldenthread.loaders.sheets import SHEETS, named
from goldenthread.loaders.spreadsheets import Grid
from goldenthread.loaders.tables import Table
from goldenthread.store.rdf import Literal, NamedNode, Triple
from goldenthread.store.triples import Triples


@dataclass(frozen=True)
class Workbook:
    """The loader of workbooks."""

    name: str = "workbook"
    title: str = "workbook (XLSX, ODS, or a zip of CSV files)"

    def recognises(self, content: bytes, filename: str) -> bool:
        """Whether it is a spreadsheet or zip with a sheet we know. One that cannot be opened counts by its name,
        so that it gets the answer of a workbook."""
        if content.startswith(spreadsheets.OLD):
            return True
        if not content.startswith(b"PK"):
            return False
        try:
            return any(named(sheet) for sheet in spreadsheets.sheet_names(content, filename))
        except Unreadable:
            return filename.lower().endswith((".xlsx", ".ods", ".zip"))

    def read(self, content: bytes, context: Context) -> Loaded:
        """The dataset in a workbook. Raises Unreadable and TooLarge; what is wrong in a row is a remark."""
        account = Account()
        return read(spreadsheets.grids(content, context, account), context, account)


def read(grids: Sequence[Grid], context: Context, account: Account) -> Loaded:
    """The dataset in sheets of cells."""
    held = tables.tables(grids, account)
    own = identity(held.get("dataset"), context, account)
    references = References(context.base, own.own, own.dataset)
    ordered = _indexed(held, own, references, account)
    builder = Builder(own, references, account)
    for table in ordered:
        builder.add(table)
    triples = [*builder.triples, *_schemes(references), *country_triples(own)]
    cycles.check(ordered, triples, references, account)
    if "observations" in held:
        disclosure.check(held["observations"], context.settings.small_count, account)
    read = {name: len(held[name].rows) for name in (sheet.name for sheet in SHEETS) if name in held}
    return Loaded(
        own.dataset, Triples(triples), read, dict(sorted(account.kept.items())), account.changed,
        account.not_kept, account.remarks, frozenset(account.blamed),
    )  # fmt: skip


def _indexed(held: Mapping[str, Table], own: Identity, references: References, account: Account) -> list[Table]:
    """The tables in the order of SHEETS, every row with its IRI: first those with codes, then those made of them."""
    ordered = [held[sheet.name] for sheet in SHEETS if sheet.name in held]
    ordered += [tables.shorthand(held[name]) for name in ("documents", "standards") if name in held]
    for table in ordered:
        if table.sheet.name == "dataset":
            table.subjects = [own.node]
        elif not table.sheet.ends:
            codes.index_coded(table, references, account)
    codes.schemes_of_standards(held.get("standards"), references)
    for table in ordered:
        if table.sheet.ends:
            codes.index_ended(table, references, account)
    return ordered


def _schemes(references: References) -> list[Triple]:
    """The level schemes, which are there because levels name them."""
    return [
        triple
        for entry in references.entries("schemes")
        for triple in (
            Triple(entry.iri, NamedNode(terms.RDF_type), NamedNode(terms.LevelScheme)),
            Triple(entry.iri, NamedNode(terms.SKOS_notation), Literal(entry.code)),
        )
    ]


def write(triples: Iterable[Triple], dataset: str, context: Context, front: Sequence[str] = ()) -> Written:
    """The dataset as XLSX, with every sheet and column there is to fill in; the sheets of `front` come first."""
    sheets, lost = _kept(triples, dataset, context)
    cut = tuple(
        Lost(filled.sheet.name, row, heading, text[:200], "a cell of XLSX cannot hold all of it")
        for filled in sheets
        for row, cells in enumerate(filled.rows, 2)
        for heading, text in zip(filled.headings, cells, strict=True)
        if xlsx.fitting(text) != text
    )
    return Written(xlsx.book(sheets, front=front), xlsx.MEDIA_TYPE, (*lost, *cut))


def write_csv(triples: Iterable[Triple], dataset: str, context: Context) -> Written:
    """The dataset as a zip of CSV files, with the sheets and columns that say something."""
    sheets, lost = _kept(triples, dataset, context)
    files = {
        f"{filled.sheet.name}.csv": csvtext.text(filled.headings, filled.rows)
        for filled in (sheet.told for sheet in sheets)
        if filled.rows
    }
    return Written(archives.zipped(files, compressed=True), "application/zip", lost)


def _kept(triples: Iterable[Triple], dataset: str, context: Context) -> tuple[list[Filled], tuple[Lost, ...]]:
    """The filled sheets, and what would be missing once they are read again, found by reading them."""
    asked = frozenset(triples)
    filling = fill(asked, dataset, context.base)
    grids = [Grid(f.sheet.name, [list[Cell](row) for row in (f.headings, *f.rows)]) for f in filling.sheets]
    again = read(grids, replace(context, dataset=dataset), Account())
    return filling.sheets, losses(asked, again, filling)


LOADER: Final[Loader] = Workbook()
