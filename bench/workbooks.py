"""A generated workbook: rows by sheet, written as a zip of CSV files, the same bytes every time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

Row = dict[str, str]
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can hold


@dataclass(frozen=True)
class Workbook:
    """One dataset in our own format, open for changes until it is written."""

    id: str
    sheets: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, sheet: str, **cells: str) -> Row:
        """Appends a row and returns it, so that a cell can be taken away later. Empty cells are left out;
        `label_fr` is the column label@fr."""
        row = {name[:-3] + "@fr" if name.endswith("_fr") else name: value for name, value in cells.items() if value}
        self.sheets.setdefault(sheet, []).append(row)
        return row

    def rows(self, sheet: str) -> list[Row]:
        """The rows of one sheet."""
        return self.sheets.get(sheet, [])

    def find(self, sheet: str, **cells: str) -> list[Row]:
        """The rows of one sheet that hold all of `cells`."""
        return [row for row in self.rows(sheet) if all(row.get(name) == value for name, value in cells.items())]

    def remove(self, sheet: str, gone: Iterable[Row]) -> None:
        """Takes rows out of a sheet."""
        names = {id(row) for row in gone}
        self.sheets[sheet] = [row for row in self.rows(sheet) if id(row) not in names]

    def copy(self) -> Workbook:
        """The workbook as it is now, whatever is done to this one later."""
        return Workbook(self.id, {sheet: [dict(row) for row in rows] for sheet, rows in self.sheets.items()})

    def zipped(self) -> bytes:
        """The workbook as a zip of CSV files."""
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in sorted(self.sheets.items()):
                if rows:
                    archive.writestr(zipfile.ZipInfo(f"{name}.csv", _EPOCH), _csv(rows))
        return held.getvalue()


def _csv(rows: list[Row]) -> str:
    columns = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
