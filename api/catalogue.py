"""The catalogue: what each release holds, under which licence, how to cite it, and every download with its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from goldenthread import dcat, rights, sources, terms
from goldenthread.api import formats, pages
from goldenthread.api.asked import PREFIXES, Answer, Asked, Reads
from goldenthread.api.datasets import Id, dataset_of, datasets
from goldenthread.dcat import Download, Holding, Place
from goldenthread.loaders import Context
from goldenthread.loaders.exports import FORMS
from goldenthread.store.rdf import NamedNode, text_of, write

router = APIRouter(tags=["datasets"])
HELD: Final = 500  # downloads whose checksums are remembered
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv.zip": "application/zip",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
    "tsv": "text/tab-separated-values",
}
WORDS: Final = {
    "dcat": terms.DCAT, "foaf": terms.FOAF, "spdx": terms.SPDX, "void": terms.VOID,
}  # fmt: skip


def place_of(asked: Asked) -> Place:
    """Where this release is answered."""
    return Place(str(asked.request.base_url).rstrip("/"), asked.base, asked.release.facts)


def _type(form: str) -> str:
    """The type of a form that has not been written yet, by the ending of its file."""
    return TYPES.get(form) or TYPES[form.rsplit(".", 1)[-1]]


def holdings(asked: Asked) -> tuple[Holding, ...]:
    """Every dataset of the release, as the catalogue has it."""
    return tuple(_holding(asked, one.id) for one in datasets(asked))


def _holding(asked: Asked, id: str) -> Holding:
    one = dataset_of(asked, id)
    graph = sources.graph_of(id, asked.base)
    tags = asked.store.quads(graph, NamedNode(terms.DCTERMS_language), graph=graph)
    first = asked.request.app.state.releases.versions(id)[0]
    return Holding(
        id, graph.value, one.thing.label or id, one.version, first.imported, one.publisher, one.license,
        one.country.iri if one.country else None, tuple(sorted(text_of(tag.object) for tag in tags)),
        sum(1 for _ in asked.store.quads(graph=graph)),
        tuple(Download(form, told.title, _type(form)) for form, told in FORMS.items()),
    )  # fmt: skip


def _json(holding: Holding, place: Place) -> dict[str, Any]:
    return {
        "id": holding.id, "iri": holding.iri, "title": holding.title, "publisher": holding.publisher,
        "license": holding.license, "version": holding.version.version, "issued": holding.issued,
        "modified": holding.version.imported, "triples": holding.triples, "address": place.page(holding),
        "citation": dcat.cited(holding, place),
        "downloads": [
            {name: value for name, value in asdict(one).items() if value is not None}
            | {"address": place.download(holding, one.form)} for one in holding.downloads
        ],
    }  # fmt: skip


@router.get("/catalogue", summary="The catalogue as DCAT and VoID")
def catalogue(asked: Reads) -> Response:
    """Every dataset of the release with licence, version, downloads and citation."""
    held, place = holdings(asked), place_of(asked)
    items = [_json(holding, place) for holding in held]
    data = {**asked.stamp, "citation": dcat.cited_whole(place, len(held)), "total": len(items), "items": items,
            "next": None}  # fmt: skip
    columns = ("id", "title", "publisher", "license", "version", "modified", "triples", "address", "citation")
    return asked.answer(
        Answer(
            "catalogue.html", data, {"held": items}, triples=partial(dcat.catalogue, held, place),
            rows=lambda: (columns, ([item[name] for name in columns] for item in items)),
        )
    )  # fmt: skip


@router.get("/.well-known/void", summary="VoID: the datasets and where they are")
def void(asked: Reads) -> Response:
    """The catalogue in RDF alone, at the address where programs look for it."""
    form = formats.wanted(asked.request, ("ttl", "jsonld"))
    triples = dcat.catalogue(holdings(asked), place_of(asked))
    links = pages.alternates(asked.request, [other for other in ("ttl", "jsonld") if other != form])
    content = write(triples, form, prefixes={**PREFIXES, **WORDS, "": asked.base})
    return formats.respond(content, form, {**asked.headers, "Link": links})


@router.get("/datasets/{id}/downloads", summary="Every form of a dataset, with size and checksum")
def downloads(asked: Reads, id: Id) -> Response:
    """Each form a dataset can be taken away in: its size, SHA-256 and address in this release."""
    place = place_of(asked)
    holding = _holding(asked, id)
    holding = replace(holding, downloads=tuple(_weighed(asked, holding)))
    data = {**asked.stamp, **_json(holding, place)}
    columns = ("form", "title", "media_type", "bytes", "sha256", "address")
    return asked.answer(
        Answer(
            "downloads.html", data, {"held": data}, triples=partial(dcat.dataset, holding, place),
            rows=lambda: (columns, ([item[name] for name in columns] for item in data["downloads"])),
        )
    )  # fmt: skip


def _weighed(asked: Asked, holding: Holding) -> Iterable[Download]:
    """Each download with size and hash of what is sent, worked out once for a release."""
    held: dict[tuple[int, str, str], Download] = asked.request.app.state.downloads
    triples = sources.triples_of(asked.store, holding.id, asked.base)
    for one in holding.downloads:
        key = (asked.release.number, holding.id, one.form)
        if key not in held:
            settings = asked.request.app.state.settings
            name = f"{holding.id}-v{holding.version.version}-release-{asked.release.number}.{one.form}"
            graph = sources.graph_of(holding.id, asked.base).value
            context = Context(asked.base, holding.id, name, settings, moment=holding.version.imported, graph=graph)
            made = rights.written(FORMS[one.form].write, triples, context)
            digest = hashlib.sha256(made.content).hexdigest()
            held[key] = replace(one, media_type=made.media_type, bytes=len(made.content), sha256=digest)
            for old in list(held)[:-HELD]:
                held.pop(old, None)
        yield held.get(key, one)


@router.get("/citation", summary="How to cite a release", response_class=PlainTextResponse)
def citation(asked: Reads) -> Response:
    """One line of text."""
    return _text(asked, dcat.cited_whole(place_of(asked), len(asked.release.facts.datasets)))


@router.get("/datasets/{id}/citation", summary="How to cite a dataset", response_class=PlainTextResponse)
def citation_of(asked: Reads, id: Id) -> Response:
    """One line of text, with the address at which this version stays."""
    return _text(asked, dcat.cited(_holding(asked, id), place_of(asked)))


def _text(asked: Asked, text: str) -> Response:
    return Response(f"{text}\n", headers=dict(asked.headers), media_type="text/plain")
