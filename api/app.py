"""The application: the doors put together over one data directory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from goldenthread import __version__, vocabulary
from goldenthread.access import Tokens
from goldenthread.api import (
    asked,
    assets,
    case,
    catalogue,
    check,
    comparison,
    countries,
    counts,
    coverage,
    datasets,
    depth,
    elsewhere,
    endpoint,
    fairness,
    fields,
    gaps,
    glossary,
    goals,
    graphs,
    health,
    history,
    imports,
    languages,
    mappings,
    method,
    metrics,
    middleware,
    monitoring,
    pages,
    problems,
    proposals,
    providers,
    query,
    questions,
    reading,
    reconcile,
    records,
    reference,
    remedies,
    review,
    rules,
    search,
    things,
    traces,
    untold,
    update,
)
from goldenthread.api import releases as published
from goldenthread.api import vocabulary as words
from goldenthread.api.answers import Answers
from goldenthread.api.voice import Voice
from goldenthread.errors import GoldenThreadError, Unreachable
from goldenthread.oidc import Issuer
from goldenthread.releases import Releases
from goldenthread.scribes import Scribes
from goldenthread.settings import Settings
from goldenthread.store.workers import Workers

LOG = logging.getLogger(__name__)
RESTED = 60.0  # seconds before a server that was of no use is tried again
TENDED = 2.0  # seconds between two looks at the server beneath
MAKERS = 2  # views of other days made at once; more wait their turn
TITLE = "Golden Thread"
ABOUT = "Where the thread from a policy goal to a teacher's training holds, thins or breaks, and what is not known."


def create_app(releases: Releases, settings: Settings, identify: Callable[[], str] = lambda: str(uuid4())) -> FastAPI:
    """The application over `releases`; `identify` gives each problem its reference."""
    app = FastAPI(
        title=TITLE, version=__version__, description=ABOUT, openapi_url=None, docs_url=None, redoc_url=None,
        redirect_slashes=False, lifespan=_lifespan,
    )  # fmt: skip
    _furnish(app, releases, settings, identify)
    parts = (
        assets, health, countries, providers, untold, goals, gaps, counts, rules, traces, things, search, questions,
        datasets, published, words, endpoint, imports, check, update, graphs, review, query, coverage, comparison,
        mappings, proposals, method, monitoring, history, remedies, depth, catalogue, case, reconcile, reference,
        metrics, glossary, elsewhere,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router)
    app.include_router(case.refusals)
    app.state.routes = tuple(route for part in parts for route in part.router.routes)
    problems.install(app)
    app.add_exception_handler(asked.Unchanged, asked.not_modified)
    app.add_exception_handler(asked.Making, asked.accepted)
    # The last added is the first to see a request.
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(endpoint.Straight)
    app.add_middleware(middleware.Suffixed)
    if not settings.open_reading:
        app.add_middleware(reading.Closed)
    app.add_middleware(fairness.Fair, most=settings.client_requests)
    app.add_middleware(fields.Gathered)
    app.add_middleware(middleware.Secured)
    app.add_middleware(middleware.Head)
    app.add_middleware(CORSMiddleware, **middleware.READABLE)
    app.add_middleware(records.Recorded, metrics=app.state.metrics, identify=identify, routes=app.state.routes)
    return app


def _furnish(app: FastAPI, releases: Releases, settings: Settings, identify: Callable[[], str]) -> None:
    """What the parts of the application find in its state."""
    held = assets.load()
    app.state.releases = releases
    app.state.settings = settings
    app.state.identify = identify
    app.state.workers = Workers(settings)
    app.state.answers = Answers(settings.answer_bytes)
    app.state.makers = ThreadPoolExecutor(MAKERS, "views")
    app.state.scribes = Scribes(releases.settings.alone())
    app.state.metrics = metrics.Metrics(releases)
    others = Issuer(settings, releases.clock).token if settings.oidc_issuer else None
    app.state.tokens = Tokens(releases.settings.data, releases.clock, others)
    app.state.assets = held
    app.state.libraries = {}
    app.state.indexes = {}
    app.state.downloads = {}
    app.state.vocabulary = {term.name: term for term in vocabulary.terms_of(vocabulary.ontology() | vocabulary.rules())}
    labels = {term.iri: term.label for term in app.state.vocabulary.values()}
    versions = {name: asset.version for name, asset in held.items()}
    app.state.languages = languages.offered(settings.pseudo_languages)
    app.state.pages = {
        tag: pages.environment(versions, Voice(language, labels)) for tag, language in app.state.languages.items()
    }


async def _tend(app: FastAPI) -> None:
    """Brings what is published to the server beneath, again and again: it may have been away, or have lost it."""
    while True:
        rest = TENDED
        try:
            await asyncio.to_thread(app.state.releases.tend)
        except GoldenThreadError as error:
            LOG.warning("the engine beneath could not be tended: %s", error)
            rest = TENDED if isinstance(error, Unreachable) else RESTED
        await asyncio.sleep(rest)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Settings]]:
    """Hands the limits to the server, and ends what the application started: the processes that run strangers'
    queries and do what is asked of us."""
    tending = asyncio.create_task(_tend(app)) if app.state.releases.settings.store else None
    yield {"limits": app.state.settings}
    if tending is not None:
        tending.cancel()
    await app.state.scribes.close()
    app.state.makers.shutdown(wait=False, cancel_futures=True)
    await app.state.workers.close()
