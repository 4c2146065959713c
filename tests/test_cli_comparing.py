"""`coverage` and `compare`: the answers of the addresses of the same names, for programs and for people."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.cli import main
from goldenthread.releases import Releases
from goldenthread.settings import Settings

Ask = Callable[..., str]


@pytest.fixture(scope="module")
def data(shipped: Releases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped data: reading may make a view of today."""
    path = tmp_path_factory.mktemp("comparing") / "data"
    shutil.copytree(shipped.settings.data, path, symlinks=True)
    return path


@pytest.fixture
def ask(data: Path, capfd: pytest.CaptureFixture[str]) -> Ask:
    def ask(*words: str, status: int = 0) -> str:
        assert main([*words, "--data", str(data), "--as-of", "2026-11-24"]) == status
        return "".join(capfd.readouterr())

    return ask


def test_coverage_for_programs_and_for_people(ask: Ask) -> None:
    told: dict[str, Any] = json.loads(ask("coverage", "ictcft3", "--country", "np", "--country", "xa", "--json"))
    assert told["totals"]["np"]["unknown"] == told["totals"]["xa"]["of"] == len(told["cells"]) == 18
    shown = ask("coverage", "ictcft3", "--country", "np", "--country", "xa")
    assert "Nepal: 18 unknown of 18" in shown
    assert "not covered" in shown


def test_coverage_is_the_same_for_programs_at_its_address(ask: Ask, shipped: Releases) -> None:
    told = json.loads(ask("coverage", "ictcft3", "--json"))
    with TestClient(create_app(shipped, Settings())) as client:
        there = client.get("/coverage/ictcft3.json?as_of=2026-11-24").json()
    assert told == there
    assert "np" in told["countries"]


def test_compare_for_programs_and_for_people(ask: Ask) -> None:
    told: dict[str, Any] = json.loads(ask("compare", "xa:TDCS24", "ph:CHED-ICT", "--json"))
    assert (told["jaccard"]["value"], told["via"]["code"]) == (None, "ictcft3")
    assert {"value", "by_topic", "by_level", "cells"} == told["porter"].keys()
    shown = ask("compare", "xa:TDCS24", "ph:CHED-ICT", "--via", "ictcft3")
    assert "not defined" in shown
    assert "says nothing" in shown


@pytest.mark.parametrize("words", [("coverage", "zz"), ("coverage", "xa"), ("compare", "xa:TDCS24", "zz:1")])
def test_a_name_that_means_nothing_is_told_in_one_line(ask: Ask, words: tuple[str, ...]) -> None:
    assert ask(*words, status=1).count("\n") == 1
