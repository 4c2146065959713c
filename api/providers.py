"""The page of a provider: what it teaches of what its country requires, with which trainers; what nobody teaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from goldenthread import providers
from goldenthread.api.asked import Answer, Reads, Rows
from goldenthread.api.countries import Iso, country_of
from goldenthread.api.words import _
from goldenthread.errors import NotFound
from goldenthread.providers import ORDER, Asked, Taught

router = APIRouter(tags=["countries"])
HEADS = {
    "here": _("Taught here"),
    "elsewhere": _("Taught by others"),
    "nobody": _("Taught by nobody"),
    "unknown": _("Not known"),
}


@router.get("/country/{iso}/provider/{code}", summary="What a provider teaches of what its country requires")
def provider(
    asked: Reads, iso: Iso, code: Annotated[str, Path(description="the provider's code, for example COLL-N")]
) -> Response:
    """Each requirement of the country with the modules of the provider that teach it, their level, the level of the
    trainers, and whether others or nobody teaches it."""
    country = country_of(asked.store, iso)
    listed = providers.providers(asked.store, country.iri, asked.languages)
    found = next((one for one in listed if (one.code or "").casefold() == code.casefold()), None)
    if found is None:
        raise NotFound("The country has no provider of that code; its page lists those it has.")
    held = providers.provision(asked.store, found.iri, country.iri, asked.languages)
    counts = {standing: sum(one.standing == standing for one in held.required) for standing in ORDER}
    data = {**asked.stamp, "country": country.iri, "provider": asdict(found), "counts": counts, **asdict(held)}
    groups = [(standing, [one for one in held.required if one.standing == standing]) for standing in ORDER]
    page = {
        "country": country, "provider": found, "held": held, "counts": counts, "others": listed, "heads": HEADS,
        "groups": [(standing, ones) for standing, ones in groups if ones],
    }  # fmt: skip
    return asked.answer(Answer("provider.html", data, page, [found.iri], rows=lambda: _rows(held.required)))


def _rows(required: Iterable[Asked]) -> Rows:
    columns = (
        "competency", "competency name", "level", "group", "standing", "answer", "modules here", "taught at",
        "trainers at", "modules elsewhere", "requirement",
    )  # fmt: skip
    return columns, _cells(required)


def _cells(required: Iterable[Asked]) -> Iterator[tuple[object, ...]]:
    for one in required:
        levels, trained = _levels(one.here)
        yield (
            one.competency.code, one.competency.label, one.level and one.level.name, one.group and one.group.name,
            one.standing, one.answer, " | ".join(held.module.name for held in one.here), levels, trained,
            " | ".join(module.name for module in one.elsewhere), one.requirement.iri,
        )  # fmt: skip


def _levels(here: Iterable[Taught]) -> tuple[str, str]:
    taught = (held.level.name if held.level else "not said" for held in here)
    trained = (each.level.name for held in here for each in held.trainers if each.level)
    return " | ".join(taught), " | ".join(sorted(set(trained)))
