"""The part of docs/workbook.md that lists sheets and columns, from the table that reads and writes them."""

from __future__ import annotations

from goldenthread.loaders.columns import CLAIM, SOURCED, Column
from goldenthread.loaders.sheets import SHEETS
from goldenthread.loaders.xlsx import described

START = "## Sheets and columns\n"


def page() -> str:
    """A table a sheet; the columns that many share stand at the end."""
    parts = [START]
    for sheet in SHEETS:
        own = [column for column in sheet.columns if column not in SOURCED and column not in CLAIM]
        parts.append(f"\n### {sheet.name}\n{sheet.about}\n\n{_table(own)}")
    parts.append(f"\n### On every sheet\n\n{_table(SOURCED)}")
    parts.append(f"\n### On teaching, assessing, certifying and mappings\n\n{_table(CLAIM)}")
    return "".join(parts)


def _table(columns: list[Column] | tuple[Column, ...]) -> str:
    rows = [
        f"| {f'**{column.name}**' if column.must else column.name} | {described(column)} |\n".replace(
            "by |.", "by `\\|`."
        )
        for column in columns
    ]
    return "".join(["| column | what it is for |\n|---|---|\n", *rows])
