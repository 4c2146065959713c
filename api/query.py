"""The query page: SPARQL for people. Runs as /sparql does, in a worker process, and shows the first rows."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from goldenthread.api import pages
from goldenthread.api import questions as listed
from goldenthread.api.asked import PREFIXES, Asked, Reads
from goldenthread.errors import BadQuery, Busy, Deadline
from goldenthread.settings import Settings
from goldenthread.shelf import STORE
from goldenthread.store import gate, workers

router = APIRouter()

SHOWN: Final = 200  # rows on the page; all of them are at /sparql
FORMS: Final = {"SELECT": "json", "ASK": "json", "CONSTRUCT": "ttl", "DESCRIBE": "ttl"}
FIRST: Final = ("threads", "A4", "R12")  # questions whose text is shown as examples


@router.get("/query", summary="The query page", include_in_schema=False)
async def query(
    asked: Reads, query: Annotated[str | None, Query(description="a SPARQL 1.1 query", max_length=100_000)] = None
) -> Response:
    """A form, examples, and the answer; a query that fails is given back with the reason."""
    asked.form(("html",))  # for programs there is /sparql
    found: dict[str, Any] = {"columns": (), "rows": (), "truth": None, "text": None, "more": False}
    problem = None
    if query and query.strip():
        try:
            found |= await _answer(asked, query)
        except (BadQuery, Busy, Deadline) as error:
            problem = error
    return pages.respond(
        asked.request,
        "query.html",
        asked.headers,
        400 if problem else 200,
        here=asked.here,
        given=query or "",
        problem=problem,
        prefixes=PREFIXES,
        examples=[question for question in listed.every() if question.name in FIRST],
        **found,
    )


async def _answer(asked: Asked, text: str) -> dict[str, Any]:
    settings: Settings = asked.request.app.state.settings
    passed = gate.check_query(text, settings)
    pool: workers.Workers = asked.request.app.state.workers
    request = workers.Request(
        asked.release.directory / STORE,
        text,
        FORMS[passed.form],
        union=not passed.names_graphs,
        prefixes=PREFIXES,
    )
    content = b"".join([chunk async for chunk in await pool.run(request)])
    if FORMS[passed.form] == "ttl":
        turtle = content.decode()
        return {"text": turtle[:100_000], "more": len(turtle) > 100_000}
    said = json.loads(content)
    if "boolean" in said:
        return {"truth": said["boolean"]}
    rows = said["results"]["bindings"]
    columns = said["head"]["vars"]
    return {"columns": columns, "rows": [[row.get(name) for name in columns] for row in rows[:SHOWN]],
            "more": len(rows) > SHOWN, "total": len(rows)}  # fmt: skip
