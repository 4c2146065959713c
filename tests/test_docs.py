"""What the pages in docs/ name is there: files, addresses, questions, pictures."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(DOCS.glob("*.md"))
PICTURE_BYTES = 100_000
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:/][^)#:]*)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (DOCS / link).exists()] == []


@pytest.mark.parametrize("name", ["advisor.md", "researcher.md", "tasks.md"])
def test_every_address_that_a_page_for_readers_names_answers(client: TestClient, name: str) -> None:
    said = {address for address in re.findall(r"`(/[^` ]*)`", (DOCS / name).read_text()) if "{" not in address}
    broken = {address for address in said if client.get(address, headers=BROWSER).status_code != 200}
    assert broken == set()


def test_pictures_are_small_and_each_is_shown() -> None:
    found = list((DOCS / "pictures").glob("*.png"))
    text = (DOCS / "tasks.md").read_text()
    assert len(found) == 5
    assert [one.name for one in found if one.stat().st_size > PICTURE_BYTES or f"pictures/{one.name}" not in text] == []
