"""Requests and the answers they must get, as they stand in the `.http` files of `cases/`.

A file holds scenarios, each under a line `### what must be so`. A scenario is a row of exchanges with one service:
a request as HTTP writes it (its query readable, not encoded; `As:` names who asks, `Bytes:` the encoding of the body),
then `HTTP` and the status, the headers that must hold a text (`-`: must be absent), and lines of the body that must be
in it (`~ text`), must not (`! text`), or be all of it (`=`, alone: nothing). `{name}` is a header of an answer before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

REQUEST: Final = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE) (/\S*|\{location\})(.*)")
ANSWER: Final = re.compile(r"HTTP (\d\d\d(?: or \d\d\d)*)")


@dataclass(frozen=True)
class Exchange:
    """One request, and what its answer must be."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: str
    statuses: tuple[int, ...]
    expected: Mapping[str, str]
    tells: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """Exchanges one after another, and the rule they show."""

    rule: str
    exchanges: tuple[Exchange, ...]


def scenarios(path: Path) -> Iterator[Scenario]:
    """The scenarios of a file."""
    _, *parts = re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for part in parts:
        rule, *lines = part.splitlines()
        yield Scenario(rule.strip(), tuple(_exchanges(lines)))


def _exchanges(lines: list[str]) -> Iterator[Exchange]:
    starts = [place for place, line in enumerate(lines) if REQUEST.fullmatch(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        said = lines[start:end]
        middle = next(place for place, line in enumerate(said) if ANSWER.fullmatch(line))
        headers, body = _parted(said[1:middle])
        expected, tells = _parted(said[middle + 1 :])
        match = REQUEST.fullmatch(said[0])
        assert match, said[0]
        statuses = tuple(map(int, said[middle].removeprefix("HTTP ").split(" or ")))
        address, text = encoded(match[2] + match[3]), ("\r\n" if "multipart" in str(headers) else "\n").join(body)
        yield Exchange(match[1], address, headers, text, statuses, expected, tuple(tells))


def _parted(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Headers, and the lines after the first empty one."""
    gap = lines.index("") if "" in lines else len(lines)
    headers = {name: value.strip() for name, _, value in (line.partition(":") for line in lines[:gap])}
    body = lines[gap + 1 :]
    while body and not body[-1]:
        body.pop()
    return headers, body


def encoded(address: str) -> str:
    """The address with its query percent-encoded, as far as it is not yet."""
    path, mark, query = address.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&"))
    return path + mark + "&".join(name + sign + quote(value, safe="%+:/") for name, sign, value in pairs)
