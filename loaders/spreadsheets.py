"""A file becomes sheets of cells: XLSX and ODS by calamine (whose home this is), CSV files in a zip."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import python_calamine as calamine

from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, archives, csvtext, formulas
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, number_text
from goldenthread.loaders.extents import check_ods, check_xlsx

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls and of password-protected .xlsx
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Grid:
    """One sheet: its name and its rows from the first, each a list of cells with "" for an empty one."""

    name: str
    rows: list[list[Cell]]


def grids(content: bytes, context: Context, account: Account) -> list[Grid]:
    """The sheets of a workbook in any of its forms. Raises Unreadable and TooLarge."""
    where, settings = context.filename, context.settings
    if not content:
        raise Unreadable("the file is empty. Fill in the template and load it again", where=where)
    if content.startswith(OLD):
        raise Unreadable(
            "this is an old .xls file or has a password. Save it as .xlsx without a password and load it again",
            where=where,
        )
    form = form_of(content, where)
    limit = settings.upload_bytes if form == "zip" else settings.workbook_bytes
    if len(content) > limit:
        raise TooLarge(f"{where or 'the workbook'} holds more than {limit:,} bytes. Split it, or load it as CSV files")
    parts = archives.parts(content, where, limit, settings.zip_files)
    if form == "zip":
        found = list(_csv(parts, where, account))
    else:
        (check_xlsx if form == "xlsx" else check_ods)(parts, where, settings.sheet_rows)
        formulas.note(parts, account)
        found = list(_book(content, where))
    for grid in found:
        if len(grid.rows) > settings.sheet_rows + 1:
            raise TooLarge(f"the sheet {grid.name} has more than {settings.sheet_rows:,} rows. Split the dataset")
    return found


def form_of(content: bytes, where: str) -> str:
    """ "xlsx", "ods" or "zip". Raises Unreadable."""
    names = archives.names(content, where)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if content[30:130].find(ODS) >= 0 or ("content.xml" in names and "META-INF/manifest.xml" in names):
        return "ods"
    return "zip"


def sheet_names(content: bytes, where: str) -> list[str]:
    """The names of the sheets, found without reading them. Raises Unreadable."""
    form = form_of(content, where)
    if form == "zip":
        return [archives.stem(name) for name in archives.names(content, where) if name.lower().endswith(".csv")]
    part, pattern = (
        ("xl/workbook.xml", rb"<(?:\w+:)?sheet\b[^<>]*?\bname=[\"']([^\"'<>]*)")
        if form == "xlsx"
        else ("content.xml", rb"<table:table\b[^<>]*?\btable:name=[\"']([^\"'<>]*)")
    )
    text = archives.part(content, where, part, 50_000_000)
    return [name.decode("utf-8", "replace") for name in re.findall(pattern, text)]


def _csv(parts: dict[str, bytes], where: str, account: Account) -> Iterator[Grid]:
    """The CSV files at the root of the zip or in its one folder."""
    parts = {name: held for name, held in parts.items() if not archives.left_behind(name)}
    names = [name for name in parts if name.lower().endswith(".csv")]
    folders = {name.rpartition("/")[0] for name in names}
    if not names:
        raise Unreadable("the zip holds no CSV file. Put the sheets in it as dataset.csv, goals.csv, …", where=where)
    if len(folders) > 1:
        raise Unreadable("the CSV files lie in several folders. Put all of them in one", where=where)
    for name, held in parts.items():
        if name not in names:
            account.lose(name, None, None, f"{len(held)} bytes", "only CSV files are read from a zip")
    for name in names:
        rows, rule = csvtext.rows(parts[name], name)
        if rule:
            account.change(archives.stem(name), "", rule, len(rows))
        yield Grid(archives.stem(name), list[list[Cell]](rows))  # type: ignore[arg-type]  # text is a cell


def _book(content: bytes, where: str) -> Iterator[Grid]:
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if meta.typ == calamine.SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                yield Grid(meta.name, [[cell_of(value) for value in row] for row in rows])
    except calamine.PasswordError as error:
        raise Unreadable("the workbook has a password. Save it without one and load it again", where=where) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(
            f"the workbook is damaged ({str(error)[:200]}). Open it in a spreadsheet program, save it again as .xlsx",
            where=where,
        ) from error


def cell_of(value: object) -> Cell:
    """A cell as calamine gives it, as text or date: 3.0 is "3", TRUE is "true", a time of day falls away."""
    match value:
        case str():
            return value.strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case datetime.datetime():
            return value.date()
        case datetime.date():
            return value
        case _:
            return str(value)
