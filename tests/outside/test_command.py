"""`load` and `check` with an address instead of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.cli import main
from tests.api.writers import workbook
from tests.outside.others import Other, other, says


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Other]:
    with other() as played:
        monkeypatch.setenv("GOLDENTHREAD_REMOTE_HOSTS", played.host)
        played.on("/ab.ttl", says(workbook("ab"), media="text/turtle"))
        yield played


def run(command: str, tmp_path: Path, *words: str) -> int:
    return main([command, *words, "--data", str(tmp_path / "data"), "--json"])


def load(tmp_path: Path, *words: str) -> int:
    return run("load", tmp_path, *words)


def test_what_stands_at_an_address_is_checked_and_not_stored(
    tmp_path: Path, server: Other, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("check", tmp_path, f"{server.address}/ab.ttl") == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["loader"], told["dataset"], told["accepted"]) == ("rdf", "ab", True)
    assert not (tmp_path / "data").exists()


def test_files_and_addresses_come_in_together(tmp_path: Path, server: Other, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cd.ttl").write_text(workbook("cd"))
    assert load(tmp_path, f"{server.address}/ab.ttl", str(tmp_path / "cd.ttl")) == 0
    assert [one["dataset"] for one in json.loads(capfd.readouterr().out)] == ["ab", "cd"]


@pytest.mark.parametrize(
    "case",
    [
        ("load", ["https://graph.example.org/x"], "the setting remote_hosts"),
        ("check", ["HERE/none"], "nothing at"),
        ("load", ["HERE/ab.ttl", "--as", "case"], "no CASE server|nothing at"),
        ("load", ["HERE/ab.ttl", "--graph", "https://example.org/g"], "which dataset"),
        ("load", ["cd.ttl", "--graph", "https://example.org/g"], "go with an address"),
    ],
)
def test_what_cannot_be_fetched_is_one_plain_line(
    tmp_path: Path, server: Other, capfd: pytest.CaptureFixture[str], case: tuple[str, list[str], str]
) -> None:
    command, words, says_so = case
    assert run(command, tmp_path, *(word.replace("HERE", server.address) for word in words)) == 1
    said = capfd.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert any(part in said[0] for part in says_so.split("|"))
