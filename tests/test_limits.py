"""Every limit of the settings is kept where its name says: what is at it passes, what is over it is told so."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from goldenthread.api.answers import Answers
from goldenthread.api.app import create_app
from goldenthread.errors import BadQuery, Busy, Deadline
from goldenthread.releases import Releases
from goldenthread.scribe import Job
from goldenthread.scribes import Room, Scribes
from goldenthread.settings import Settings
from goldenthread.store import gate
from tests.api.writers import desk
from tests.conftest import NOW, now
from tests.live import live


def _limited(limit: str, most: int) -> Settings:
    named: dict[str, Any] = {limit: most}
    return Settings(**named)


def test_every_limit_is_named_by_a_test() -> None:
    """Those of a server beneath are limits of its address, and tried as such (tests/store, tests/engines)."""
    limits = {f.name for f in fields(Settings) if type(f.default) in {int, float} and not f.name.startswith("store_")}
    tests = "\n".join(path.read_text() for path in Path(__file__).parent.rglob("*.py"))
    assert len(limits) > 35
    assert {name for name in limits if not re.search(rf"\b{name}\b", tests)} == set()


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ("query_characters", "ASK {}" + " " * 4),
        ("query_nesting", "ASK " + "{" * 10 + "}" * 10),
        ("query_path_steps", "ASK { ?s " + "/".join(["<a:b>"] * 11) + " ?o }"),
        ("query_unions", "ASK { " + " UNION ".join(["{}"] * 11) + " }"),
    ],
)
def test_text_over_a_limit_does_not_pass_the_gate(limit: str, text: str) -> None:
    at, under = (_limited(limit, most) for most in (10, 9))
    assert gate.check_query(text, at).form == "ASK"
    with pytest.raises(BadQuery, match="9"):
        gate.check_query(text, under)


def test_page_size_and_page_limit_bound_a_list(shipped: Releases) -> None:
    with TestClient(create_app(shipped, Settings(page_size=2, page_limit=3))) as client:
        sizes = [len(client.get(f"/gaps.json{query}").json()["items"]) for query in ("", "?limit=3", "?limit=50")]
    assert sizes == [2, 3, 3]


@pytest.mark.parametrize(("more", "status"), [(0, 422), (1, 413)])
def test_check_bytes_bounds_what_anybody_may_have_checked(tmp_path: Path, more: int, status: int) -> None:
    with desk(tmp_path / "data") as made:
        content = "# ".ljust(made.settings.check_bytes + more, "x")
        assert made.client.post("/check?filename=x.ttl", content=content).status_code == status


def test_write_workers_check_workers_and_write_queue_bound_who_is_at_work_and_who_waits() -> None:
    async def tried(room: Room) -> int:
        """How many get a place, or may wait for one."""
        found = 0
        try:
            async with room.place(), asyncio.timeout(5):
                waiting = [asyncio.create_task(_once(room)) for _ in range(2)]
                found += room.places
                await asyncio.sleep(0)
                with pytest.raises(Busy) as told:
                    async with room.place():
                        found += 1
                assert told.value.retry_after > 0
                found += room.waiting
        finally:
            await asyncio.gather(*waiting)
        return found

    scribes = Scribes(Settings(write_workers=1, check_workers=1, write_queue=2))
    assert [asyncio.run(tried(room)) for room in (scribes.writing, scribes.checking)] == [3, 3]


async def _once(room: Room) -> None:
    async with room.place():
        pass


@pytest.mark.parametrize("size", [1, 100_000])
@pytest.mark.parametrize(("do", "limit"), [("import", "write_memory"), ("check", "check_memory")])
def test_memory_bounds_the_process_that_reads_a_file(tmp_path: Path, do: str, limit: str, size: int) -> None:
    settings = replace(_limited(limit, 6_000_000), data=tmp_path / "data")
    Releases(settings, now).prepare()
    content = tmp_path / "big.ttl"
    line = '<http://example.org/{}> <http://example.org/p> "' + "x" * size + '" .'
    lines = (line.format(number) for number in range(60_000 // size + 90))
    content.write_text("\n".join(lines))
    given: dict[str, Any] = {"filename": "big.ttl", "form": "auto", "dataset": "big", "dry_run": True, "partial": False}

    async def asked() -> object:
        scribes = Scribes(settings)
        room = scribes.writing if do == "import" else scribes.checking
        with content.open("rb") as file:
            return await scribes.run(room, Job(do, settings, NOW, "Maya", (), room.memory, given), file)

    with pytest.raises(Deadline, match="memory"):
        asyncio.run(asked())


def test_answer_bytes_bounds_what_is_kept_for_who_asks_again() -> None:
    kept = Answers(Settings(answer_bytes=800).answer_bytes)
    for key in range(20):
        kept.put(key, Response(b"x" * 90), 10)
    kept.put("large", Response(b"x" * 90), 11)
    assert [key for key in [*range(20), "large"] if kept.get(key)] == list(range(12, 20))


@pytest.mark.alone
def test_connections_and_header_bytes_bound_who_is_connected_and_what_a_head_holds(tmp_path: Path) -> None:
    data = tmp_path / "data"
    Releases(Settings(data=data), now).prepare()
    with live(data, connections=4, header_bytes=2_000, stop_seconds=1) as service:
        assert httpx2.get(service.address + "/health", headers={"X-Long": "x" * 3_000}).status_code == 431
        with ExitStack() as held:
            for _ in range(4):
                held.enter_context(socket.create_connection(("127.0.0.1", service.port)))
            assert httpx2.get(service.address + "/health").status_code == 503
        assert httpx2.get(service.address + "/health").status_code in {200, 503}
