"""The sheet `dataset`: which dataset this is, where its things live, its country and its first language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from goldenthread import terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, names
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import YES, Cell, is_tag, text_of
from goldenthread.loaders.tables import Table
from goldenthread.store.rdf import Literal, NamedNode, Triple

# ISO 3166 leaves these to users; XK is what many give to Kosovo.
_USER = re.compile(r"AA|Q[M-Z]|X[A-JL-Z]|ZZ")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN"})


@dataclass(frozen=True)
class Identity:
    """Who a workbook is. `country` is its IRI, `language` that of a plain label ("" where none is said)."""

    dataset: str
    node: NamedNode
    own: str
    iso: str
    country: NamedNode | None
    languages: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]  # text and language
    fictional: bool

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else ""


def identity(table: Table | None, context: Context, account: Account) -> Identity:
    """What the sheet `dataset` says. Raises Unreadable where there is no id to go by."""
    if table is None or not table.rows:
        raise Unreadable(
            "there is no sheet dataset with a row in it. Add it with the columns id and title and one row below them",
            where=context.filename,
        )
    for number, _ in table.rows[1:]:
        account.wrong(
            "one row was expected. Make a workbook of its own for another dataset", "dataset", number, rule="rows"
        )
    table.rows[1:] = []
    number, cells = table.rows[0]
    said = {place.column.name: text_of(cells[place.index]) for place in table.places if not place.language}
    if not said.get("id"):
        raise Unreadable(
            "the dataset has no id. Write a short name in small letters", where="dataset", row=number, column="id"
        )
    languages = tuple(tag.strip() for tag in said.get("languages", "").split("|") if is_tag(tag.strip()))
    fictional = said.get("fictional", "").casefold() in YES
    iso = said.get("country", "").upper()
    country = None
    if iso:
        if fault := _fault(iso, fictional):
            account.wrong(fault, "dataset", number, "country", rule="country")
        else:
            country = NamedNode(names.country(context.base, iso))
    own = _own(said.get("base", ""), context.base, number, account)
    return Identity(
        said["id"], NamedNode(context.base + names.encoded(said["id"])), own, iso, country, languages,
        tuple(_titles(table, cells, languages)), fictional,
    )  # fmt: skip


def _titles(table: Table, cells: Sequence[Cell], languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place in table.places:
        if place.column.name == "title" and cells[place.index]:
            yield text_of(cells[place.index]), place.language or (languages[0] if languages else "")


def _own(base: str, default: str, row: int, account: Account) -> str:
    if not base:
        return default
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
        return base
    account.wrong("a web address that ends with / or # was expected", "dataset", row, "base", rule="base")
    return default


def is_fictional(iso: str) -> bool:
    """Whether a code is one of those that ISO 3166 leaves to its users."""
    return bool(_USER.fullmatch(iso))


def is_country(iso: str) -> bool:
    """Whether a country has this code."""
    return len(iso) == 2 and iso in Locale("en").territories and iso not in _NO_COUNTRY and not is_fictional(iso)


def _fault(iso: str, fictional: bool) -> str:
    """What is wrong with a country's code, if anything."""
    if fictional:
        return "" if is_fictional(iso) else "a fictional country takes a user-assigned code: XA to XZ, QM to QZ, AA, ZZ"
    if is_fictional(iso):
        return "this code is for users' own purposes: write yes in fictional, or the ISO 3166 code of a country"
    return "" if is_country(iso) else "no country has this code: write the two letters of ISO 3166, like NP"


def country_triples(identity: Identity) -> Iterator[Triple]:
    """What is said of the dataset's country: its code, its names in English and the dataset's languages."""
    if identity.country is None:
        return
    yield Triple(identity.country, NamedNode(terms.RDF_type), NamedNode(terms.Jurisdiction))
    yield Triple(identity.country, NamedNode(terms.SKOS_notation), Literal(identity.iso))
    held = identity.titles if identity.fictional else _country_names(identity.iso, identity.languages)
    for text, language in held:
        label = Literal(text, language=language) if language else Literal(text)
        yield Triple(identity.country, NamedNode(terms.SKOS_prefLabel), label)


def _country_names(iso: str, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    for language in dict.fromkeys(("en", *languages)):
        try:
            name = Locale.parse(language, sep="-").territories.get(iso)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            yield name, language
