"""What a column of the workbook may be: one frozen value a column, read by loader, writer, template and docs alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from goldenthread import terms

Type = Literal[
    "code", "label", "text", "string", "address", "license", "tag", "start", "end", "yesno", "integer", "decimal",
    "fraction", "duration", "choice", "reference", "special",
]  # fmt: skip

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """One column. `choices` maps the words of a closed list to an IRI, or to "" where the word is kept as text.

    `sheets` are those a reference may lead to; `beside` is the column of the same row that narrows it (the
    standard of a parent, the competency of a level); `inverse` turns the triple round; `default` is what an
    empty cell means where the house says so.
    """

    name: str
    type: Type
    predicate: str
    help: str
    must: bool = False
    many: bool = False
    choices: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    sheets: tuple[str, ...] = ()
    beside: str = ""
    inverse: bool = False
    default: str = ""

    @property
    def spoken(self) -> bool:
        """Whether the column may be said in several languages (`label@ne`)."""
        return self.type in {"label", "text"}


@dataclass(frozen=True)
class Sheet:
    """One sheet. `kind` is the word in IRIs; `classes` maps words of the column `kind` to classes, "" when empty.

    `scope` is the column that a code is unique within; `ends` are the columns a row without a code is named by.
    """

    name: str
    kind: str
    about: str
    classes: Mapping[str, str] = field(hash=False)
    columns: tuple[Column, ...]
    scope: str = ""
    ends: tuple[str, ...] = ()

    @cached_property
    def alike(self) -> frozenset[str]:
        """Words of `kind` whose class is that of another word: the word itself must be kept beside the class."""
        held = [kind for word, kind in self.classes.items() if word]
        return frozenset(word for word, kind in self.classes.items() if word and held.count(kind) > 1)

    @cached_property
    def defaults(self) -> tuple[tuple[Column, str], ...]:
        """The columns that mean something when empty, with their properties."""
        return tuple((column, column.predicate) for column in self.columns if column.default)

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def code(text: str = "Short name, unique in this sheet.", *, must: bool = True) -> Column:
    """The column that names a row."""
    return Column("code", "code", "", text, must=must)


def reference(
    name: str,
    prop: str,
    sheets: str,
    text: str,
    *,
    must: bool = False,
    many: bool = False,
    beside: str = "",
    inverse: bool = False,
) -> Column:
    """A column whose cells name rows of `sheets` (separated by spaces)."""
    return Column(
        name, "reference", prop, text, must=must, many=many, sheets=tuple(sheets.split()), beside=beside,
        inverse=inverse,
    )  # fmt: skip


def choice(
    name: str, prop: str, words: str | Mapping[str, str], text: str, *, must: bool = False, default: str = ""
) -> Column:
    """A column with a closed list: `words` by spaces, or words with their IRIs."""
    choices = dict.fromkeys(words.split(), "") if isinstance(words, str) else words
    return Column(name, "choice", prop, text, must=must, choices=MappingProxyType(dict(choices)), default=default)


LABEL = Column("label", "label", terms.SKOS_prefLabel, "Name; label@ne, label@fil … in other languages.", must=True)
START = Column("start", "start", terms.start, "First day, month or year: 2016, 2016-05, 2016-05-17.")
END = Column("end", "end", terms.end, "Last day, month or year.")
URL = Column("url", "address", terms.SCHEMA_url, "Web address.")
LICENSE = Column("license", "license", terms.DCTERMS_license, "Licence, as a name or a web address.")
SOURCED = (
    reference("source", terms.DCTERMS_source, "documents", "Code of the document that says so."),
    Column("locator", "string", terms.locator, "Page, section or clause in the source."),
    choice("verification", terms.verification, "verified recalled doubtful", "If others checked this: how far."),
    Column("note", "text", terms.SKOS_note, "Anything else; also a date in another calendar."),
)
CLAIM = (
    code("A name for this row; made from its ends when empty.", must=False),
    choice("status", terms.status, "candidate accepted rejected", "Empty: accepted.", default="accepted"),
    Column("asserter", "string", terms.asserter, "Who says so."),
    Column("date", "start", terms.DCTERMS_date, "When it was said."),
    choice("basis", terms.basis, "stated judged", "Stated in the source, or judged by the asserter."),
    Column("reviewer", "string", terms.reviewer, "Who looked at it again."),
    Column("review_date", "start", terms.reviewDate, "When it was looked at again."),
)
SHORTHAND = (
    choice("status", "", "draft validated in_force endorsed superseded expired", "Short for one row in statuses."),
    Column("status_date", "special", "", "Since when the status holds."),
)


def competency(prop: str) -> Column:
    return reference("competency", prop, "competencies", "Code, or standard/code where several have it.", must=True)


def level(beside: str = "competency", name: str = "level", prop: str = terms.atLevel) -> Column:
    return reference(name, prop, "levels", "Code of a level in the standard's scheme.", beside=beside)


def row_code() -> Column:
    return code("A name for this row; made from its ends when empty.", must=False)


def sheet(
    name: str, kind: str, about: str, classes: str | dict[str, str], *columns: Column, scope: str = "", ends: str = ""
) -> Sheet:
    held = {"": classes} if isinstance(classes, str) else classes
    return Sheet(name, kind, about, MappingProxyType(held), (*columns, *SOURCED), scope=scope, ends=tuple(ends.split()))


def kind(words: dict[str, str], text: str, *, must: bool = False) -> Column:
    return choice("kind", "", " ".join(word for word in words if word), text, must=must)
