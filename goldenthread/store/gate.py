"""What query text of a stranger may pass: one linear walk over its tokens, before any parser sees it.

The engine's parser overflows its stack on a few kilobytes of nested brackets and takes seconds on long paths, and
SERVICE and LOAD would go out to the network; so length, nesting, path steps and unions are bounded here. A word
inside a string, an IRI or a comment is no clause. What a query costs to run the gate cannot judge: see workers.
"""

from __future__ import annotations

import re
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
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
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
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            place += 1
            continue
        if match.group() in "\"'" and match.lastgroup == "sign":
            raise BadQuery("a string is not closed")  # going on from each quote in turn would not be linear
        place = match.end()
        if match.lastgroup != "comment":
            yield Token(match.lastgroup or "", match.group(), match.start())


@dataclass(frozen=True)
class Passed:
    """What the gate saw: the query's form (SELECT, ASK, CONSTRUCT, DESCRIBE), whether it names its graphs, and
    whether it answers the same as long as the data is the same."""

    form: str
    names_graphs: bool
    steady: bool = True


def check_query(text: str, settings: Settings) -> Passed:
    """Lets a query pass. Raises BadQuery saying what is over which limit."""
    words = [token.text.upper() for token in _bounded(text, settings) if token.kind == "word"]
    forms = [word for word in words if word in FORMS | UPDATES]
    if not forms:
        raise BadQuery("the text has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    if forms[0] in UPDATES or "LOAD" in words:
        raise BadQuery("this address answers queries; send updates to /update with a token")
    return Passed(forms[0], "FROM" in words, FICKLE.isdisjoint(words))


def check_update(text: str, settings: Settings) -> None:
    """Raises BadQuery where the update is over a limit or would go out to the network."""
    if "LOAD" in {token.text.upper() for token in _bounded(text, settings) if token.kind == "word"}:
        raise BadQuery("LOAD fetches from the network and is not run; send the file to /imports")


def _bounded(text: str, settings: Settings) -> list[Token]:
    if len(text) > settings.query_characters:
        raise BadQuery(f"the query is longer than {settings.query_characters} characters")
    if "\x00" in text:
        raise BadQuery("the query has a NUL character")
    found = list(tokens(text))
    _nesting(found, settings)
    _amount(found, settings)
    if any(token.text == "\\" for token in found):
        raise BadQuery("an escape outside strings and IRIs is not taken; write the character itself")
    if any(token.kind == "word" and token.text.upper() == "SERVICE" for token in found):
        raise BadQuery("SERVICE asks another server and is not run here; load its data with an import instead")
    return found


def _nesting(found: list[Token], settings: Settings) -> None:
    depth = unary = 0
    for token in found:
        unary = unary + 1 if token.text in {"!", "^", "-", "+"} else 0
        if token.kind == "sign":
            depth += (token.text in OPEN) - (token.text in CLOSE)
        if max(depth, unary) > settings.query_nesting:
            raise BadQuery(f"brackets or signs are nested deeper than {settings.query_nesting}")


def _amount(found: list[Token], settings: Settings) -> None:
    """Path steps (/ | ^ and the * + ? after them) and alternatives are counted over the whole text."""
    steps = sum(token.kind == "sign" and token.text in "/|^" for token in found)
    if steps > settings.query_path_steps:
        raise BadQuery(f"the query has more than {settings.query_path_steps} path steps")
    several = sum(token.kind == "both" or token.text.upper() in COUNTED for token in found)
    signs = sum(token.kind == "sign" and token.text in "+-*=<>" for token in found)
    if several > settings.query_unions:
        raise BadQuery(f"the query has more than {settings.query_unions} of UNION, OPTIONAL, || and &&")
    if signs > 10 * settings.query_unions:
        raise BadQuery(f"the query has more than {10 * settings.query_unions} operators")
