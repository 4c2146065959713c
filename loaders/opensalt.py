"""OpenSALT's workbook of three sheets (CF Doc, CF Item, CF Association) becomes a CASE package and is read as one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from goldenthread.errors import Remark, Unreadable
from goldenthread.loaders import Context, Loaded, Loader, Lost, case, spreadsheets
from goldenthread.loaders.account import Account
from goldenthread.loaders.case_fields import LISTS, NUMBERS
from goldenthread.loaders.cells import folded, text_of
from goldenthread.loaders.spreadsheets import Grid

_SHEETS: Final = {"cfdoc": "CFDocument", "cfitem": "CFItem", "cfassociation": "CFAssociation"}
# Headings that are not the name of the field they hold, as they are compared.
_NAMES: Final = {
    "associationgroupidentifier": "CFAssociationGroupingURI", "associationgroupname": "groupName",
    "concept": "conceptKeywords", "lastchangedate": "lastChangeDateTime", "license": "licenseText",
    "licence": "licenseText", "note": "notes", "officialuri": "officialSourceURL", "smartlevel": "smartLevel",
    "statusend": "statusEndDate", "statusstart": "statusStartDate", "type": "CFItemType",
}  # fmt: skip
_FIELDS: Final = (
    "identifier", "uri", "creator", "title", "lastChangeDateTime", "officialSourceURL", "publisher", "description",
    "subject", "language", "version", "adoptionStatus", "statusStartDate", "statusEndDate", "notes", "fullStatement",
    "humanCodingScheme", "listEnumeration", "abbreviatedStatement", "conceptKeywords", "educationLevel", "CFItemType",
    "associationType", "originNodeIdentifier", "originNodeURI", "originNodeHumanCodingScheme", "sequenceNumber",
    "destinationNodeIdentifier", "destinationNodeURI", "destinationNodeHumanCodingScheme", "alternativeLabel",
)  # fmt: skip
_BY_HEADING: Final = {folded(name): name for name in _FIELDS} | _NAMES
_PLACE = re.compile(r"(CFItems|CFAssociations)\[(\d+)\](.*)")


@dataclass(frozen=True)
class Row:
    """A row as fields of CASE, with its sheet and number."""

    sheet: str
    number: int
    said: Mapping[str, Any]


@dataclass(frozen=True)
class OpenSalt:
    """The loader of OpenSALT's workbook."""

    name: str = "opensalt"
    title: str = "OpenSALT's workbook (XLSX with CF Doc, CF Item and CF Association)"

    def recognises(self, content: bytes, filename: str) -> bool:
        if not content.startswith(b"PK"):
            return False
        try:
            return "cfitem" in {folded(name) for name in spreadsheets.sheet_names(content, filename)}
        except Unreadable:
            return False

    def read(self, content: bytes, context: Context) -> Loaded:
        account = Account()
        sheets = {folded(grid.name): grid for grid in spreadsheets.grids(content, context, account)}
        rows = {kind: list(_rows(sheets[name], account)) for name, kind in _SHEETS.items() if name in sheets}
        for name in sorted(sheets.keys() - _SHEETS.keys()):
            filled = sum(any(row) for row in sheets[name].rows)
            if filled:
                account.lose(sheets[name].name, None, None, f"{filled} rows", "it is none of the three sheets")
        if not rows.get("CFItem"):
            raise Unreadable("the sheet CF Item has no row. Fill it in and load the file again", where=context.filename)
        loaded = case.LOADER.read(json.dumps(_package(rows, context, account)).encode(), context)
        return _placed(loaded, rows, account)


LOADER: Final[Loader] = OpenSalt()


def _rows(grid: Grid, account: Account) -> Iterator[Row]:
    """The rows of a sheet; columns that CASE has no field for are kept as extensions by their heading."""
    heading = [text_of(cell) for cell in grid.rows[0]] if grid.rows else []
    for number, cells in enumerate(grid.rows[1:], 2):
        said: dict[str, Any] = {}
        for head, cell in zip(heading, cells, strict=False):
            name, value = _BY_HEADING.get(folded(head), head), text_of(cell)
            if value and not head:
                account.lose(grid.name, number, None, value, "the column has no heading")
            elif value:
                said[name] = _value(name, value)
        if said:
            yield Row(grid.name, number, said)


def _value(name: str, value: str) -> Any:
    if name in LISTS or name == "conceptKeywords":
        return [part.strip() for part in value.split("|") if part.strip()]
    if name in NUMBERS and re.fullmatch(r"\d{1,15}", value):
        return int(value)
    return value


def _package(rows: Mapping[str, Sequence[Row]], context: Context, account: Account) -> dict[str, Any]:
    """The sheets as a CASE package: the tree from the outline of smartLevel, the groups from their names."""
    items = [_identified(row, context) for row in rows["CFItem"]]
    documents = [_identified(row, context) for row in rows.get("CFDocument", ())] or [_document(context)]
    links = [_link(row) for row in rows.get("CFAssociation", ())]
    told = {(str(link.get("originNodeURI")), link.get("associationType")) for link in links}
    tree = list(_tree(items, documents[0], told, rows["CFItem"], account))
    for item in items:
        item.pop("smartLevel", None)
    groups = {link["CFAssociationGroupingURI"]["identifier"]: link.pop("groupName", "")
              for link in links if "CFAssociationGroupingURI" in link}  # fmt: skip
    made: dict[str, Any] = {"CFDocument": documents[0], "CFItems": items, "CFAssociations": [*links, *tree]}
    if groups:
        made["CFDefinitions"] = {
            "CFAssociationGroupings": [{"identifier": key, "title": title} for key, title in groups.items()]
        }
    return made


def _document(context: Context) -> dict[str, Any]:
    return {"identifier": _made(context.base, context.filename), "title": context.filename, "creator": ""}


def _identified(row: Row, context: Context) -> dict[str, Any]:
    """A row as a node; one without an identifier gets one of its code or its place in the outline."""
    said = dict(row.said)
    if not said.get("identifier") and not said.get("uri"):
        code = said.get("humanCodingScheme") or said.get("smartLevel") or said.get("title") or f"row {row.number}"
        said["identifier"] = _made(context.base, context.dataset or context.filename, row.sheet, str(code))
    return said


def _made(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "\n".join(parts)))


def _link(row: Row) -> dict[str, Any]:
    """An association with its ends as links."""
    said = dict(row.said)
    for end in ("originNode", "destinationNode"):
        address, identifier = said.pop(f"{end}URI", ""), said.pop(f"{end}Identifier", "")
        title = said.pop(f"{end}HumanCodingScheme", "")
        if address or identifier:
            said[f"{end}URI"] = {"uri": address, "identifier": identifier, "title": title}
    kind = str(said.get("associationType", ""))
    said["associationType"] = kind[:1].lower() + kind[1:].replace(" ", "") if not kind.startswith("ext:") else kind
    if "CFAssociationGroupingURI" in said:
        said["CFAssociationGroupingURI"] = {"identifier": said["CFAssociationGroupingURI"]}
    return said


def _tree(
    items: Sequence[dict[str, Any]], document: Mapping[str, Any], told: set[tuple[str, Any]], rows: Sequence[Row],
    account: Account,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Each item is child of the one whose outline number is its own without the last part, else of the document."""
    places: dict[str, dict[str, Any]] = {}
    for item, row in zip(items, rows, strict=True):
        level = str(item.get("smartLevel", ""))
        if level and level in places:
            message = f"the smartLevel {level} stands on two rows: give each row its own"
            account.wrong(message, row.sheet, row.number, "smartLevel", rule="twice")
        places.setdefault(level, item)
    for item in items:
        level = str(item.get("smartLevel", ""))
        above = places.get(level.rpartition(".")[0]) if "." in level else None
        parent = above if above is not None and above is not item else document
        if (str(_end(item)), "isChildOf") not in told and level:
            order = level.rpartition(".")[2]
            yield {
                "identifier": _made(str(item.get("identifier") or item.get("uri")), "isChildOf", level),
                "associationType": "isChildOf", "originNodeURI": _end(item), "destinationNodeURI": _end(parent),
                **({"sequenceNumber": int(order)} if re.fullmatch(r"\d{1,9}", order) else {}),
            }  # fmt: skip


def _end(node: Mapping[str, Any]) -> dict[str, Any]:
    return {"uri": node.get("uri", ""), "identifier": node.get("identifier", ""), "title": ""}


def _placed(loaded: Loaded, rows: Mapping[str, Sequence[Row]], account: Account) -> Loaded:
    """The account with places in sheets instead of those in the package."""
    held = {"CFItems": rows["CFItem"], "CFAssociations": rows.get("CFAssociation", ())}

    def at(where: str, row: int | None, column: str | None) -> tuple[str, int | None, str | None]:
        found = _PLACE.match(where)
        if found and int(found[2]) < len(held[found[1]]):
            told = held[found[1]][int(found[2])]
            return told.sheet, told.number, column or found[3].lstrip(".") or None
        return where, row, column

    return replace(
        loaded,
        changed=(*account.changed, *loaded.changed),
        not_kept=(*account.not_kept, *(
            Lost(*at(one.where, one.row, one.column), one.value, one.why) for one in loaded.not_kept)),
        remarks=(*account.remarks, *(
            Remark(one.severity, one.message, *at(one.where, one.row, one.column)) for one in loaded.remarks)),
    )  # fmt: skip
