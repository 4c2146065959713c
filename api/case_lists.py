"""What CASE lets an asker say of a list: which items, which of their fields, in which order, how many."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from starlette.datastructures import URL

from goldenthread.loaders.case_fields import FIELDS
from goldenthread.loaders.case_older import NEWER

Made = Mapping[str, Any]
# The fields of a document by which a list can be asked for, in each version.
KNOWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "v1p0": frozenset({*FIELDS["CFDocument"], "CFPackageURI"}) - NEWER,
        "v1p1": frozenset({*FIELDS["CFDocument"], "CFPackageURI", "extensions"}),
    }
)
_TERM: Final = re.compile(r"\s*([A-Za-z]+)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^']|'')*)'\s*")
_JOIN: Final = re.compile(r"(AND|OR)\b")
_TESTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "=": lambda held, given: held == given,
    "!=": lambda held, given: held != given,
    ">": lambda held, given: held > given,
    ">=": lambda held, given: held >= given,
    "<": lambda held, given: held < given,
    "<=": lambda held, given: held <= given,
    "~": lambda held, given: given in held,
}


class Refused(Exception):
    """A request that CASE does not allow: `minor` is its word for that, `field` the parameter."""

    def __init__(self, minor: str, field: str, words: str, status: int = 400) -> None:
        self.minor, self.field, self.status = minor, field, status
        super().__init__(words)


def filtered(made: Sequence[Made], text: str | None, version: str) -> list[Made]:
    """The items that a filter keeps: terms such as title~'digital', joined by AND or by OR, case-blind."""
    if not text:
        return list(made)
    terms: list[tuple[str, Callable[[str, str], bool], str]] = []
    joins: list[str] = []
    place = 0
    while True:
        term = _TERM.match(text, place)
        if not term:
            raise Refused("invalid_selection_field", "filter", "A filter is field, operator and 'value', by AND or OR.")
        _known(term[1], version, "invalid_selection_field", "filter")
        terms.append((term[1], _TESTS[term[2]], term[3].replace("''", "'").lower()))
        if term.end() == len(text):
            break
        join = _JOIN.match(text, term.end())
        if not join or (joins and join[1] not in joins) or len(terms) > 20:
            raise Refused("invalid_selection_field", "filter", "Join the terms of a filter all by AND or all by OR.")
        joins.append(join[1])
        place = join.end()
    together = any if "OR" in joins else all
    return [one for one in made if together(test(_text(one.get(name)), value) for name, test, value in terms)]


def sorted_by(made: Sequence[Made], name: str | None, descending: bool, version: str) -> list[Made]:
    """The items in the order of a field, those without it last; as they were unless a field is given."""
    if name is None:
        return list(reversed(made)) if descending else list(made)
    _known(name, version, "invalid_sort_field", "sort")
    has = sorted((one for one in made if name in one), key=lambda one: _text(one[name]), reverse=descending)
    return [*has, *(one for one in made if name not in one)]


def only(made: Sequence[Made], fields: str | None, version: str) -> list[Made]:
    """The items with the fields asked for."""
    if fields is None:
        return list(made)
    names = [name.strip() for name in fields.split(",") if name.strip()]
    for name in names:
        _known(name, version, "invalid_selection_field", "fields")
    return [{name: one[name] for name in one if name in names} for one in made] if names else list(made)


def links(url: URL, total: int, limit: int, offset: int) -> dict[str, str]:
    """The Link header to the other pages of a list."""
    last = max(0, (total - 1) // limit * limit)
    places = {"next": offset + limit, "prev": min(offset - limit, last), "first": 0, "last": last}
    if offset + limit >= total:
        del places["next"]
    if offset == 0:
        del places["prev"]
    made = (
        f'<{url.include_query_params(limit=limit, offset=max(0, place))}>; rel="{name}"'
        for name, place in places.items()
    )
    return {"Link": ", ".join(made)}


def _known(name: str, version: str, minor: str, parameter: str) -> None:
    if name not in KNOWN[version]:
        raise Refused(minor, parameter, "A document has no field of that name in this version of CASE.")


def _text(value: Any) -> str:
    """A value as it is compared: a link by its title, a list by its members."""
    if isinstance(value, Mapping):
        return str(value.get("title", "")).lower()
    return " ".join(map(_text, value)) if isinstance(value, list) else "" if value is None else str(value).lower()
