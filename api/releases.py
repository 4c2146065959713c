"""Releases: every state of the data that can still be read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from goldenthread import citing
from goldenthread.api.asked import Answer, Reads
from goldenthread.errors import NotFound
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


@router.get("/releases/{number:int}", summary="One release, and how to cite it")
def release(asked: Reads, number: Annotated[int, Path(ge=1, description="the number of a release")]) -> Response:
    """What it is made of with checksums, the address at which it stays, and its citation in three forms."""
    every: tuple[Facts, ...] = asked.request.app.state.releases.list()
    found = next((facts for facts in every if facts.number == number), None)
    if found is None:
        raise NotFound("No release of that number can be read; /releases lists those that can.")
    address = f"{str(asked.request.base_url).rstrip('/')}/releases/{number}"
    names = {number: name for name, number in asked.request.app.state.releases.names().items()}
    data = {
        **asked.stamp, **_json(found, names.get(number)), "address": address, "sha256": citing.checksum(found),
        "manifest": citing.manifest(found), "citation": citing.sentence(found, address),
        "bibtex": citing.bibtex(found, address), "cff": citing.cff(found, address),
    }  # fmt: skip
    held = sorted(found.datasets.items())
    rows = [(id, one.version, one.imported, one.file, one.nquads) for id, one in held]
    columns = ("dataset", "version", "imported", "file", "sha256 of statements")
    about = [f"{asked.base}release/{number}"]
    page = {"facts": found, "held": held}
    return asked.answer(Answer("release.html", data, page, about, rows=lambda: (columns, rows)))


def _json(facts: Facts, name: str | None) -> dict[str, Any]:
    return {
        "number": facts.number, "name": name, "time": facts.time, "agent": facts.agent, "what": facts.what,
        "restores": facts.restores, "datasets": {id: held.version for id, held in sorted(facts.datasets.items())},
    }  # fmt: skip


def _datasets(item: dict[str, Any]) -> str:
    return " | ".join(f"{id} v{version}" for id, version in item["datasets"].items())
