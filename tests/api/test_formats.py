"""Forms: what Accept says is weighed as HTTP has it; a CSV cell cannot be made to run."""

import pytest

from goldenthread.api import formats, middleware, pages
from goldenthread.api.formats import NotAcceptable

ALL = ("html", "json", "ttl", "csv")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("TEXT/TURTLE", "ttl"),
        ("text/html;q=0.1, text/turtle;q=0.2", "ttl"),
        ("text/*", "html"),
        ("text/*, text/html;q=0", "ttl"),
        ("application/*", "json"),
        ("text/csv; header=present", "csv"),
        ("text/turtle;q=nonsense, text/csv", "csv"),
    ],
)
def test_the_best_form_is_picked(accept: str, form: str) -> None:
    assert formats.negotiate(accept, ALL) == form


@pytest.mark.parametrize("accept", ["application/pdf", "text/html;q=0, image/*"])
def test_what_is_not_offered_is_not_given(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        formats.negotiate(accept, ALL)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_a_cell_that_would_run_is_neutralised(cell: str) -> None:
    assert formats.harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "a=b", "नेपाल", 5, -5, 1.5, None])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert formats.harmless(cell) == ("" if cell is None else str(cell))


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/country/np.csv", ("/country/np", "csv")),
        ("/country/np", ("/country/np", None)),
        ("/country/np/goal/7.2.1", ("/country/np/goal/7.2.1", None)),
        ("/country/np/goal/7.2.1.ttl", ("/country/np/goal/7.2.1", "ttl")),
        ("/index.json", ("/", "json")),
        ("/datasets/np/export.ttl", ("/datasets/np/export.ttl", None)),
        ("/openapi.json", ("/openapi.json", None)),
        ("/context.jsonld", ("/context.jsonld", None)),
        ("/static/site.css", ("/static/site.css", None)),
        ("/.json", ("/.json", None)),
    ],
)
def test_only_a_last_known_suffix_is_a_form(path: str, split: tuple[str, str | None]) -> None:
    assert middleware.split(path) == split


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:///nohost", False),
        ("ftp://example.org", False),
        ("http://[broken", False),
    ],
)
def test_a_page_leads_only_to_web_addresses(address: str, leads: bool) -> None:
    assert (pages.outward(address) is not None) == leads
