"""The empty workbook loads as it is and helps whoever fills it in."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from goldenthread import terms
from goldenthread.errors import BadParameter
from goldenthread.loaders import workbook
from goldenthread.loaders.sheets import SHEETS
from goldenthread.loaders.template import template
from tests.workbook_page import START, page
from tests.workbooks import context, values


@pytest.mark.parametrize("country", ["np", "UZ", "xa", None])
def test_the_template_loads_as_it_is(country: str | None) -> None:
    loaded = workbook.LOADER.read(template(country), context(filename="template.xlsx"))
    assert {remark.severity for remark in loaded.remarks} == {"info"}
    assert (loaded.not_kept, sum(loaded.read.values())) == ((), 1)
    assert loaded.dataset == (country or "my-dataset").lower()


def test_the_template_of_a_country_speaks_its_languages() -> None:
    loaded = workbook.LOADER.read(template("np"), context())
    assert values(loaded, terms.DCTERMS_language) == ["en", "ne"]
    book = openpyxl.load_workbook(io.BytesIO(template("np")))
    assert [cell.value for cell in book["goals"][1]][1:3] == ["label@en", "label@ne"]


def test_every_sheet_has_every_column_with_help_and_one_example() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template("np")))
    assert book.sheetnames == [*(sheet.name for sheet in SHEETS), "help"]
    for sheet in SHEETS:
        made = book[sheet.name]
        names = {str(cell.value).partition("@")[0] for cell in made[1]}
        assert names == {column.name for column in sheet.columns}
        assert all(cell.comment for cell in made[1])
        assert (made.max_row, made.freeze_panes) == (2, "A2")


def test_the_page_on_the_workbook_lists_what_is_read() -> None:
    text = (Path(__file__).parent.parent / "docs" / "workbook.md").read_text()
    assert text[text.index(START) :] == page()


def test_closed_lists_are_offered() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    lists = {rule.formula1 for rule in book["documents"].data_validations.dataValidation}
    assert '"law,policy,sector_plan,master_plan,roadmap,standard,curriculum,report"' in lists
    assert all(len(rule.formula1) <= 257 for sheet in book for rule in sheet.data_validations.dataValidation)


def test_the_template_is_the_same_every_time() -> None:
    assert template("ph") == template("PH")


@pytest.mark.parametrize("country", ["nepal", "EU", "n"])
def test_a_code_that_is_no_countrys_is_a_bad_parameter(country: str) -> None:
    with pytest.raises(BadParameter):
        template(country)
