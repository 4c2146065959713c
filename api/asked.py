"""What a request asks: a release as of a day, labels in a language, one of the forms; and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator

from goldenthread import __version__, terms
from goldenthread.api import fiction, formats, languages, pages
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.shelf import Release
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Triple, text_of, write

PREFIXES: Final = {
    "gt": terms.GT,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "https://schema.org/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# What names a thing: an IRI, or dataset:code; for the description of the interface, our own words say it better.
REFERENCE: Final = "^[^:]+:[\\s\\S]+$"
NAMED: Final[dict[str, Any]] = {"pattern": REFERENCE}
PERHAPS: Final[dict[str, Any]] = {"pattern": f"^$|{REFERENCE}"}  # empty: not said
ALL: Final = ("html", "json", "jsonld", "ttl")
TABLE: Final = (*ALL, "csv")
PATIENCE: Final = 1.0  # seconds a view that is being made is waited for
AGAIN: Final = 2  # seconds after which to ask again


def _written(day: object) -> object:
    """A day as it is written; a number alone would be taken for seconds since 1970."""
    if isinstance(day, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        raise ValueError("a day is written as YYYY-MM-DD")
    return day


ReleaseNumber = Annotated[int | None, Query(ge=1, description="the number of a release; the current one unless said")]
Day = Annotated[date | None, BeforeValidator(_written), Query(description="a day as YYYY-MM-DD; today unless said")]
Lang = Annotated[str | None, Query(description="a language tag, for names and pages; else what Accept-Language says")]
Limit = Annotated[int | None, Query(ge=1, description="most items of the list; one too high is cut")]
Offset = Annotated[int, Query(ge=0, description="items left off before the first")]
Rows = tuple[Sequence[str], Iterable[Sequence[object]]]


class Making(Exception):
    """The view of that day takes its time: it goes on being made, and the asker comes again."""


class Unchanged(Exception):
    """The asker already holds this answer."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        super().__init__("unchanged")


@dataclass(frozen=True)
class Answer:
    """One answer in all its forms. `data` is the JSON twin; `about` the things whose statements are the Turtle
    and JSON-LD twins (or `triples` makes them); `rows` the CSV twin; `page` is what the template needs beside.
    `counts` are the gaps that it speaks of by status, in a header too, as a table has no other place for them."""

    template: str
    data: Mapping[str, Any]
    page: Mapping[str, Any] = field(default_factory=dict)
    about: Iterable[str] = ()
    triples: Callable[[], Iterable[Triple]] | None = None
    rows: Callable[[], Rows] | None = None
    next: str | None = None
    status: int = 200
    counts: Mapping[str, int] | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms it comes in."""
        return TABLE if self.rows else ALL


@dataclass(frozen=True)
class Asked:
    """A request that reads data."""

    request: Request
    release: Release
    pins: Mapping[str, str]
    headers: Mapping[str, str]
    lang: str | None = None

    @property
    def store(self) -> Store:
        """The triples of the release."""
        return self.release.store

    @property
    def base(self) -> str:
        """Where minted IRIs live."""
        base: str = self.request.app.state.settings.base
        return base

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages a label is wanted in, best first."""
        return languages.wanted(self.request)

    @cached_property
    def here(self) -> pages.Here:
        """Addresses that keep the pinned release and day."""
        return pages.Here(pages.path_of(self.request), self.base, self.pins, self.lang)

    @property
    def stamp(self) -> dict[str, object]:
        """What every answer says: the day and the release."""
        return {"as_of": self.release.as_of.isoformat(), "release": self.release.number}

    def form(self, offered: Sequence[str]) -> str:
        """The form that is wanted of those offered."""
        return formats.wanted(self.request, offered)

    def limit(self, limit: int | None) -> int:
        """How many items a list may have: a page of it unless asked; a table, which nobody turns the pages of, the
        most."""
        settings: Settings = self.request.app.state.settings
        usual = settings.page_limit if self.form(TABLE) == "csv" else settings.page_size
        return min(limit or usual, settings.page_limit)

    def onward(self, total: int, limit: int, offset: int) -> str | None:
        """The full address of the next items of a list in the same form, which carries the release and the day; None
        at the end."""
        if offset + limit >= total:
            return None
        form, url = getattr(self.request.state, "form", None), self.request.url
        named = url.replace(path=f"{url.path}.{form}") if form else url
        return str(named.include_query_params(offset=offset + limit, limit=limit, **self.stamp))

    def answer(self, given: Answer) -> Response:
        """The answer in the form that is wanted, with its twins named."""
        form = formats.wanted(self.request, given.forms)
        headers = {**self.headers, "Link": self._links(given, form)}
        headers["Content-Location"] = pages.twin(self.request, form)
        if given.counts is not None:
            headers["Golden-Thread-Gaps"] = ", ".join(f"{status}={n}" for status, n in given.counts.items())
        if form == "html":
            headers |= pages.spoken(self.request, headers)
        return formats.respond(self._content(given, form), form, headers, given.status)

    def _links(self, given: Answer, form: str) -> str:
        links = pages.alternates(self.request, [other for other in given.forms if other != form])
        return f'{links}, <{given.next}>; rel="next"' if given.next else links

    def _content(self, given: Answer, form: str) -> bytes:
        if form == "json":
            return formats.write_json(given.data)
        if form == "csv" and given.rows:
            return formats.write_csv(*given.rows())
        if form in {"ttl", "jsonld"}:
            triples = given.triples() if given.triples else said_of(self.store, given.about)
            return write(triples, form, prefixes={**PREFIXES, "": self.base})
        return self._page(given).encode()

    def _named_in(self) -> list[str]:
        """The languages that datasets say their names are in, and no page is in."""
        told = (quad.object for quad in self.store.quads(None, NamedNode(terms.DCTERMS_language)))
        tags = {text_of(one) for one in told if isinstance(one, Literal) and languages.TAG.fullmatch(one.value)}
        return languages.sorted_by_name(tags - set(self.request.app.state.languages))

    def _page(self, given: Answer) -> str:
        shown = set(fiction.named(given.data))
        twins = {other: pages.twin(self.request, other) for other in given.forms if other != "html"}
        return pages.render(
            self.request,
            given.template,
            here=self.here,
            answer={"release": self.release.number, "as_of": self.release.as_of, "pins": self.pins, "twins": twins},
            fictional=sorted({title for name, title in fiction.fictional(self.store) if name in shown}),
            data=given.data,
            namings=pages.tongues(self.request, self._named_in()),
            **given.page,
        )


def said_of(store: Store, iris: Iterable[str]) -> Iterator[Triple]:
    """Every statement with one of `iris` as its subject, each once, in a stable order."""
    for iri in sorted(set(iris)):
        quads = {Triple(quad.subject, quad.predicate, quad.object) for quad in store.quads(NamedNode(iri))}
        yield from sorted(quads, key=str)


def _opened(request: Request, number: int | None, day: date | None) -> Release:
    """The release as of a day. Today's is there; another may have to be made, which is waited for a short time."""
    releases: Releases = request.app.state.releases
    if number is None and day is None:
        return releases.release()
    makers: Executor = request.app.state.makers
    try:
        return makers.submit(releases.release, number, day).result(timeout=PATIENCE)
    except TimeoutError as error:
        raise Making from error


def asked(request: Request, release: ReleaseNumber = None, as_of: Day = None, lang: Lang = None) -> Asked:
    """What the request asks. Raises NotFound for a release that is not there, Unchanged where nothing is new."""
    opened = _opened(request, release, as_of)
    pins = {"release": release, "as_of": as_of}
    headers = {
        "ETag": formats.etag(
            __version__, opened.number, opened.facts.time, opened.facts.rules, opened.as_of, request.url,
            getattr(request.state, "form", ""),
            request.headers.get("accept", ""), *languages.wanted(request),
        ),
        "Vary": formats.VARY,
        "Cache-Control": "no-cache",
        "Content-Language": "en",
        "Golden-Thread-Release": str(opened.number),
        "Golden-Thread-As-Of": opened.as_of.isoformat(),
    }  # fmt: skip
    if formats.unchanged(request, headers["ETag"]):
        raise Unchanged(headers)
    kept = {name: str(value) for name, value in pins.items() if value is not None}
    return Asked(request, opened, kept, headers, lang)


def not_modified(_: Request, error: Exception) -> Response:
    """304 with the headers the full answer would have had."""
    return Response(status_code=304, headers=dict(error.headers) if isinstance(error, Unchanged) else None)


def accepted(request: Request, _: Exception) -> Response:
    """202: what is being made, and when to ask again."""
    headers = {"Retry-After": str(AGAIN), "Cache-Control": "no-store", "Vary": formats.VARY}
    said = {"status": "being made", "retry_after": AGAIN}
    form = formats.wanted(request, TABLE)
    if form != "html":
        return formats.respond(formats.write_json(said), "json", headers, 202)
    return pages.respond(request, "making.html", headers, 202, again=AGAIN)


Reads = Annotated[Asked, Depends(asked)]
