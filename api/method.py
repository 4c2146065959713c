"""The page on method: what measures mean, which choices are ours, what cannot be concluded. Home of markdown_it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt

from goldenthread import files
from goldenthread.api import pages
from goldenthread.api.vocabulary import answer

router = APIRouter(tags=["compare"])


@dataclass(frozen=True)
class Written:
    """A text of ours as HTML, its title, and its parts by the names an address may lead to."""

    title: str
    parts: tuple[tuple[str, str], ...]
    html: str


@router.get("/method", summary="How everything is counted", include_in_schema=False)
def method(request: Request) -> Response:
    """Every measure, weight, reading and limit, in words."""
    page = pages.render(request, "method.html", text=written(files.text("api", "templates", "method.md")))
    return answer(request, page.encode(), "html", ("html",))


def written(text: str) -> Written:
    """Markdown of ours as HTML; each heading can be led to by its words."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    title, _, body = text.partition("\n")
    tokens = reader.parse(body)
    parts = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[place + 1].content
            name = re.sub(r"\W+", "-", words.lower()).strip("-")
            token.attrSet("id", name)
            parts.append((name, words))
    return Written(title.removeprefix("# "), tuple(parts), reader.renderer.render(tokens, reader.options, {}))
