"""The page on method: what measures mean, which choices are ours, what cannot be concluded. Home of markdown_it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt

from goldenthread import files
from goldenthread.api import formats, pages
from goldenthread.api.vocabulary import answer

router = APIRouter(tags=["compare"])
FORMS: Final = ("html", "json")


@dataclass(frozen=True)
class Written:
    """A text of ours as HTML, its title, and its parts by the names an address may lead to."""

    title: str
    parts: tuple[tuple[str, str], ...]
    html: str


@router.get(
    "/method", summary="How everything is counted", responses={200: {"content": {formats.FORMS[f]: {} for f in FORMS}}}
)
def method(request: Request) -> Response:
    """Every measure, weight, reading and limit, in words."""
    text = files.text("api", "templates", "method.md")
    form = formats.wanted(request, FORMS)
    found = written(text)
    if form == "json":
        parts = [{"name": name, "title": title} for name, title in found.parts]
        return answer(
            request, formats.write_json({"title": found.title, "parts": parts, "markdown": text}), form, FORMS
        )
    return answer(request, pages.render(request, "method.html", text=found).encode(), form, FORMS)


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
