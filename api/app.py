"""The application: the doors put together over one data directory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from goldenthread import __version__, vocabulary
from goldenthread.api import (
    asked,
    assets,
    countries,
    comparison,
    coverage,
    datasets,
    gaps,
    goals,
    health,
    middleware,
    pages,
    problems,
    query,
    questions,
    reference,
    rules,
    search,
    sparql,
    things,
    traces,
    untold,
)
from goldenthread.api import releases as published
from goldenthread.api import vocabulary as words
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.workers import Workers

TITLE = "Golden Thread"
ABOUT = "Where the thread from a policy goal to a teacher's training holds, thins or breaks, and what is not known."


def create_app(releases: Releases, settings: Settings, identify: Callable[[], str] = lambda: str(uuid4())) -> FastAPI:
    """The application over `releases`; `identify` gives each problem its reference."""
    app = FastAPI(
        title=TITLE, version=__version__, description=ABOUT, openapi_url=None, docs_url=None, redoc_url=None,
        redirect_slashes=False, lifespan=_lifespan,
    )  # fmt: skip
    held = assets.load()
    app.state.releases = releases
    app.state.settings = settings
    app.state.identify = identify
    app.state.workers = Workers(settings)
    app.state.assets = held
    app.state.vocabulary = {term.name: term for term in vocabulary.terms_of(vocabulary.ontology() | vocabulary.rules())}
    labels = {term.iri: term.label for term in app.state.vocabulary.values()}
    app.state.pages = pages.environment({name: asset.version for name, asset in held.items()}, labels)
    parts = (
        assets, health, countries, untold, goals, gaps, rules, traces, things, search, questions, datasets, published,
        words, sparql, query, coverage, comparison, reference,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router)
    app.state.routes = tuple(route for part in parts for route in part.router.routes)
    problems.install(app)
    app.add_exception_handler(asked.Unchanged, asked.not_modified)
    # The last added is the first to see a request.
    app.add_middleware(middleware.Suffixed)
    app.add_middleware(middleware.Secured)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(middleware.Head)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Ends what the application started: the processes that run strangers' queries."""
    yield
    await app.state.workers.close()
