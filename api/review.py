"""Review: what waits for a decision, a form to decide with, and each decision a publish with its maker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request, Response

from goldenthread import gaps, gaptypes, review, sources
from goldenthread.access import Token
from goldenthread.api import pages, sparql, writing
from goldenthread.api.asked import Answer, Asked, Limit, Reads, Rows
from goldenthread.api.datasets import Dataset, dataset_of, datasets
from goldenthread.api.sparql import FORM
from goldenthread.api.writing import SECURITY
from goldenthread.decisions import SIDE, VERDICTS, parsed
from goldenthread.errors import BadParameter, Forbidden
from goldenthread.gaps import Gap
from goldenthread.review import Waiting
from goldenthread.store.rdf import NamedNode

router = APIRouter(tags=["writing"])
BODY: Final = 1_000_000  # bytes of decisions taken in at once
JSON: Final = "application/json"
COLUMNS: Final = (
    "why", "claim", "subject", "subject name", "predicate", "object", "object name", "level", "document", "locator",
    "asserter", "date", "verification", "confidence",
)  # fmt: skip


@router.get("/review", summary="What waits for a reviewer")
def listed(
    asked: Reads,
    *,
    dataset: Annotated[str | None, Query(description="the dataset to decide on", max_length=100)] = None,
    gap: Annotated[str | None, Query(description="the IRI of a gap: what bears on it alone", max_length=500)] = None,
    limit: Limit = None,
) -> Response:
    """Candidate and suspect claims, links to declare complete, gaps to waive and what was decided, of a dataset."""
    about = gaps.gaps_of(asked.store, [gap], asked.languages)[0] if gap else None
    home = _home(asked, about) if about and dataset is None else dataset
    if home is None:
        return _overview(asked)
    one = dataset_of(asked, home)
    found = review.waiting(asked.store, _both(one), asked.languages)
    if about:
        near = _near(asked, about)
        found = tuple(claim for claim in found if near & _ends(claim))
    shown = found[: asked.limit(limit)]
    links = review.undeclared(asked.store, one.thing.iri)
    if about:
        resting = gaptypes.gap_type(about.type).rests_on
        links = tuple(link for link in links if link.link in resting and about.status == "unknown")
    standing = review.decided(asked.store, one.thing.iri + SIDE, asked.languages)
    data = {
        **asked.stamp, "dataset": home, "gap": asdict(about) if about else None, "total": len(found),
        "claims": [asdict(claim) for claim in shown], "completeness": [asdict(link) for link in links],
        "decided": [asdict(decision) for decision in standing],
    }  # fmt: skip
    page = {
        "one": one, "gap": about, "claims": shown, "total": len(found), "links": links, "standing": standing,
        "scopes": review.scopes(asked.store, one.thing.iri, asked.languages), "verdicts": VERDICTS,
    }  # fmt: skip
    return asked.answer(Answer("review.html", data, page, [c.claim.iri for c in shown], rows=lambda: _rows(shown)))


def _overview(asked: Asked) -> Response:
    """How much waits in each dataset."""
    counts = []
    for one in _open(datasets(asked)):
        waiting = review.waiting(asked.store, _both(one), asked.languages)
        kinds = {why: sum(claim.why == why for claim in waiting) for why in ("candidate", "suspect")}
        links = review.undeclared(asked.store, one.thing.iri)
        decided = review.decided(asked.store, one.thing.iri + SIDE, asked.languages)
        counts.append((one, kinds["candidate"], kinds["suspect"], len(links), len(decided)))
    names = ("candidates", "suspects", "undeclared", "decided")
    items = [{"dataset": one.id, **dict(zip(names, rest, strict=True))} for one, *rest in counts]
    data = {**asked.stamp, "total": len(items), "items": items, "next": None}
    columns = ("dataset", *names)
    return asked.answer(
        Answer(
            "reviews.html", data, {"counts": counts}, [one.thing.iri for one, *_ in counts],
            rows=lambda: (columns, ([item[name] for name in columns] for item in items)),
        )
    )  # fmt: skip


def _open(every: Iterable[Dataset]) -> Iterable[Dataset]:
    return (one for one in every if not one.id.endswith(SIDE))


def _both(one: Dataset) -> tuple[str, str]:
    """A dataset and the one beside it: what is proposed stands among the decisions."""
    return one.thing.iri, one.thing.iri + SIDE


def _home(asked: Asked, gap: Gap) -> str | None:
    """The dataset in which a gap can be decided on: that of its focus, or of its country where the gap is about it."""
    every = list(_open(datasets(asked)))
    if gap.object and gap.object.iri == f"{asked.base}country/{gap.country}":
        return next((one.id for one in every if one.country and one.country.iri == gap.object.iri), None)
    return next((one.id for one in every if one.thing.iri == gap.focus.dataset), None)


def _near(asked: Asked, gap: Gap) -> set[str]:
    """The gap's own nodes and what those name: a claim that bears on it has one of them as an end."""
    own = {gap.focus.iri, *([gap.object.iri] if gap.object else [])}
    named = {
        quad.object.value
        for iri in own
        for quad in asked.store.quads(NamedNode(iri))
        if isinstance(quad.object, NamedNode)
    }
    return own | named


def _ends(claim: Waiting) -> set[str]:
    return {claim.claim.iri, claim.subject.iri, *([claim.object.iri] if claim.object else [])}


def _rows(shown: Iterable[Waiting]) -> Rows:
    def name(thing: Any) -> tuple[str, str]:  # a Thing or None
        return (thing.iri, thing.name) if thing else ("", "")

    return COLUMNS, (
        (
            one.why, one.claim.iri, *name(one.subject), one.predicate, *name(one.object), name(one.level)[1],
            name(one.document)[1], one.locator, one.asserter, one.date, one.verification, one.confidence,
        )
        for one in shown
    )  # fmt: skip


@router.post(
    "/review",
    summary="Decide",
    openapi_extra={
        **SECURITY,
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"type": "object"}}, FORM: {"schema": {"type": "object"}}},
        },
    },
)
async def decide(request: Request) -> Response:
    """Accepts or rejects claims, declares links complete, waives gaps or takes decisions back, all in one publish.
    A program sends JSON with its token in the header; the page's form has the token in a field, so that nothing a
    browser sends by itself can decide anything."""
    media = sparql.sent_as(request, JSON, FORM)
    if media == FORM:
        writing.ours(request)
    header = writing.bearer(request)
    token = writing.editor(request) if media == JSON or header else None
    body = await sparql.bounded(request, BODY)
    said, secret = _read(body, media)
    token = token or writing.tokens(request).holder(secret, "editor")
    return await _decide(request, token, said, page=media == FORM)


async def _decide(request: Request, token: Token, said: dict[str, Any], *, page: bool) -> Response:
    dataset = said.get("dataset")
    if not isinstance(dataset, str) or not sources.is_dataset(dataset) or dataset.endswith(SIDE):
        raise BadParameter("dataset must be the id of a dataset")
    if not token.reaches(dataset):
        raise Forbidden(token.bounds)
    dry = bool(said.get("dry_run"))
    parsed(said)
    async with writing.text(json.dumps(said).encode()) as content:
        given = {"dataset": dataset, "dry_run": dry}
        told = (await writing.done(request, "decide", content, given, token=token, only=[dataset + SIDE]))[0]
    if not page or "text/html" not in request.headers.get("accept", ""):
        return writing.told(told, 200 if dry or not told["changed"] else 201)
    return pages.respond(request, "decided.html", {"Cache-Control": "no-store"}, account=told, dataset=dataset)


def _read(body: bytes, media: str) -> tuple[dict[str, Any], str]:
    """The decisions, and the token of a form. Raises BadParameter."""
    try:
        if media == JSON:
            said = json.loads(body)
            if not isinstance(said, dict):
                raise BadParameter("the decisions must be a JSON object")
            return said, ""
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=5000)
        return _form(fields), next((value.strip() for name, value in fields if name == "token"), "")
    except (ValueError, RecursionError) as error:
        raise BadParameter("the body is not as it should be") from error


def _form(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What the page's form says, in the shape of the JSON. A field `verdict IRI` is about the claim of that IRI."""
    one = {name: value.strip() for name, value in fields}
    claims = [name.removeprefix("verdict ") for name, value in one.items() if name.startswith("verdict ") and value]
    said: dict[str, Any] = {
        "dataset": one.get("dataset"), "person": one.get("person"), "dry_run": one.get("do") == "try",
        "verdicts": [
            {"claim": claim, "status": one[f"verdict {claim}"], "note": one.get(f"note {claim}", "")}
            for claim in claims
        ],
        "withdrawn": [value for name, value in fields if name == "withdraw"],
    }  # fmt: skip
    if one.get("link"):
        names = ("link", "scope", "as_of", "source", "locator")
        said["declarations"] = [{name: one.get(name, "") for name in names}]
    if one.get("reason") or one.get("until"):
        said["waivers"] = [{name: one.get(name, "") for name in ("gap", "until", "reason")}]
    return said
