"""A small workbook as a what-if over HTTP and on the command line: gaps by goal, and nothing stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from goldenthread.cli import main
from tests.api.writers import desk

WHOLE = {
    "dataset": "id,title,country,fictional\nxq,Test,XQ,yes\n",
    "documents": "code,kind,title\nD,policy,Policy\n",
    "goals": "code,label,document,locator,addresses_teachers\nG1,Goal,D,page 1,yes\n",
    "programmes": "code,label,realises\nP1,Programme,\n",
    "completeness": "link,as_of\nrealises,2026-01-01\n",
}
CHANGE = {"programmes": "code,realises\nP1,G1\n"}


def book(sheets: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in sheets.items():
            archive.writestr(f"{name}.csv", text)
    return held.getvalue()


def test_a_what_if_over_http_then_the_change_itself(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as service:

        def send(query: str, sheets: dict[str, str]) -> tuple[int, dict[str, object]]:
            address = f"/imports?filename=book.zip&{query}"
            answer = service.client.post(address, content=book(sheets), headers=service.bearer())
            return answer.status_code, answer.json()

        assert send("dry_run=false", WHOLE)[0] == 201
        status, said = send("partial=true&dry_run=true&dataset=xq", CHANGE)
        gaps = said["gaps"]
        assert isinstance(gaps, dict)
        assert (status, said["dry_run"], said["difference"]["added"]) == (200, True, 1)  # type: ignore[index]  # JSON
        assert {gap["type"] for gap in gaps["closed"]} >= {"G02", "G03"}
        assert [change["goal"]["code"] for change in gaps["goals"]] == ["G1"]
        assert service.releases.version("xq").version == 1
        assert send("partial=true&dataset=xq", CHANGE)[0] == 201
        assert service.releases.version("xq").version == 2
        assert send("partial=true&dataset=xq", {"programmes": "code,realizes\nP1,G1\n"})[0] == 422


def test_the_command_line_tells_the_goals_that_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, whole, change = (str(tmp_path / name) for name in ("data", "whole.zip", "change.zip"))
    Path(whole).write_bytes(book(WHOLE))
    Path(change).write_bytes(book(CHANGE))
    assert main(["load", whole, "--data", data]) == 0
    capsys.readouterr()
    assert main(["load", change, "--partial", "--dataset", "xq", "--dry-run", "--data", data]) == 0
    told = capsys.readouterr().out
    assert "xq would become version 2" in told
    assert "G1 Goal" in told
    assert main(["load", change, whole, "--partial", "--data", data]) == 1
