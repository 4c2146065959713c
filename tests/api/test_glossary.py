"""The glossary: every word of the vocabulary and of the pages is in it once, and leads to its page."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from goldenthread.api import words
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_every_term_of_the_vocabulary_is_in_it_once(client: TestClient) -> None:
    found = [word["term"] for part in client.get("/glossary.json").json()["parts"] for word in part["words"]]
    linked = [term for term in found if term]
    assert sorted(linked) == sorted(term["name"] for term in client.get("/ns.json").json()["terms"])


def test_every_word_has_a_meaning(client: TestClient) -> None:
    every = [word for part in client.get("/glossary.json").json()["parts"] for word in part["words"]]
    assert len(every) > 250
    assert [word for word in every if not word["word"] or len(word["meaning"]) < 10] == []


def test_every_mark_that_pages_show_is_explained(client: TestClient) -> None:
    said = {word["word"] for part in client.get("/glossary.json").json()["parts"] for word in part["words"]}
    for shown in (words.STATUS, words.GAP, words.VERIFICATION, words.BASIS):
        assert set(shown.values()) <= said


def test_a_word_leads_to_its_page(client: TestClient) -> None:
    text = client.get("/glossary", headers={"Accept": "text/html"}).text
    links = re.findall(r'<dt><a href="([^"]+)"', text)
    assert len(links) > 240
    for address in (links[0], links[60], links[-1]):
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200


def test_the_page_of_a_dataset_counts_the_names_it_lacks(client: TestClient) -> None:
    text = client.get("/datasets/xa", headers={"Accept": "text/html"}).text
    assert "Missing in French" in text
    assert "language=fr" in text
    assert "Everything that has a name has one" in client.get("/datasets/np", headers={"Accept": "text/html"}).text
