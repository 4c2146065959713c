"""`goldenthread query`: the same gate as at /sparql, the answer on standard output, a failure in one line."""

from pathlib import Path

import pytest

from goldenthread.cli import main
from goldenthread.releases import Releases


@pytest.fixture
def data(shipped: Releases, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOLDENTHREAD_DATA", str(shipped.current().directory.parent.parent))
    return shipped.current().directory


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("query", "more", "shown"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", [], "s\r\n"),
        ("ASK { ?s ?p ?o }", [], '"boolean":true'),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 1", ["--format", "nt"], "#type>"),
    ],
)
def test_a_query_is_answered(
    query: str, more: list[str], shown: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "mine.rq").write_text(query)
    assert main(["query", str(tmp_path / "mine.rq"), *more]) == 0
    assert shown in capfdbinary.readouterr().out.decode()


@pytest.mark.usefixtures("data")
def test_service_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.rq").write_text("ASK { SERVICE <http://127.0.0.1/> {} }")
    assert main(["query", str(tmp_path / "mine.rq")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("goldenthread: SERVICE")
    assert said.count("\n") == 1
