"""Datasets: what there is, where it came from, its versions, what changed, and the whole to take away."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from goldenthread import difference, parity, questions, rights, sources, terms
from goldenthread.api import writing
from goldenthread.api.asked import Answer, Asked, Reads
from goldenthread.catalogue import Version
from goldenthread.errors import NotFound, UnknownFormat
from goldenthread.loaders import Context
from goldenthread.loaders.exports import FORMS
from goldenthread.store.rdf import text_of
from goldenthread.things import Thing, things_of

router = APIRouter(tags=["datasets"])
Id = Annotated[str, Path(description="the id of a dataset, for example np")]


@dataclass(frozen=True)
class Dataset:
    """A dataset of the release and its current version."""

    id: str
    thing: Thing
    country: Thing | None
    publisher: str | None
    license: str | None
    fictional: bool
    version: Version


def datasets(asked: Asked) -> tuple[Dataset, ...]:
    """Every dataset of the release, by id."""
    return tuple(_dataset(asked, id, version) for id, version in sorted(asked.release.facts.datasets.items()))


def dataset_of(asked: Asked, id: str) -> Dataset:
    """One dataset. Raises NotFound."""
    version = asked.release.facts.datasets.get(id)
    if version is None:
        raise NotFound("This release has no dataset of that id; /datasets lists those it has.")
    return _dataset(asked, id, version)


def _dataset(asked: Asked, id: str, version: Version) -> Dataset:
    graph = sources.graph_of(id, asked.base)
    said: dict[str, str] = {}
    for quad in asked.store.quads(graph, graph=graph):
        said.setdefault(quad.predicate.value, text_of(quad.object))
    country = said.get(terms.country)
    called = things_of(asked.store, [graph.value, *([country] if country else [])], asked.languages)
    return Dataset(
        id, called[graph.value], called.get(country or ""), said.get(terms.DCTERMS_publisher),
        said.get(terms.DCTERMS_license), said.get(terms.fictional) == "true", version,
    )  # fmt: skip


def _json(one: Dataset) -> dict[str, Any]:
    return {
        "id": one.id, "iri": one.thing.iri, "title": one.thing.label, "dataset": one.thing.iri,
        "country": one.country.iri if one.country else None, "publisher": one.publisher, "license": one.license,
        "fictional": one.fictional, "version": one.version.version, "imported": one.version.imported,
        "file": one.version.file, "sha256": one.version.sha256,
    }  # fmt: skip


@router.get("/datasets", summary="The datasets of a release")
def listed(asked: Reads) -> Response:
    """Each dataset with its publisher, licence and current version."""
    every = datasets(asked)
    data = {**asked.stamp, "total": len(every), "items": [_json(one) for one in every], "next": None}
    columns = ("id", "title", "country", "publisher", "license", "fictional", "version", "imported", "file", "sha256")
    return asked.answer(
        Answer(
            "datasets.html", data, {"datasets": every}, about=[one.thing.iri for one in every],
            rows=lambda: (columns, ([_json(one)[name] for name in columns] for one in every)),
        )
    )  # fmt: skip


@router.get("/datasets/{id}", summary="One dataset")
def dataset(asked: Reads, id: Id) -> Response:
    """What a dataset holds, where it came from, its versions and downloads."""
    one = dataset_of(asked, id)
    table = questions.ask(asked.store, "dataset-counts", dataset=sources.graph_of(id, asked.base))
    counts = [(text_of(kind), int(text_of(number))) for kind, number in table.rows]
    versions = asked.request.app.state.releases.versions(id)
    languages = parity.parity(asked.store, sources.graph_of(id, asked.base))
    data = {
        **asked.stamp,
        **_json(one),
        "things": dict(counts),
        "languages": asdict(languages),
        "versions": [_version(version) for version in versions],
    }
    page = {"dataset": one, "counts": counts, "versions": versions, "exports": FORMS, "languages": languages}
    return asked.answer(Answer("dataset.html", data, page, about=[one.thing.iri]))


def _version(version: Version) -> dict[str, Any]:
    names = ("version", "release", "imported", "file", "sha256", "format", "agent", "not_kept")
    return {name: getattr(version, name) for name in names}


@router.get("/datasets/{id}/versions", summary="The versions of a dataset")
def versions(asked: Reads, id: Id) -> Response:
    """Every version it ever had, oldest first."""
    every = asked.request.app.state.releases.versions(id)
    rows = [_version(version) for version in every]
    data = {**asked.stamp, "dataset": id, "versions": rows}
    columns = tuple(rows[0])
    return asked.answer(
        Answer(
            "versions.html", data, {"id": id, "versions": every, "title": id},
            about=[f"{asked.base}{id}/version/{version.version}" for version in every],
            rows=lambda: (columns, ([row[name] for name in columns] for row in rows)),
        )
    )  # fmt: skip


@router.get("/datasets/{id}/diff", summary="What changed between two versions of a dataset")
def diff(
    asked: Reads,
    id: Id,
    older: Annotated[int | None, Query(alias="from", ge=1, description="a version; the one before unless said")] = None,
    newer: Annotated[int | None, Query(alias="to", ge=1, description="a version; the current one unless said")] = None,
) -> Response:
    """Every value that was added, removed or became another."""
    archive = asked.request.app.state.releases
    new = archive.version(id, newer)
    old = archive.version(id, max(1, new.version - 1) if older is None else older)
    change = difference.to_json(archive.difference(old, new))
    data = {**asked.stamp, "dataset": id, "from": old.version, "to": new.version, **change}
    columns = ("kind", "subject", "predicate", "before", "after")
    return asked.answer(
        Answer(
            "diff.html", data, {"id": id, "old": old, "new": new, "change": change},
            about=[f"{asked.base}{id}/version/{version.version}" for version in (old, new)],
            rows=lambda: (columns, ([item[name] for name in columns] for item in change["items"])),  # type: ignore[attr-defined]  # a list by its key
        )
    )  # fmt: skip


@router.get("/datasets/{id}/export.{form}", summary="A dataset to take away", responses={200: {"content": {"*/*": {}}}})
def export(
    asked: Reads,
    id: Id,
    form: Annotated[str, Path(description=f"one of {', '.join(FORMS)}")],
    *,
    losses: Annotated[bool, Query(description="only what is not in the file, as JSON")] = False,
    whole: Annotated[
        bool, Query(description="with texts that a licence withholds; needs a token for the dataset")
    ] = False,
    framework: Annotated[str, Query(description="of several, the one that a CASE package is of: IRI or UUID")] = "",
) -> Response:
    """The dataset as it stands in the release, in any form; the header Not-Kept counts what the form cannot say and
    what the licence of a framework withholds."""
    one = dataset_of(asked, id)
    if whole:
        writing.tokens(asked.request).check(writing.bearer(asked.request), "editor", id)
    if form not in FORMS:
        raise UnknownFormat(f"A dataset can be taken away as {', '.join(FORMS)}.")
    name = f"{id}-v{one.version.version}-release-{asked.release.number}.{form}"
    settings, graph = asked.request.app.state.settings, sources.graph_of(id, asked.base).value
    moment = one.version.imported
    context = Context(asked.base, id, name, settings, moment=moment, graph=graph, framework=framework)
    made = rights.written(FORMS[form].write, sources.triples_of(asked.store, id, asked.base), context, whole=whole)
    if losses:
        said = {**asked.stamp, "dataset": id, "form": form, "not_kept": [asdict(lost) for lost in made.not_kept]}
        return JSONResponse(said, headers=asked.headers)
    told = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Not-Kept": str(len(made.not_kept)),
        "Repr-Digest": f"sha-256=:{b64encode(sha256(made.content).digest()).decode()}:",
    }
    if whole:
        told["Cache-Control"] = "no-store"
    return Response(made.content, headers={**asked.headers, **told}, media_type=made.media_type)
