"""The five tasks of a new reader, as docs/tasks.md tells them: each from the first page in at most four clicks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
MOST = 4


@dataclass
class Reader:
    """Somebody at the first page; each click and each choice from a list counts."""

    page: Page
    clicks: int = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def choose(self, label: str, option: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@pytest.fixture
def reader(browser: Browser, live: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live + "/")
    yield Reader(page)
    context.close()


def follow_a_goal(reader: Reader) -> None:
    reader.link("Nepal")
    reader.link("Use ICT as a tool of teaching and learning")
    assert "Not known" in reader.page.locator("main").inner_text()
    reader.click(reader.page.locator("#rests ~ table a[href*='/document/']").first)
    assert "/id/np/document/" in reader.page.url


def compare_two_standards_on_pedagogy(reader: Reader) -> None:
    reader.link("Compare")
    reader.choose("One standard", "Teacher Digital Competency Standard 2024")
    reader.choose("The other", "Coast Province Classroom Standard")
    reader.click(reader.page.get_by_role("button", name="Compare", exact=True).first)
    text = reader.page.locator("main").inner_text()
    assert "2 of 13 cells" in text
    told = reader.page.locator("tr", has_text="KA.3 ICT-enhanced Teaching").inner_text()  # a cell of pedagogy
    assert "Only Coast Province Classroom Standard asks for it." in told
    assert reader.page.locator("tr", has_text="KD.3 Complex Problem-solving").count()


def find_who_teaches_a_competency(reader: Reader) -> None:
    reader.page.get_by_label("Search names and codes").first.fill("trusted")
    reader.click(reader.page.get_by_role("button", name="Search").first)
    reader.link("D3 Chooses resources that can be trusted")
    reader.click(reader.page.locator("tr", has_text="Teaching claim").get_by_role("link", name="M9").first)
    assert "National Open University" in reader.page.locator("main").inner_text()


def cite_a_release(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Release 2", exact=True))
    reader.click(reader.page.locator("main td a").first)
    text = reader.page.locator("main").inner_text()
    assert "How to cite it" in text
    assert "SHA-256" in text
    assert "/releases/2" in text


def list_what_uzbekistan_has_not_told(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="What we have not been told of Uzbekistan"))
    text = reader.page.locator("main").inner_text()
    assert "Sheet goals" in text
    assert "Download the workbook" in text


TASKS = (
    follow_a_goal, compare_two_standards_on_pedagogy, find_who_teaches_a_competency, cite_a_release,
    list_what_uzbekistan_has_not_told,
)  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_done_in_at_most_four_clicks(reader: Reader, task: Callable[[Reader], None]) -> None:
    task(reader)
    assert 0 < reader.clicks <= MOST
