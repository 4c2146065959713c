"""What query text of a stranger may pass: one linear walk over its tokens, before any parser sees it.

The engine's parser overflows its stack on a few kilobytes of nested brackets and takes seconds on long paths, and
SERVICE and LOAD would go out to the network; so length, nesting, path steps and unions are bounded here. A word
inside a string, an IRI or a comment is no clause. The engine knows no ends of words and takes `1SERVICE:x{}` and
`LOADSILENT<x>` for clauses, so a clause is looked for wherever it can read one. What a query costs to run the gate
cannot judge: see workers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from goldenthread.errors import BadQuery
from goldenthread.settings import Settings

# A piece of a name after its colon; it has two at most, with dots between, for at the next dot it ends to the engine.
_LOCAL = r"(?:[\w:\-\u00b7-\U000effff]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])++"
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\r\n]|\\.)*+"|\'(?:[^\'\\\r\n]|\\.)*+\')'
    r"|(?P<iri><(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)"
    r"|(?P<blank>_:[\w\u00b7-\U000effff](?:[\w.\-\u00b7-\U000effff])*+)"
    rf"|(?P<name>(?:[A-Za-z_\u00c0-\U000effff][\w.\-\u00b7-\U000effff]*+)?:(?:{_LOCAL}(?:\.++{_LOCAL})?+)?+)"
    r"|(?P<variable>[?$]\w++)"
    r"|(?P<language>@[A-Za-z]++(?:-{1,2}[A-Za-z0-9]++)*+)"
    r"|(?P<word>[A-Za-z_\u00c0-\U000effff][\w\-]*+)"
    r"|(?P<number>[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)"
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
NAMING = {"GRAPH", "FROM", "NAMED", "DESCRIBE"}  # after these a name before a bracket is the name of a graph or thing
OPERANDS = {"blank", "iri", "language", "name", "number", "string", "variable", "word"}
QUOTED = {"'", ")"}  # what in an IRI would be something else if it were none
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
    if form in UPDATES or _glued(words, "LOAD"):
        raise BadQuery("this address answers queries; send updates to /update with a token")
    return Passed(form, "FROM" in words, FICKLE.isdisjoint(words))


def check_update(text: str, settings: Settings) -> None:
    """Raises BadQuery where the update is over a limit or would go out to the network."""
    if _glued(_bounded(text, settings), "LOAD") or _load_of_name(text):
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
    if _glued(words, "SERVICE") or _service_of_name(found):
        raise BadQuery("SERVICE asks another server and is not run here; load its data with an import instead")
    _plain(found)
    return words


def _glued(words: Iterable[str], clause: str) -> bool:
    """Whether a clause is one of the words, alone or grown together with others."""
    return any(clause in word for word in words)


def _service_of_name(found: list[Token]) -> bool:
    """Whether a group stands after a name that begins with SERVICE, as in `SERVICE:x { }`."""
    return any(
        name.kind == "name" and bracket.text == "{" and _prefixed(name, "SERVICE") and before.text.upper() not in NAMING
        for before, name, bracket in zip(found, found[1:], found[2:], strict=False)
    )


def _load_of_name(text: str) -> bool:
    """Whether an operation of an update begins with a name that begins with LOAD, as in `LOAD:x`: outside brackets
    other names stand after a word."""
    depth, before = 0, ""
    for token in tokens(text):
        if depth == 0 and before != "word" and _prefixed(token, "LOAD"):
            return True
        depth, before = depth + DEEPER.get(token.text, 0), token.kind
    return False


def _prefixed(token: Token, clause: str) -> bool:
    return token.kind == "name" and clause in token.text.partition(":")[0].upper()


def _plain(found: list[Token]) -> None:
    """Raises BadQuery for what is an IRI to the standard, but to the engine a comparison that ends elsewhere:
    `FILTER(1<2)…#>` and `FILTER(?a<'b>'…`. One with // after its scheme is an IRI to both."""
    within, before = [""], Token("", "")
    for token in found:
        compared = within[-1] == "(" and (before.kind in OPERANDS or before.text == ")")
        if compared and token.kind == "iri" and not _ABSOLUTE.match(token.text) and not QUOTED.isdisjoint(token.text):
            raise BadQuery(f"{token.text} may be an IRI or a comparison; write a space after <, or %27, %29 in the IRI")
        if token.text in OPEN:
            within.append(token.text)
        elif token.text in CLOSE and len(within) > 1:
            within.pop()
        before = token


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
