"""Releases: every state of the data that can still be read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from goldenthread.api.asked import Answer, Reads
from goldenthread.shelf import Facts

router = APIRouter(tags=["datasets"])


@router.get("/releases", summary="The releases that can be read")
def releases(asked: Reads) -> Response:
    """Every release, newest first, with what it came of and the versions it holds."""
    every: tuple[Facts, ...] = asked.request.app.state.releases.list()
    names = {number: name for name, number in asked.request.app.state.releases.names().items()}
    items = [_json(facts, names.get(facts.number)) for facts in every]
    data = {**asked.stamp, "total": len(items), "items": items, "next": None}
    columns = ("number", "name", "time", "agent", "what", "datasets")
    rows = ([*(item[name] for name in columns[:-1]), _datasets(item)] for item in items)
    return asked.answer(
        Answer(
            "releases.html", data, {"releases": every, "names": names},
            about=[f"{asked.base}release/{facts.number}" for facts in every], rows=lambda: (columns, rows),
        )
    )  # fmt: skip


def _json(facts: Facts, name: str | None) -> dict[str, Any]:
    return {
        "number": facts.number, "name": name, "time": facts.time, "agent": facts.agent, "what": facts.what,
        "restores": facts.restores, "datasets": {id: held.version for id, held in sorted(facts.datasets.items())},
    }  # fmt: skip


def _datasets(item: dict[str, Any]) -> str:
    return " | ".join(f"{id} v{version}" for id, version in item["datasets"].items())
