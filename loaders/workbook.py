"""The workbook, in which a ministry writes its thread down: XLSX, ODS or CSV files, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from goldenthread import terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, Loader, codes, cycles, disclosure, spreadsheets, tables
from goldenthread.loaders.account import Account
from goldenthread.loaders.identity import Identity, country_triples, identity
from goldenthread.loaders.references import References
from goldenthread.loaders.rows import Builder
from goldenthread.loaders.sheets import SHEETS, named
from goldenthread.loaders.tables import Table
from goldenthread.store.rdf import Literal, NamedNode, Triple


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
        held = tables.tables(spreadsheets.grids(content, context, account), account)
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
            own.dataset, tuple(dict.fromkeys(triples)), read, dict(sorted(account.kept.items())), account.changed,
            account.not_kept, account.remarks,
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


LOADER: Final[Loader] = Workbook()
