"""A CASE server asked for its frameworks: one by its address, or all that it lists, each as the package it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from goldenthread.errors import RemoteFailed, TooLarge
from goldenthread.outside.client import Answer, Asked, Outside

ACCEPT: Final = "application/json"
PAGE: Final = 100  # frameworks a page of a list
PAGES: Final = 50  # most pages read
MOST: Final = 25  # most frameworks taken in at once
DISCOVERY: Final = "/discovery/imscasev1p1_openapi3_v1p0.json"
HOMES: Final = ("/ims/case/v1p1", "/ims/case/v1p0")
_ONE: Final = re.compile(r"(.*/)(?:CFPackages|CFDocuments)/([^/]+)/?")
_LIST: Final = re.compile(r"(.*)/CFDocuments/?")
_HOME: Final = re.compile(r"(.*/v1p[01])/?")


@dataclass(frozen=True)
class Listed:
    """A framework as a server lists it; `package` is where its package is, by the server's own word."""

    identifier: str
    title: str
    package: str


def is_case(address: str) -> bool:
    """Whether an address looks like one of a CASE server."""
    path = urlsplit(address).path
    return "/ims/case/" in path or bool(_ONE.fullmatch(path) or _LIST.fullmatch(path))


def packages(outside: Outside, address: str, *, alone: bool) -> Iterator[Answer]:
    """The packages that an address stands for: that of one framework, or of all of a server (`alone`: there must be
    just one). Raises RemoteFailed, TooLarge."""
    one = _ONE.fullmatch(urlsplit(address).path)
    if one:
        yield _package(outside, _at(address, one[1].rstrip("/")), Listed(one[2], "", ""))
        return
    home, found = _frameworks(outside, address)
    most = 1 if alone else MOST
    if len(found) > most:
        names = "; ".join(f"{listed.title[:80]}: {home}/CFPackages/{listed.identifier}" for listed in found[:10])
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise TooLarge(f"there are {len(found)} frameworks; ask for one by its address: {names}{more}")
    for listed in found:
        yield _package(outside, home, listed)


def _package(outside: Outside, home: str, listed: Listed) -> Answer:
    """Its package at the usual place, else where the server says that it is."""
    usual = f"{home}/CFPackages/{quote(listed.identifier, safe='%')}"
    answer = outside.get(Asked(usual, ACCEPT), absent=bool(listed.package))
    if answer.status == 404:
        answer = outside.get(Asked(urljoin(usual, listed.package), ACCEPT))
    if not answer.content.lstrip().startswith((b"{", b"[")):
        raise RemoteFailed(
            f"{answer.address} did not answer with JSON, but with {answer.media or 'something else'}. Is this the "
            "address of a CASE server?"
        )
    return answer


def _frameworks(outside: Outside, address: str) -> tuple[str, list[Listed]]:
    """The place of a server's operations and what it lists: as the address says, else where servers have them."""
    path = urlsplit(address).path
    said = _LIST.fullmatch(path) or _HOME.fullmatch(path)
    root = _at(address, path.rstrip("/"))
    homes = [_at(address, said[1])] if said else [*_discovered(outside, root), *(root + home for home in HOMES)]
    for home in dict.fromkeys(homes):
        found = _pages(outside, home, last=home == homes[-1])
        if found is not None:
            return home, found
    raise RemoteFailed(f"there is no CASE server at {root}. Give the address of its CFDocuments or of one package")


def _discovered(outside: Outside, root: str) -> Iterator[str]:
    """Where a server of 1.1 says, in its discovery document, that its operations are."""
    where = root + HOMES[0] + DISCOVERY
    said, _ = outside.json(Asked(where, ACCEPT), absent=True)
    servers = said.get("servers") if isinstance(said, dict) else None
    for server in servers if isinstance(servers, list) else ():
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            yield urljoin(where, server["url"]).rstrip("/")


def _pages(outside: Outside, home: str, *, last: bool) -> list[Listed] | None:
    """Every framework that is listed, page by page; None where nothing is there (and this is not the `last` place)."""
    found: dict[str, Listed] = {}
    offset = 0
    for _ in range(PAGES):
        query = urlencode({"limit": PAGE, "offset": offset})
        answer, headers = outside.json(Asked(f"{home}/CFDocuments?{query}", ACCEPT), absent=not last)
        if answer is None:
            return None
        before, listed = len(found), list(_listed(answer, home))
        for one in listed:
            found.setdefault(one.identifier, one)
        offset += len(listed)
        total = headers.get("x-total-count", "")
        if len(found) == before or (total.isdecimal() and offset >= int(total)):
            return list(found.values())  # nothing new: the end, or a server that knows no pages
    raise TooLarge(f"{home}/CFDocuments goes on after {PAGES} pages; ask for one framework by its address")


def _listed(answer: Any, home: str) -> Iterator[Listed]:
    """What a page lists, whether it is the list itself or stands in an object."""
    said = answer.get("CFDocumentSet", answer) if isinstance(answer, dict) else answer
    said = said.get("CFDocuments") if isinstance(said, dict) else said
    if not isinstance(said, list):
        raise RemoteFailed(f"{home}/CFDocuments lists no frameworks. Is this the address of a CASE server?")
    for entry in said:
        inner = entry.get("CFDocument", entry) if isinstance(entry, dict) else {}
        if isinstance(inner, dict) and isinstance(inner.get("identifier"), str):
            yield Listed(inner["identifier"], str(inner.get("title") or "without a title"), _address(inner))


def _address(said: Mapping[str, Any]) -> str:
    link = said.get("CFPackageURI")
    address = link.get("uri") if isinstance(link, dict) else link
    return address if isinstance(address, str) else ""


def _at(address: str, path: str) -> str:
    """An address of the same server with another path, and no query."""
    return urlsplit(address)._replace(path=path, query="", fragment="").geturl()
