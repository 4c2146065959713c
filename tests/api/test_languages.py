"""Languages of the interface: which one a reader gets, and that nothing on a page stays in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread import files
from goldenthread.api import extraction, languages
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.doors import EVERY, GOAL
from tests.api.writers import BASE, desk, workbook

BROWSER = {"Accept": "text/html"}
ENGLISH = re.compile(r"[A-Za-z]")
AWAY = {"bdi", "code", "option", "script", "title"}  # names, codes, and where there is room for text alone
VOID = {"br", "input", "link", "meta", "circle", "path", "rect", "use", "text"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings(pseudo_languages=True))) as made:
        yield made


class Read(HTMLParser):
    """What a page says itself: its texts, but for what bears another language or is a code."""

    def __init__(self, page: str, tag: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.language: dict[str, str | None] = {}
        self._tag = tag
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given
        away = given.get("lang", self._tag) != self._tag or tag in AWAY
        away = away or any(away for _, away in self._open)
        if tag not in VOID:
            self._open.append((tag, away))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(away for _, away in self._open):
            self.said.append(data)


@pytest.mark.parametrize("address", ["/query", *EVERY])
@pytest.mark.parametrize("tag", ["en-XA", "ar-XB"])
def test_nothing_on_a_page_stays_in_english(client: TestClient, address: str, tag: str) -> None:
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang={tag}", headers=BROWSER)
    assert page.status_code == 200
    read = Read(page.text, tag)
    assert (read.language["lang"], read.language["dir"]) == (tag, "rtl" if tag == "ar-XB" else "ltr")
    assert page.headers["content-language"] == tag
    assert len(read.said) > 20
    assert [text.strip() for text in read.said if ENGLISH.search(text)] == []


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (("ar-xb",), "ar-XB"),
        (("fr-CA", "en-XA"), "en-XA"),
        (("en-XA-posix",), "en-XA"),
        (("en-US",), "en"),
        (("tlh",), "en"),
        ((), "en"),
    ],
)
def test_a_reader_gets_the_first_language_that_is_there(wanted: tuple[str, ...], got: str) -> None:
    assert languages.best(wanted, languages.offered(pseudo=True)).tag == got


def test_accept_language_counts_where_no_language_was_chosen(client: TestClient) -> None:
    heard = client.get("/", headers=BROWSER | {"Accept-Language": "fr;q=0.9, ar-XB;q=0.8, en;q=0.1"})
    chosen = client.get("/?lang=en", headers=BROWSER | {"Accept-Language": "ar-XB"})
    assert (heard.headers["content-language"], chosen.headers["content-language"]) == ("ar-XB", "en")
    assert "Accept-Language" in heard.headers["vary"]
    assert heard.headers["etag"] != chosen.headers["etag"]


@pytest.mark.parametrize("address", ["/nowhere?x=1", "/check", "/method", "/ns/PolicyGoal", "/gaps?limit=none"])
def test_failures_and_pages_without_a_release_say_their_language(client: TestClient, address: str) -> None:
    for tag in ("en", "en-XA"):
        page = client.get(address, headers=BROWSER | {"Accept-Language": tag})
        assert page.headers["content-language"] == tag
        assert f'<html lang="{tag}"' in page.text


def test_made_up_languages_are_offered_where_a_setting_says_so_alone(shipped: Releases) -> None:
    with TestClient(create_app(shipped, Settings())) as plain:
        assert plain.get("/?lang=en-XA", headers=BROWSER).headers["content-language"] == "en"


def test_the_menu_leads_to_the_same_page_and_links_keep_the_choice(client: TestClient) -> None:
    page = client.get("/gaps?country=np&status=unknown&lang=en-XA&release=2", headers=BROWSER).text
    assert 'href="/gaps?country=np&amp;status=unknown&amp;release=2&amp;lang=ar-XB"' in page
    assert 'href="/?release=2&amp;lang=en-XA"' in page
    assert '<input type="hidden" name="lang" value="en-XA">' in page
    ours = re.findall(r'<a [^>]*href="(/[^"#]*)', page)
    assert len(ours) > 50
    assert [link for link in ours if "lang=" not in link] == []


def test_what_another_dialect_calls_a_language_is_offered_where_it_is_a_tag_alone(tmp_path: Path) -> None:
    told = ", ".join(('"pt-BR"', '"English"', "<http://lexvo.org/id/iso639-3/eng>"))
    content = workbook("some") + f"<{BASE}some/document/D> dcterms:language {told} ."
    with desk(tmp_path / "data") as made:
        assert made.client.post("/imports?filename=some.ttl", content=content, headers=made.bearer()).status_code == 201
        page = made.client.get("/datasets", headers=BROWSER).text
    named = page.partition('aria-labelledby="namings"')[2].partition("</ul>")[0]
    assert 'lang="pt-BR"' in named
    assert "English" not in named
    assert "lexvo" not in named


def test_programs_read_the_same_in_any_interface_language(client: TestClient) -> None:
    said = [client.get(f"{GOAL}.json", headers={"Accept-Language": tag}).json() for tag in ("en", "en-XA, en;q=0.5")]
    assert said[0] == said[1]


def test_the_catalogue_template_holds_every_message() -> None:
    made = extraction.template()
    assert made.count("\nmsgid ") > 700
    assert made == files.text("locale", "goldenthread.pot"), "run `make messages`"
