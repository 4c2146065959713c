"""Every page in a real browser: accessible, light, whole without script, on any width, and nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.api.doors import EVERY, GOAL

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET = {"html": 20_000, "css": 10_000, "javascript": 6_000, "all": 60_000, "requests": 5}  # bytes on the wire
WHOLE = ("/query", *EVERY)


class Watched:
    """A page and what it asked for, complained of and weighed."""

    def __init__(self, context: BrowserContext, live: str) -> None:
        self.page: Page = context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda one: None if one.url.startswith(live) else self.foreign.append(one.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture
def watched(browser: Browser, live: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one = Watched(context, live)
    yield one
    context.close()
    assert not one.foreign
    assert not one.complaints


@pytest.mark.parametrize("address", WHOLE)
def test_axe_finds_nothing_at_either_width(watched: Watched, live: str, address: str) -> None:
    watched.page.goto(live + address)
    for width in (1280, 390):
        watched.page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(watched.page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", WHOLE)
def test_nothing_scrolls_sideways_at_320_px(watched: Watched, live: str, address: str) -> None:
    watched.page.set_viewport_size({"width": 320, "height": 800})
    watched.page.goto(live + address)
    wide = watched.page.evaluate(
        """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll('body *')]
          .filter(e => e.getBoundingClientRect().right > 321).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def weights(page: Page, address: str) -> dict[str, int]:
    """What a page weighs on the wire, by kind."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def came(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["response"]["mimeType"]

    def ended(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    session.on("Network.responseReceived", came)
    session.on("Network.loadingFinished", ended)
    page.goto(address, wait_until="networkidle")
    found = {kind: sum(n for id, n in sizes.items() if kind in kinds[id]) for kind in ("html", "css", "javascript")}
    return found | {"all": sum(sizes.values()), "requests": len(sizes)}


@pytest.mark.parametrize("address", WHOLE)
def test_a_page_is_light(watched: Watched, live: str, address: str) -> None:
    found = weights(watched.page, live + address)
    assert found["html"] > 0
    assert {kind: n for kind, n in found.items() if n > BUDGET[kind]} == {}


@pytest.mark.parametrize("address", WHOLE)
def test_a_page_says_all_without_script(browser: Browser, live: str, address: str) -> None:
    said = []
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(live + address)
        said.append(page.locator("main").inner_text().replace("Print or PDF\n", "").replace("Copy link\n", "").split())
        context.close()
    assert len(said[1]) > 5
    assert said[0] == said[1]


@pytest.mark.parametrize("address", ["/country/xa", GOAL, "/gaps", "/country/np/untold", "/api"])
def test_text_may_be_spaced_out_and_nothing_is_cut(browser: Browser, live: str, address: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(live + address)
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e => { const s = getComputedStyle(e)
          return e.clientHeight > 1 && s.clipPath == 'none' && s.overflowY == 'hidden'
            && e.scrollHeight > e.clientHeight + 1
        }).map(e => e.className + ': ' + e.textContent.slice(0, 40))"""
    )
    context.close()
    assert cut == []


SEEN = """() => { const e = document.activeElement; if (!e || e === document.body) return null
  const r = e.getClientRects()[0]; if (!r || !r.width) return ['hidden', e.outerHTML.slice(0, 90)]
  const x = Math.min(Math.max(r.left + Math.min(r.width / 2, 9), 0), innerWidth - 1)
  const y = Math.min(Math.max(r.top + Math.min(r.height / 2, 9), 0), innerHeight - 1)
  const t = document.elementFromPoint(x, y), s = getComputedStyle(e)
  const fine = t && (e.contains(t) || t.contains(e)) && s.outlineStyle !== 'none'
  const small = (r.width < 24 || r.height < 24) && s.display !== 'inline'
  return [fine && !small ? 'seen' : 'not seen', e.outerHTML.slice(0, 90)] }"""


@pytest.mark.parametrize("address", ["/", "/country/xa", GOAL, "/gaps", "/country/np/untold", "/search?q=digital"])
def test_every_stop_of_the_keyboard_is_seen(watched: Watched, live: str, address: str) -> None:
    watched.page.goto(live + address)
    stops = []
    for _ in range(60):
        watched.page.keyboard.press("Tab")
        stop = watched.page.evaluate(SEEN)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 8
    assert [stop for stop in stops if stop[0] != "seen"] == []


def test_the_skip_link_leads_to_the_content(watched: Watched, live: str) -> None:
    watched.page.goto(live + "/")
    watched.page.keyboard.press("Tab")
    assert watched.page.evaluate("document.activeElement.textContent") == "Skip to main content"
    watched.page.keyboard.press("Enter")
    assert watched.page.url.endswith("#main")


@pytest.mark.parametrize("address", ["/country/xa", GOAL, "/country/np/untold", "/gaps?country=np"])
def test_paper_shows_what_was_folded_and_no_buttons(watched: Watched, live: str, address: str) -> None:
    watched.page.goto(live + address)
    watched.page.emulate_media(media="print")
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert watched.page.locator("header.top").is_hidden()
    assert watched.page.locator(".actions").first.is_hidden()
    assert watched.page.locator(".print-only").first.is_visible()
    assert watched.page.locator("details:not([open])").count() == 0
    assert watched.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_reader_goes_from_the_first_page_to_a_source(watched: Watched, live: str) -> None:
    page = watched.page
    page.goto(live + "/")
    page.get_by_role("link", name="Nepal", exact=True).first.click()
    page.get_by_role("link", name="Narrow the digital divide in education", exact=True).click()
    assert page.locator("h1").inner_text() == "Narrow the digital divide in education"
    page.locator("#rests ~ table a[href*='/document/']").first.click()
    assert "/id/np/document/" in page.url
    assert page.locator("h1").inner_text()


def test_a_band_shows_only_its_goals_and_the_way_back(watched: Watched, live: str) -> None:
    page = watched.page
    page.goto(live + "/country/xa")
    every = page.locator("li.goal").count()
    page.get_by_role("navigation", name="Show goals by status").get_by_role("link", name="Broken").click()
    assert 0 < page.locator("li.goal").count() < every
    assert page.locator("li.goal .pill:not(.broken)").count() == 0
    page.get_by_role("link", name="Show all").click()
    assert page.locator("li.goal").count() == every
