"""Strangers' queries: answered, stopped at each limit, and the next one is served all the same."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from bench.processes import family
from goldenthread.errors import BadQuery, Busy, Deadline, NotFound
from goldenthread.settings import Settings
from goldenthread.store.embedded import open_for_writing
from goldenthread.store.rdf import Literal, NamedNode, Triple
from goldenthread.store.workers import Request, Workers

T = TypeVar("T")
P = NamedNode("http://example.org/p")
ALL = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o"
PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
WIDE = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
SORTED = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workers") / "store"
    store = open_for_writing(path)
    graph = NamedNode("http://example.org/g")
    store.add(graph, [Triple(NamedNode(f"http://example.org/{n}"), P, Literal(f"value {n:04}")) for n in range(600)])
    store.flush()
    store.close()
    return path


def within(settings: Settings, work: Callable[[Workers], Awaitable[T]]) -> T:
    async def whole() -> T:
        workers = Workers(settings)
        try:
            return await work(workers)
        finally:
            await workers.close()

    return asyncio.run(whole())


async def answer(workers: Workers, request: Request) -> bytes:
    return b"".join([chunk async for chunk in await workers.run(request)])


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_come_in_each_form(directory: Path, form: str) -> None:
    found = within(Settings(), lambda workers: answer(workers, Request(directory, ALL, form)))
    assert b"value 0000" in found
    assert b"value 0599" in found


def test_triples_come_with_prefixes(directory: Path) -> None:
    request = Request(directory, "CONSTRUCT WHERE { ?s ?p ?o }", "ttl", prefixes={"ex": "http://example.org/"})
    assert b"ex:p" in within(Settings(), lambda workers: answer(workers, request))


@pytest.mark.parametrize(("query", "form"), [("SELECT", "json"), (ALL, "ttl"), ("ASK { ?s ?p ?o }", "csv")])
def test_a_wrong_query_or_form_is_told(directory: Path, query: str, form: str) -> None:
    with pytest.raises(BadQuery):
        within(Settings(), lambda workers: answer(workers, Request(directory, query, form)))


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="pruned meanwhile"):
        within(Settings(), lambda workers: answer(workers, Request(tmp_path / "none", ALL, "json")))


@pytest.mark.parametrize(
    ("query", "settings", "words"),
    [
        (PRODUCT, Settings(query_seconds=1), "stopped after 1 s"),
        (WIDE, Settings(query_bytes=100_000), "byte limit"),
        (WIDE, Settings(query_rows=1000), "rows than the limit"),
        (SORTED, Settings(query_memory=250_000_000, query_seconds=60), "memory limit"),
    ],
)
def test_a_runaway_is_stopped_and_the_next_is_served(
    directory: Path, query: str, settings: Settings, words: str
) -> None:
    async def both(workers: Workers) -> bytes:
        with pytest.raises(Deadline, match=words):
            await answer(workers, Request(directory, query, "csv"))
        return await answer(workers, Request(directory, ALL + " LIMIT 5", "csv"))

    assert b"value 0004" in within(settings, both)


def test_the_last_place_is_for_those_that_have_just_come(directory: Path) -> None:
    async def crowded(workers: Workers) -> tuple[list[BaseException | bytes], bytes]:
        runaways = [asyncio.create_task(answer(workers, Request(directory, PRODUCT, "csv"))) for _ in range(3)]
        quick = await asyncio.create_task(answer(workers, Request(directory, ALL + " LIMIT 5", "csv")))
        assert sum(not runaway.done() for runaway in runaways) == 1
        return await asyncio.gather(*runaways, return_exceptions=True), quick

    ends, quick = within(Settings(query_workers=2, query_turn=0.2, query_seconds=5), crowded)
    assert b"value 0004" in quick
    assert sorted(type(end).__name__ for end in ends) == ["Busy", "Busy", "Deadline"]


def test_a_long_answer_that_fails_late_breaks_off(directory: Path) -> None:
    async def late(workers: Workers) -> int:
        chunks = await workers.run(Request(directory, WIDE, "json"))
        seen = 0
        try:
            async for chunk in chunks:
                seen += len(chunk)
        except Deadline:
            return seen
        return 0

    assert within(Settings(query_bytes=3_000_000), late) >= 1_000_000


def test_a_reader_who_leaves_gives_the_place_back(directory: Path) -> None:
    async def leave(workers: Workers) -> bytes:
        chunks = await workers.run(Request(directory, WIDE, "json"))
        async for _ in chunks:
            break
        await chunks.close()
        return await answer(workers, Request(directory, ALL, "csv"))

    assert b"value 0000" in within(Settings(query_workers=1), leave)


def test_a_full_queue_is_said_at_once_and_all_others_are_answered(directory: Path) -> None:
    async def many(workers: Workers) -> list[bytes | BaseException]:
        requests = [answer(workers, Request(directory, ALL, "csv")) for _ in range(8)]
        return await asyncio.gather(*requests, return_exceptions=True)

    found = within(Settings(query_workers=1, query_queue=3), many)
    assert sum(isinstance(item, Busy) for item in found) == 4
    assert sum(isinstance(item, bytes) and b"value 0599" in item for item in found) == 4


def test_what_was_found_to_take_long_never_gets_the_last_place_again(directory: Path) -> None:
    async def twice(workers: Workers) -> bytes:
        with pytest.raises(Deadline):
            await answer(workers, Request(directory, PRODUCT, "csv"))
        runaway = asyncio.create_task(answer(workers, Request(directory, PRODUCT, "csv")))
        quick = await asyncio.create_task(answer(workers, Request(directory, ALL, "csv")))
        with pytest.raises(Busy, match="takes long"):
            await answer(workers, Request(directory, PRODUCT, "csv"))
        assert not runaway.done()
        runaway.cancel()
        return quick

    assert b"value 0599" in within(Settings(query_workers=2, query_turn=0.2, query_seconds=2), twice)


def behind() -> bool:
    """Whether one of the children goes on behind all others."""
    with suppress(ProcessLookupError):  # one ended meanwhile
        return any(os.getpriority(os.PRIO_PROCESS, child) for child in family(os.getpid())[1:])
    return False


def test_what_took_long_only_because_of_the_machine_is_forgotten(directory: Path) -> None:
    async def halted(workers: Workers) -> bytes:
        await answer(workers, Request(directory, ALL, "csv"))
        children = family(os.getpid())[1:]
        for child in children:
            os.kill(child, signal.SIGSTOP)
        slow = asyncio.create_task(answer(workers, Request(directory, ALL, "csv")))
        while not behind():
            await asyncio.sleep(0)
        for child in children:
            os.kill(child, signal.SIGCONT)
        assert b"value 0599" in await slow
        runaway = asyncio.create_task(answer(workers, Request(directory, PRODUCT, "csv")))
        while not behind():
            await asyncio.sleep(0)
        again = await answer(workers, Request(directory, ALL, "csv"))
        runaway.cancel()
        return again

    assert b"value 0599" in within(Settings(query_workers=2, query_turn=0.1), halted)


def test_a_query_process_reaches_no_network_where_the_system_lets_it_have_none(directory: Path) -> None:
    """The gate refuses SERVICE; this is what stands behind it."""
    lets = subprocess.run(
        [sys.executable, "-c", "from goldenthread.seclusion import seclude; print(seclude())"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as server:
        query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{server.getsockname()[1]}/> {{ ?s ?p ?o }} }}"

        async def asked(workers: Workers) -> None:
            with suppress(Deadline):  # nobody answers there
                await answer(workers, Request(directory, query, "csv"))

        within(Settings(query_seconds=2), asked)
        came = bool(select.select([server], [], [], 0)[0])
    assert came is (lets == "False")


def test_a_pool_that_was_closed_answers_again(directory: Path) -> None:
    async def again(workers: Workers) -> bytes:
        await answer(workers, Request(directory, ALL, "csv"))
        await workers.close()
        return await answer(workers, Request(directory, ALL, "csv"))

    assert b"value 0599" in within(Settings(), again)
