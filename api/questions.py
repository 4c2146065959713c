"""Every shipped question as an address: its documentation, its parameters, its answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from goldenthread import questions as asking
from goldenthread.api.asked import Answer, Asked, Reads, Rows
from goldenthread.errors import NotFound
from goldenthread.questions import Question
from goldenthread.store import Table
from goldenthread.store.rdf import Literal, NamedNode, Term, text_of
from goldenthread.things import Thing, things_of, value_of

router = APIRouter(tags=["questions"])
EXAMPLES = {"date": "2026-11-03", "integer": "50", "boolean": "true", "string": "digital"}


def every() -> tuple[Question, ...]:
    """The questions that are answered to anybody."""
    return tuple(question for question in asking.every() if question.public)


@router.get("/questions", summary="The questions that can be asked")
def listed(asked: Reads) -> Response:
    """Every question with its parameters and columns."""
    found = every()
    data = {**asked.stamp, "total": len(found), "items": [_json(question) for question in found], "next": None}
    rows = [(question.name, question.summary, question.description) for question in found]
    return asked.answer(
        Answer("questions.html", data, {"questions": found}, rows=lambda: (("name", "summary", "description"), rows))
    )


def _json(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "parameters": [vars(parameter) for parameter in question.parameters],
        "columns": dict(question.columns),
    }


@router.get("/questions/{name}", summary="The answer to a question", include_in_schema=False)
def question(asked: Reads, name: Annotated[str, Path(description="the name of a question")]) -> Response:
    """The rows of the answer; without its parameters, the page that asks for them."""
    found = next((one for one in every() if one.name == name), None)
    if found is None:
        raise NotFound("There is no question of that name; /questions lists all.")
    given = asked.request.query_params
    missing = [p for p in found.parameters if p.default is None and not given.get(p.name)]
    table: Table | None = None
    if not missing:
        values = {p.name: value_of(asked.store, p, given[p.name], asked.base) for p in found.parameters
                  if given.get(p.name)}  # fmt: skip
        table = asked.store.select(found.query(values))
    elif any(given.get(p.name) for p in found.parameters) or not _browsing(asked):
        found.query({p.name: Literal("") for p in found.parameters if p not in missing})  # names what is missing
    return asked.answer(_answer(asked, found, table))


def _browsing(asked: Asked) -> bool:
    """Whether a page is asked for by its name: a program that takes anything is rather told what is missing."""
    return "text/html" in asked.request.headers.get("accept", "") or getattr(asked.request.state, "form", "") == "html"


def _answer(asked: Asked, found: Question, table: Table | None) -> Answer:
    rows = table.rows if table else ()
    columns = table.columns if table else tuple(found.columns)
    named = {term.value for row in rows[: asked.limit(None)] for term in row if isinstance(term, NamedNode)}
    things = things_of(asked.store, named, asked.languages)
    data = {
        **asked.stamp,
        "question": found.name,
        "columns": list(columns),
        "rows": [_plain(columns, row) for row in rows],
        "things": [asdict(things[iri]) for iri in sorted(things)],
    }
    page = {
        "question": found, "given": dict(asked.request.query_params), "columns": columns,
        "asked_for": table is not None,
        "rows": [[_shown(term, things) for term in row] for row in rows[: asked.limit(None)]], "total": len(rows),
        "examples": EXAMPLES,
    }  # fmt: skip
    return Answer("question.html", data, page, about=named, rows=lambda: _table(columns, rows, things))


def _plain(columns: tuple[str, ...], row: tuple[Term | None, ...]) -> dict[str, str | None]:
    return {column: None if term is None else text_of(term) for column, term in zip(columns, row, strict=True)}


def _shown(term: Term | None, things: dict[str, Thing]) -> Thing | Literal | None:
    if isinstance(term, NamedNode):
        return things.get(term.value) or Thing(term.value)
    return term if isinstance(term, Literal) else None


def _table(columns: tuple[str, ...], rows: tuple[tuple[Term | None, ...], ...], things: dict[str, Thing]) -> Rows:
    """Each column, and beside one that holds things what they are called."""
    places = [any(isinstance(row[i], NamedNode) for row in rows) for i in range(len(columns))]
    head = [
        name for i, column in enumerate(columns) for name in ((column, f"{column} name") if places[i] else (column,))
    ]

    def cells(row: tuple[Term | None, ...]) -> list[str]:
        found = []
        for i, term in enumerate(row):
            found.append(text_of(term))
            if places[i]:
                found.append(things[text_of(term)].name if text_of(term) in things else "")
        return found

    return head, (cells(row) for row in rows)
