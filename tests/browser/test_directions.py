"""The pages from right to left, and longer than in English: nothing overflows, axe finds nothing, content keeps its
own direction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.api.doors import EVERY, GOAL
from tests.browser.test_pages import TAGS

pytestmark = pytest.mark.browser

WHOLE = ("/query", *EVERY)
WIDE = """() => { const w = document.documentElement.clientWidth
  const beyond = document.documentElement.scrollWidth - w
  return beyond <= 0 ? [] : [`${beyond} px`, ...[...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.skip') && e.getBoundingClientRect().width > 1)
    .filter(e => e.getBoundingClientRect().right > w + 1 || e.getBoundingClientRect().left < -1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120))] }"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def read(page: Page, live: str, address: str, tag: str) -> None:
    """Opens an address in a language."""
    page.goto(f"{live}{address}{'&' if '?' in address else '?'}lang={tag}")


@pytest.mark.parametrize("tag", ["ar-XB", "en-XA"])  # from right to left; longer
@pytest.mark.parametrize("address", WHOLE)
def test_nothing_overflows(page: Page, live: str, address: str, tag: str) -> None:
    read(page, live, address, tag)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDE) == []


@pytest.mark.parametrize("address", ["/", "/country/xa", GOAL, "/coverage/ictcft3:ictcft3", "/gaps", "/datasets/np"])
def test_axe_finds_nothing_from_right_to_left(page: Page, live: str, address: str) -> None:
    read(page, live, address, "ar-XB")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()


def test_the_page_is_mirrored(page: Page, live: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    sides = {}
    for tag in ("en", "ar-XB"):
        read(page, live, GOAL, tag)
        boxes = [page.locator(place).first.bounding_box() for place in (".brand", ".find")]
        assert all(boxes)
        sides[tag] = [box["x"] for box in boxes if box]
    assert sides["en"][0] < sides["en"][1]
    assert sides["ar-XB"][0] > sides["ar-XB"][1]


def test_names_of_another_direction_run_their_own_way(page: Page, live: str) -> None:
    read(page, live, "/country/np", "ar-XB")
    names = page.locator("main [lang=en], main bdi")
    ways = names.evaluate_all("found => found.filter(e => /^[A-Z][a-z]/.test(e.textContent))"
                              ".map(e => getComputedStyle(e).direction)")  # fmt: skip
    assert len(ways) > 5
    assert set(ways) == {"ltr"}


def test_a_language_is_chosen_on_the_page_and_kept_on_the_next(page: Page, live: str) -> None:
    page.goto(live + "/country/np")
    page.locator(".tongues a[lang=ar-XB]").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("main li.goal h3 a").first.click()
    assert page.locator("html").get_attribute("lang") == "ar-XB"
    assert "/goal/" in page.url
