"""The page on method says what the code does, and every place that other pages lead to is there."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread import comparison, coverage, files, mapping, suggestions
from goldenthread.api import comparison as door
from goldenthread.api.app import create_app
from goldenthread.api.method import written
from goldenthread.releases import Releases
from goldenthread.settings import Settings

ROOT = Path(__file__).parent.parent
TEXT = files.text("api", "templates", "method.md")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of the text."""
    part = TEXT.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"(?m)^\| (.*) \|$", part)
    return [[cell.strip() for cell in row.split("|")] for row in rows][1:]


def test_the_weights_are_those_of_the_code() -> None:
    said = {name: float(weight) for name, weight in table("Compare")}
    assert said == {iri.rsplit("#", 1)[-1].removesuffix("Match"): weight for iri, weight in comparison.WEIGHTS.items()}


def test_the_table_of_the_hub_is_that_of_the_code() -> None:
    assert {(first, then): gives for first, then, gives in table("Through")} == mapping.THROUGH


def test_the_thresholds_are_those_of_the_code() -> None:
    said = {row[0]: row[2:] for row in table("Webb")}
    assert said["concurrence"][0].startswith(str(comparison.HITS))
    for name, limits in door.THRESHOLDS.items():
        assert [float(value) for value in said[name]] == list(limits)
    assert f"under {suggestions.LEAST:.2f}" in TEXT


def test_every_step_is_explained() -> None:
    part = TEXT.split("\n## Coverage\n", 1)[1].split("\n## ", 1)[0].lower()
    assert all(
        step.replace("_", " ").replace("in standard", "in the standard").replace("unknown", "not known") in part
        for step in coverage.STEPS
    )


def test_every_place_that_pages_lead_to_is_there() -> None:
    led = {
        name
        for path in (ROOT / "api" / "templates").glob("*.html")
        for name in re.findall(r"'/method'\) \}\}#([\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert len(led) >= 5
    assert led <= {name for name, _ in written(TEXT).parts}


def test_the_text_in_docs_is_the_one_on_the_page() -> None:
    assert (ROOT / "docs" / "method.md").read_text(encoding="utf-8") == TEXT


def test_markup_in_a_text_stays_text() -> None:
    assert "<script" not in written("# T\n\n<script>alert(1)</script>\n\n[x](javascript:alert)").html
    assert "javascript:" not in written("# T\n\n[x](javascript:alert(1))").html.replace("[x](javascript", "")


@pytest.fixture(scope="module")
def client(shipped: Releases) -> TestClient:
    return TestClient(create_app(shipped, Settings()), raise_server_exceptions=False)


def test_the_page_is_there_and_its_links_lead_on(client: TestClient) -> None:
    page = client.get("/method", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.text.count("<table>") == 3
    inner = page.text[page.text.index('<div class="prose"') :]
    for address in set(re.findall(r'href="(/[^"#]*)"', inner[: inner.index("</main>")])):
        answer = client.get(address, headers={"Accept": "text/html"})
        assert answer.status_code in {200, 400}, address  # 400: two parameters are asked for
