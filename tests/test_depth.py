"""Shallow and deep: that a next step exists, and that the whole chain up to it holds; what is not known apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread import depth, trace
from goldenthread.api.app import create_app
from goldenthread.depth import Depth
from goldenthread.releases import Releases
from goldenthread.settings import Settings

BASE = "https://w3id.org/goldenthread/id/"


@pytest.fixture(scope="module")
def found(shipped: Releases) -> dict[str, Depth]:
    """The goals of Exemplaria by code."""
    every = depth.depths(shipped.release().store, f"{BASE}country/xa")
    return {one.goal.rsplit("/", 1)[-1]: one for one in every}


def answers(one: Depth) -> list[tuple[str, str]]:
    return [(one.hops[stage].shallow, one.hops[stage].deep) for stage in depth.STAGES]


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [
        ("G1", [("yes", "yes")] * 5),
        ("G6", [("no", "no")] * 5),
        ("G5", [("yes", "yes"), *[("no", "no")] * 4]),
        ("G8", [*[("yes", "yes")] * 3, ("no", "no"), ("unknown", "no")]),
        ("G9", [*[("yes", "yes")] * 4, ("no", "no")]),
        ("G3", [("yes", "yes"), ("yes", "yes"), *[("yes", "no")] * 3]),  # too low a level: there, but it does not hold
        ("CG1", [("yes", "yes"), *[("unknown", "unknown")] * 4]),
    ],
)
def test_each_step_is_answered_twice(found: dict[str, Depth], goal: str, wanted: list[tuple[str, str]]) -> None:
    assert answers(found[goal]) == wanted


def test_goals_that_are_not_for_teachers_are_left_out(found: dict[str, Depth]) -> None:
    assert len(found) == 23
    assert {"G10", "G11", "G18", "V1"} & found.keys() == set()


def test_the_whole_chain_holds_for_exactly_the_intact_goals(shipped: Releases, found: dict[str, Depth]) -> None:
    intact = {
        goal.rsplit("/", 1)[-1]
        for goal, status, _ in trace.threads(shipped.release().store, f"{BASE}country/xa")
        if status == "intact"
    }
    assert {goal for goal, one in found.items() if one.hops["credential"].deep == "yes"} == intact


def test_deep_never_exceeds_shallow_and_never_comes_back(found: dict[str, Depth]) -> None:
    for one in found.values():
        deep = [hop == "yes" for _, hop in answers(one)]
        assert deep == sorted(deep, reverse=True)
        assert all(shallow == "yes" for shallow, hop in answers(one) if hop == "yes")


def test_numerators_and_what_is_not_known_add_up(found: dict[str, Depth]) -> None:
    counts = depth.counts(found.values())
    assert [sum(count.deep.values()) for count in counts] == [23] * 5
    assert [sum(count.shallow.values()) for count in counts] == [23] * 5
    assert [(count.shallow["yes"], count.deep["yes"]) for count in counts] == [
        (22, 22),
        (18, 18),
        (15, 9),
        (15, 7),
        (13, 6),
    ]
    assert [(count.broken, count.unsure) for count in counts] == [(1, 0), (2, 1), (1, 2), (1, 0), (1, 1)]


def test_nothing_is_missing_where_nobody_declared_anything(shipped: Releases) -> None:
    every = depth.depths(shipped.release().store, f"{BASE}country/np")
    assert len(every) > 5
    assert "no" not in {answer for one in every for pair in answers(one) for answer in pair}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_json_gives_numerator_denominator_and_unknown(client: TestClient) -> None:
    said = client.get("/country/xa/coverage.json").json()
    assert (said["of"], len(said["goals"]), said["outside"] > 0) == (23, 23, True)
    assert said["steps"][-1] == {
        "stage": "credential", "shallow": {"yes": 13, "no": 4, "unknown": 6},
        "deep": {"yes": 6, "no": 11, "unknown": 6}, "broken": 1, "unsure": 1, "of": 23,
    }  # fmt: skip


def test_page_and_table_say_both(client: TestClient) -> None:
    assert "13 of 23 goals" in client.get("/country/xa/coverage.html").text
    assert "goals: unknown" in client.get("/country/xa/coverage.csv").text
    assert "No goal of" in client.get("/country/au/coverage.html").text
