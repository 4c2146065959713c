"""The vocabulary: a page a term, the whole as Turtle, the context for JSON-LD."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from goldenthread import __version__, terms, vocabulary
from goldenthread.api import asked as asking
from goldenthread.api import formats, pages
from goldenthread.api.words import _
from goldenthread.errors import NotFound
from goldenthread.store.rdf import Triple, text_of, write
from goldenthread.vocabulary import VocabularyTerm

router = APIRouter(tags=["vocabulary"])
SAID: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {formats.FORMS[form]: {} for form in asking.ALL}}}
KINDS: Final = {"class": _("Kinds of things"), "property": _("What is said of them"), "individual": _("Fixed values")}


@router.get("/ns", summary="The vocabulary", responses=SAID)
def vocabulary_page(request: Request) -> Response:
    """Every class and property, with what it means."""
    every = request.app.state.vocabulary
    form = formats.wanted(request, asking.ALL)
    if form == "html":
        page = pages.render(request, "vocabulary.html", terms=every.values(), kinds=KINDS)
        return answer(request, page.encode(), form, asking.ALL)
    if form == "json":
        return answer(
            request, formats.write_json({"terms": [asdict(term) for term in every.values()]}), form, asking.ALL
        )
    triples = vocabulary.triples()
    content = vocabulary.turtle() if form == "ttl" else write(triples, form, prefixes=dict(vocabulary.PREFIXES))
    return answer(request, content, form, asking.ALL)


@router.get("/ns/{name}", summary="One term of the vocabulary", responses=SAID)
def term_page(
    request: Request, name: Annotated[str, Path(description="the local name, for example PolicyGoal")]
) -> Response:
    """What a term means, what it is a kind of, and what it joins."""
    every: dict[str, VocabularyTerm] = request.app.state.vocabulary
    if name not in every:
        raise NotFound("The vocabulary has no term of that name; /ns lists all.")
    form = formats.wanted(request, asking.ALL)
    term = every[name]
    if form == "html":
        page = pages.render(request, "term.html", term=term, under=_under(every, term), GT=terms.GT)
        return answer(request, page.encode(), form, asking.ALL)
    if form == "json":
        return answer(request, formats.write_json(asdict(term)), form, asking.ALL)
    triples: list[Triple] = [one for one in vocabulary.triples() if text_of(one.subject) == term.iri]
    return answer(request, write(triples, form, prefixes=dict(vocabulary.PREFIXES)), form, asking.ALL)


def _under(every: dict[str, VocabularyTerm], term: VocabularyTerm) -> list[VocabularyTerm]:
    return [other for other in every.values() if term.iri in other.above]


@router.get(
    "/context.jsonld", summary="The context for JSON-LD in our words",
    responses={200: {"content": {"application/ld+json": {}}}},
)  # fmt: skip
def context(request: Request) -> Response:
    """Every class and property by its name, with datatypes and languages."""
    content = formats.write_json(vocabulary.context())
    return answer(request, content, "jsonld", ("jsonld",))


def answer(request: Request, content: bytes, form: str, offered: tuple[str, ...]) -> Response:
    """An answer that depends on the version of the service alone."""
    headers = {
        "ETag": formats.etag(__version__, content),
        "Vary": formats.VARY,
        "Cache-Control": "no-cache",
        "Link": pages.alternates(request, [other for other in offered if other != form]),
    }
    if form == "html":
        headers |= pages.spoken(request, headers)
    if formats.unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return formats.respond(content, form, headers)
