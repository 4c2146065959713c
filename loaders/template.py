"""An empty workbook with help text, lists to choose from and one example row a sheet, which loads as it is."""

from __future__ import annotations

from babel import Locale
from babel.languages import get_official_languages

from goldenthread.errors import BadParameter
from goldenthread.loaders import xlsx
from goldenthread.loaders.columns import Column, Sheet
from goldenthread.loaders.filled import Filled
from goldenthread.loaders.identity import is_country, is_fictional
from goldenthread.loaders.sheets import SHEETS

_CODE = "EXAMPLE-1"  # rows whose key begins so are read past
_SHOWN = {
    "code": _CODE, "reference": _CODE, "string": "…", "text": "…", "address": "https://example.org/",
    "license": "CC BY 4.0", "start": "2016-05", "end": "2020", "yesno": "yes", "integer": "1", "decimal": "12.5",
    "fraction": "0.8", "duration": "P1Y", "special": "EXAMPLE",
}  # fmt: skip


def template(country: str | None = None) -> bytes:
    """An XLSX for `country` (ISO 3166, or a user-assigned code for a fictional one) with its languages as columns.

    Raises BadParameter for a code that no country has.
    """
    iso = (country or "").upper()
    if iso and not (is_country(iso) or is_fictional(iso)):
        raise BadParameter("country must be the two letters of ISO 3166, like NP, or XA to XZ for a fictional one")
    languages = _languages(iso)
    title = Locale("en").territories.get(iso) if is_country(iso) else None
    return xlsx.book([_sheet(sheet, iso, title or "My dataset", languages) for sheet in SHEETS], examples=True)


def _languages(iso: str) -> tuple[str, ...]:
    """English, and the official languages of the country."""
    official = get_official_languages(iso, de_facto=True) if is_country(iso) else ()
    return tuple(dict.fromkeys(("en", *(tag.replace("_", "-") for tag in official))))


def _sheet(sheet: Sheet, iso: str, title: str, languages: tuple[str, ...]) -> Filled:
    columns = [
        (column, f"{column.name}@{language}" if language else column.name)
        for column in sheet.columns
        for language in (languages if column.type == "label" else ("",))
    ]
    if sheet.name == "dataset":
        said = {
            "id": iso.lower() or "my-dataset", "title@en": title, "country": iso, "languages": "|".join(languages),
            "fictional": "yes" if is_fictional(iso) else "no",
        }  # fmt: skip
        row = tuple(said.get(heading, "") for _, heading in columns)
    else:
        row = tuple(_shown(column, sheet) for column, _ in columns)
    return Filled(sheet, tuple(heading for _, heading in columns), tuple(column for column, _ in columns), (row,))


def _shown(column: Column, sheet: Sheet) -> str:
    """What the example row has in a column."""
    if column.name == "status_date":
        return _SHOWN["start"]
    if column.type == "choice":
        return next(iter(column.choices))
    return f"Example: {sheet.about}" if column.type == "label" else _SHOWN[column.type]
