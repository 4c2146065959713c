"""What stands at an address, as files on their way in."""

from __future__ import annotations

from typing import Final

from goldenthread.edits import Source
from goldenthread.errors import BadParameter
from goldenthread.outside import case, sparql
from goldenthread.outside.client import Asked, Outside
from goldenthread.outside.wanted import KINDS, Wanted
from goldenthread.settings import Settings

FILES: Final = "text/turtle, application/ld+json, application/json, */*;q=0.5"


def fetched(wanted: Wanted, settings: Settings, dataset: str | None = None, form: str = "auto") -> list[Source]:
    """What stands at an address, as files on their way in; only a CASE server may give several. A source is named
    by its address without query. Raises BadParameter, HostRefused, RemoteFailed, TooLarge."""
    kind = _kind(wanted)
    with Outside(settings) as outside:
        if kind == "case":
            found = case.packages(outside, wanted.address, alone=dataset is not None)
            return [Source(one.content, one.address, dataset, "case" if form == "auto" else form) for one in found]
        if kind == "sparql":
            return [_statements(wanted, outside, dataset, form)]
        answer = outside.get(Asked(wanted.address, FILES))
        return [Source(answer.content, answer.address, dataset, form)]


def _kind(wanted: Wanted) -> str:
    if wanted.kind not in KINDS:
        raise BadParameter(f"what answers at an address is one of {', '.join(KINDS)}")
    if wanted.graph is not None or wanted.query is not None:
        if wanted.kind not in {"auto", "sparql"}:
            raise BadParameter("a graph or query goes with a SPARQL endpoint")
        return "sparql"
    if wanted.kind == "auto":
        return "case" if case.is_case(wanted.address) else "file"
    return wanted.kind


def _statements(wanted: Wanted, outside: Outside, dataset: str | None, form: str) -> Source:
    if (wanted.graph is None) == (wanted.query is None):
        raise BadParameter("of a SPARQL endpoint, say which graph is wanted or send a query that makes statements")
    if dataset is None:
        raise BadParameter("what comes from a SPARQL endpoint does not say which dataset it is; say it")
    if wanted.graph is not None:
        answer = sparql.graph(outside, wanted.address, wanted.graph)
    else:
        answer = sparql.made(outside, wanted.address, wanted.query or "")
    return Source(answer.content, answer.address, dataset, "rdf" if form == "auto" else form)
