"""What query text of a stranger may pass: one linear walk over its tokens, before any parser sees it.

The engine's parser overflows its stack on a few kilobytes of nested brackets and takes seconds on long paths, and
SERVICE and LOAD would go out to the network; so length, nesting, path steps and unions are bounded here. A word
inside a string, an IRI or a comment is no clause. What a query costs to run the gate cannot judge: see workers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread.errors import BadQuery
from goldenthread.settings import Settings

_TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\r\n]|\\.)*+"|\'(?:[^\'\\\r\n]|\\.)*+\')'
    r"|(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)"
    r"|(?P<name>(?:[A-Za-z_\u00c0-\U000effff][\w.\-\u00c0-\U000effff]*+)?:(?:[\w:.\-\u00b7-\U000effff]|%[0-9A-Fa-f]{2}"
    r"|\\[_~.\-!$&'()*+,;=/?\#@%])*+)"
    r"|(?P<variable>[?$]\w++)"
    r"|(?P<word>@?[A-Za-z_][\w\-]*+)"
    r"|(?P<number>[0-9][\w.]*+)"
    r"|(?P<both>\|\||&&)"
    r"|(?P<sign>[^\s\w])",
    re.DOTALL,
)
OPEN, CLOSE = "({[", ")}]"
DEEPER = dict.fromkeys(OPEN, 1) | dict.fromkeys(CLOSE, -1)
UNARY = frozenset("!^-+")
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
ACTS = FORMS | UPDATES
COUNTED = {"UNION", "OPTIONAL", "MINUS", "EXISTS", "IN"}
FICKLE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}  # what answers otherwise each time


class Token(NamedTuple):
    """One token; `kind` is a group name of the grammar above."""

    kind: str
    text: str
    start: int = 0  # its place in the text

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of SPARQL text without comments and space. Raises BadQuery for a string that is not closed."""
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup, match.group()
        if kind == "sign" and found in "\"'":
            raise BadQuery("a string is not closed")  # going on from each quote in turn would not be linear
        if kind is not None and kind != "comment":
            yield Token(kind, found, match.start())


@dataclass(frozen=True)
class Passed:
    """What the gate saw: the query's form (SELECT, ASK, CONSTRUCT, DESCRIBE), whether it names its graphs, and
    whether it answers the same as long as the data is the same."""

    form: str
    names_graphs: bool
    steady: bool = True


def check_query(text: str, settings: Settings) -> Passed:
    """Lets a query pass. Raises BadQuery saying what is over which limit."""
    words = _bounded(text, settings)
    form = next((word for word in words if word in ACTS), None)
    if form is None:
        raise BadQuery("the text has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    if form in UPDATES or "LOAD" in words:
        raise BadQuery("this address answers queries; send updates to /update with a token")
    return Passed(form, "FROM" in words, FICKLE.isdisjoint(words))


def check_update(text: str, settings: Settings) -> None:
    """Raises BadQuery where the update is over a limit or would go out to the network."""
    if "LOAD" in _bounded(text, settings):
        raise BadQuery("LOAD fetches from the network and is not run; send the file to /imports")


def _bounded(text: str, settings: Settings) -> Counter[str]:
    """The words of a text that is within all limits, in capitals, in the order they first come in, each with how
    often it does."""
    if len(text) > settings.query_characters:
        raise BadQuery(f"the query is longer than {settings.query_characters} characters")
    if "\x00" in text:
        raise BadQuery("the query has a NUL character")
    found = list(tokens(text))
    words = Counter(token.text.upper() for token in found if token.kind == "word")
    signs = Counter(token.text for token in found if token.kind in {"sign", "both"})
    _nesting(found, settings.query_nesting)
    _amount(words, signs, settings)
    if "\\" in signs:
        raise BadQuery("an escape outside strings and IRIs is not taken; write the character itself")
    if "SERVICE" in words:
        raise BadQuery("SERVICE asks another server and is not run here; load its data with an import instead")
    return words


def _nesting(found: list[Token], most: int) -> None:
    depth = unary = 0
    for token in found:
        unary = unary + 1 if token.text in UNARY else 0
        depth += DEEPER.get(token.text, 0)
        if depth > most or unary > most:
            raise BadQuery(f"brackets or signs are nested deeper than {most}")


def _amount(words: Counter[str], signs: Counter[str], settings: Settings) -> None:
    """Path steps (/ | ^ and the * + ? after them) and alternatives are counted over the whole text."""
    if sum(signs[sign] for sign in "/|^") > settings.query_path_steps:
        raise BadQuery(f"the query has more than {settings.query_path_steps} path steps")
    if sum(words[word] for word in COUNTED) + signs["||"] + signs["&&"] > settings.query_unions:
        raise BadQuery(f"the query has more than {settings.query_unions} of UNION, OPTIONAL, || and &&")
    if sum(signs[sign] for sign in "+-*=<>") > 10 * settings.query_unions:
        raise BadQuery(f"the query has more than {10 * settings.query_unions} operators")
