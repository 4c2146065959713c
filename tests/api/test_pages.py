"""Every address answers as a page and as its twins, says its release and day, and holds to the rules of the doors."""

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from goldenthread.api import asked
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.shelf import Release
from goldenthread.store.rdf import read_quads
from tests.api.doors import EVERY, GOAL, PAGES, twin

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("address", EVERY)
def test_a_page_is_there_under_a_strict_policy_and_loads_nothing_from_elsewhere(
    client: TestClient, address: str
) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.count("<h1") == 1
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<style|<script(?! type=\"module\" src=\"/static/)| style=| on[a-z]+=\"", answer.text)
    loaded = re.findall(r"<(?:script|img|iframe|source)[^>]+src=\"([^\"]+)\"", answer.text)
    loaded += re.findall(r"<link rel=\"(?:stylesheet|icon)\" href=\"([^\"]+)\"", answer.text)
    assert len(loaded) == 3
    assert all(own.startswith("/static/") and "?v=" in own for own in loaded)


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_says_its_release_and_day(client: TestClient, address: str) -> None:
    said = client.get(twin(address, "json")).json()
    assert said["as_of"] == "2026-11-24"
    assert said["release"] >= 1
    page = client.get(address, headers=BROWSER)
    assert f"Release {said['release']}</a>, as of 24 November 2026" in page.text
    assert page.headers["golden-thread-release"] == str(said["release"])


@pytest.mark.parametrize("address", PAGES)
def test_turtle_and_json_ld_say_the_same(client: TestClient, address: str) -> None:
    graphs = []
    for form, media in (("ttl", "text/turtle"), ("jsonld", "application/ld+json")):
        answer = client.get(twin(address, form))
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == media
        graphs.append({(str(q.subject), str(q.predicate), str(q.object)) for q in read_quads(answer.content, form)})
    assert graphs[0] == graphs[1]


@pytest.mark.parametrize("address", PAGES)
def test_a_table_has_a_csv_that_a_spreadsheet_opens(client: TestClient, address: str) -> None:
    answer = client.get(twin(address, "csv"))
    if answer.status_code == 406:
        assert address == "/datasets/np"  # several tables, each with an address of its own
        return
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("address", EVERY)
def test_what_is_held_already_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address, headers=BROWSER)
    again = client.get(address, headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(address, headers={**BROWSER, "If-None-Match": 'W/"another"'})
    assert other.status_code == 200


@pytest.mark.parametrize("address", ["/", GOAL, "/gaps.csv", "/ns", "/health", "/static/site.css"])
def test_head_has_the_headers_of_get_and_no_body(client: TestClient, address: str) -> None:
    got, head = client.get(address, headers=BROWSER), client.head(address, headers=BROWSER)
    assert (head.status_code, head.content) == (200, b"")
    own = {"transfer-encoding", "x-request-id"}
    said, whole = ({k: v for k, v in one.headers.items() if k not in own} for one in (head, got))
    assert said == whole


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*;q=0.5, application/json", "application/json"),
        ("text/html;q=0, */*;q=0.1", "application/json"),
        ("application/pdf, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_accept_picks_the_form(client: TestClient, accept: str, media: str) -> None:
    answer = client.get("/country/np", headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media
    assert {"Accept", "Accept-Language"} <= {part.strip() for part in answer.headers["vary"].split(",")}


def test_a_form_that_is_not_offered_is_refused_with_links_to_those_that_are(client: TestClient) -> None:
    answer = client.get("/country/np", headers={"Accept": "application/pdf"})
    assert answer.status_code == 406
    assert answer.json()["code"] == "not-acceptable"
    assert '</country/np.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["link"]


def test_the_twins_are_linked_with_their_parameters(client: TestClient) -> None:
    links = client.get("/gaps?country=np", headers=BROWSER).headers["link"]
    for form in ("json", "jsonld", "ttl", "csv"):
        assert f"</gaps.{form}?country=np>" in links


def test_countries_are_case_blind_and_answered_in_lower_case(client: TestClient) -> None:
    assert client.get("/country/NP.json").json()["country"]["iso"] == "np"


def test_a_pinned_release_stays_pinned_in_every_link(client: TestClient) -> None:
    address = "/country/xa?release=2&as_of=2026-11-03"
    while (answer := client.get(address, headers=BROWSER)).status_code == 202:
        assert answer.headers["retry-after"] == "2"
    text = answer.text
    main = text[text.index("<main") : text.index("</main>")]
    links = [link for link in re.findall(r'href="(/[^"]*)"', main) if not link.startswith("/country/xa.csv")]
    assert len(links) > 20
    assert all("release=2" in link and "as_of=2026-11-03" in link for link in links)
    assert "as of 3 November 2026" in text


def test_lists_are_cut_and_lead_on(client: TestClient) -> None:
    first = client.get("/gaps.json?limit=3").json()
    assert len(first["items"]) == 3 < first["total"]
    assert f"release={first['release']}" in first["next"]
    second = client.get(first["next"].replace("http://testserver", ""), headers={"Accept": "application/json"}).json()
    assert len(second["items"]) == 3
    assert not {gap["iri"] for gap in first["items"]} & {gap["iri"] for gap in second["items"]}
    assert 'rel="next"' in client.get("/gaps.json?limit=3").headers["link"]


def test_a_thing_keeps_the_percent_encoding_of_its_code(client: TestClient) -> None:
    assert client.get("/id/np/document/NO%2FSUCH.json").status_code == 404
    assert client.get("/id/np/document/MP2013.json").json()["thing"]["iri"].endswith("/np/document/MP2013")


def test_a_code_with_dots_keeps_them(client: TestClient) -> None:
    focus = client.get("/country/np/goal/7.2.1", headers={"Accept": "application/json"}).json()["focus"]
    assert focus["code"] == "7.2.1"
    assert client.get("/country/np/goal/7.2.1.json").json()["focus"]["code"] == "7.2.1"


@pytest.mark.parametrize("address", [page for page in PAGES if "xa" in page])
def test_what_is_made_up_says_so(client: TestClient, address: str) -> None:
    assert "<strong>Exemplaria" in client.get(address, headers=BROWSER).text


@pytest.mark.parametrize("address", [page for page in PAGES if "np" in page and "release" not in page])
def test_what_is_real_is_not_called_made_up(client: TestClient, address: str) -> None:
    assert "made up to show" not in client.get(address, headers=BROWSER).text


def test_the_five_statuses_are_counted_on_the_first_page(client: TestClient) -> None:
    exemplaria = next(one for one in client.get("/index.json").json()["countries"] if one["iso"] == "xa")
    assert set(exemplaria["goals"]) == {"broken", "weak", "unknown", "intact", "outside"}
    assert all(exemplaria["goals"].values()), "Exemplaria shows every status"
    text = client.get("/", headers=BROWSER).text
    for words in ("Broken", "Weak", "Not known", "Intact", "Outside"):
        assert f"<span>{words}</span>" in text


def test_what_is_not_known_is_neither_hidden_nor_red(client: TestClient) -> None:
    text = client.get("/country/np", headers=BROWSER).text
    assert text.count('class="pill unknown"') == 12
    assert "is-broken" not in text
    assert '<span class="bead" aria-hidden="true">?</span>' in text


@pytest.mark.parametrize(("iso", "goals"), [("np", 12), ("ph", 4), ("uz", 9)])
def test_each_step_that_nobody_linked_is_not_known_and_names_its_sheet(
    client: TestClient, iso: str, goals: int
) -> None:
    said = client.get(f"/country/{iso}.json").json()
    sheets = ["goals", "programmes", "competencies", "teaching", "assessing", "certifying"]
    assert [[one["sheet"] for one in goal["not_known"]] for goal in said["goals"]] == [sheets] * goals
    text = client.get(f"/country/{iso}", headers=BROWSER).text
    assert "no breaks" not in text
    assert text.count(f"<i>{goals} not known</i>") == 5
    assert f'href="/country/{iso}/untold#sheet-teaching"' in text


def test_a_step_of_an_unknown_thread_that_is_linked_is_named(client: TestClient) -> None:
    goal = next(one for one in client.get("/country/xa.json").json()["goals"] if one["goal"]["code"] == "G12")
    assert [step["code"] for step in goal["stages"]["programme"]] == ["P12"]
    assert [one["stage"] for one in goal["not_known"]] == ["goal", "competency", "module", "assessment", "credential"]


def test_what_is_on_record_and_on_no_thread_is_listed_with_its_sheet(client: TestClient) -> None:
    found = {one["stage"]: one for one in client.get("/country/ph.json").json()["on_no_thread"]}
    assert set(found) == {"programme", "competency", "module"}
    assert (found["module"]["total"], found["module"]["edge"]["sheet"]) == (7, "teaching")


def test_the_trace_has_the_shape_of_the_contract(client: TestClient) -> None:
    said = client.get(f"{GOAL}.json").json()
    assert set(said) == {"focus", "as_of", "release", "status", "why", "nodes", "links", "breaks", "remedies"}
    assert set(said["focus"]) == {"iri", "type", "code", "label", "lang", "dataset", "source"}
    assert set(said["nodes"][0]) == {*said["focus"], "stage"}
    assert set(said["links"][0]) == {"source", "target", "relation", "level", "status", "evidence"}
    assert set(said["breaks"][0]) == {"gap", "type", "stage", "focus", "status", "message", "remedy"}
    assert said["status"] == "weak"
    assert said == client.get(f"/trace.json?iri={said['focus']['iri']}").json() | {"remedies": said["remedies"]}


def test_a_gap_has_the_shape_of_the_contract(client: TestClient) -> None:
    said = client.get("/gaps.json?country=xa,np&status=open&limit=1").json()
    assert set(said) == {"as_of", "release", "total", "counts", "items", "next"}
    assert set(said["items"][0]) == {
        "iri", "type", "title", "status", "severity", "country", "stage", "focus", "object", "message", "remedy",
        "completeness", "evidence", "first_seen",
    }  # fmt: skip
    assert said["items"][0]["country"] == "xa"


def test_nepals_old_plan_is_shown_as_ended_and_its_successor_as_not_known(client: TestClient) -> None:
    text = client.get("/id/np/document/MP2013", headers=BROWSER).text
    assert "31 December 2017" in text
    found = client.get("/gaps.json?country=np&type=G07").json()["items"]
    assert ("MP2013", "unknown") in {(gap["focus"]["code"], gap["status"]) for gap in found}


def test_the_page_of_a_thing_says_how_it_stands_and_what_is_missing_there(client: TestClient) -> None:
    page = client.get("/id/np/document/MP2013", headers=BROWSER).text
    assert "ended as of 24 November 2026" in page
    assert "it is not known whether another document replaces it" in page
    assert "in force as of" in client.get("/id/np/document/NICTP2015", headers=BROWSER).text


def test_every_statement_of_a_goal_leads_to_its_document_and_mark(client: TestClient) -> None:
    text = client.get("/country/np/goal/NP-G1", headers=BROWSER).text
    sources = text[text.index('id="rests"') :]
    assert "Verified at the source" in sources
    assert re.search(r'href="/id/np/document/S8"', sources)


def test_the_untold_page_names_sheets_and_gives_the_workbook(client: TestClient) -> None:
    said = client.get("/country/np/untold.json").json()
    assert {"documents", "competencies"} <= {sheet["sheet"] for sheet in said["sheets"]}
    assert "teaching" in said["datasets"][0]["empty_sheets"]
    assert 'href="/datasets/np/export.xlsx"' in client.get("/country/np/untold", headers=BROWSER).text


@pytest.mark.parametrize("form", ["xlsx", "ttl", "nq", "jsonld"])
def test_a_dataset_can_be_taken_away(client: TestClient, form: str) -> None:
    answer = client.get(f"/datasets/np/export.{form}")
    assert answer.status_code == 200
    assert re.search(rf'filename="np-v1-release-\d+\.{form}"', answer.headers["content-disposition"])
    if form == "xlsx":
        assert answer.content.startswith(b"PK")
    else:
        assert len(list(read_quads(answer.content, form))) > 100


def test_static_files_are_kept_for_a_year_under_their_hash_alone(client: TestClient) -> None:
    address = re.findall(r'href="(/static/site\.css\?v=\w+)"', client.get("/", headers=BROWSER).text)[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/site.css?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/../app.py").status_code == 404


def test_pages_travel_compressed(client: TestClient) -> None:
    assert client.get("/", headers={**BROWSER, "Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_health_and_ready_answer(client: TestClient) -> None:
    assert client.get("/health").json()["status"] == "ok"
    ready = client.get("/ready").json()
    assert ready["status"] == "ready"
    assert ready["rules"] >= 3


def test_a_service_without_data_lives_but_is_not_ready(settings: Settings) -> None:
    from tests.conftest import now

    with TestClient(create_app(Releases(settings, now), settings), raise_server_exceptions=False) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 503
        answer = client.get("/", headers=BROWSER)
        assert answer.status_code == 404
        assert "goldenthread demo" in answer.text


def test_a_label_comes_in_the_language_that_is_asked_with_its_tag(client: TestClient) -> None:
    french = client.get(f"{GOAL}.json", headers={"Accept-Language": "fr"}).json()["focus"]
    english = client.get(f"{GOAL}.json", headers={"Accept-Language": "en-GB, fr;q=0.5"}).json()["focus"]
    assert (french["lang"], english["lang"]) == ("fr", "en")
    assert (
        f'<span lang="fr" dir="auto">{french["label"][:4]}'
        in client.get(GOAL, headers=BROWSER | {"Accept-Language": "fr"}).text
    )


def test_the_vocabulary_context_is_json_ld(client: TestClient) -> None:
    answer = client.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "@context" in json.loads(answer.content)


class Slow:
    """Releases whose views of other days take as long as a test wants."""

    def __init__(self, shipped: Releases) -> None:
        self.shipped = shipped
        self.go_on = threading.Event()

    def release(self, number: int | None = None, as_of: date | None = None) -> Release:
        if as_of is not None:
            self.go_on.wait(60)
        return self.shipped.release(number, None)

    def __getattr__(self, name: str) -> object:
        return getattr(self.shipped, name)


def test_a_view_that_takes_its_time_is_told_to_be_in_the_making(
    shipped: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(shipped)
    app = create_app(shipped, Settings())
    app.state.releases = slow
    monkeypatch.setattr(asked, "PATIENCE", 0.05)
    with TestClient(app, raise_server_exceptions=False) as client:
        for accept in ("text/html", "application/json"):
            answer = client.get("/country/np?as_of=2020-01-01", headers={"Accept": accept})
            assert (answer.status_code, answer.headers["retry-after"]) == (202, "2")
        assert client.get("/country/np").status_code == 200, "today does not wait"
        slow.go_on.set()
        monkeypatch.setattr(asked, "PATIENCE", 60)
        assert client.get("/country/np?as_of=2020-01-01").status_code == 200


def test_a_query_cannot_break_out_of_the_link_header(client: TestClient) -> None:
    links = client.get('/search?q=a>; rel="evil"', headers=BROWSER).headers["link"]
    assert "evil" not in re.sub(r"<[^>]*>", "", links)


@pytest.mark.parametrize("address", ["/method", "/api", "/query"])
def test_a_page_that_is_only_for_people_says_so_to_programs(client: TestClient, address: str) -> None:
    refused = client.get(address, headers={"Accept": "text/turtle"})
    assert refused.status_code == 406
    assert "text/html" in refused.json()["detail"]
    assert client.get(address, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")


def test_method_and_reference_have_a_twin_for_programs(client: TestClient) -> None:
    said = client.get("/method.json").json()
    assert said["markdown"].startswith(f"# {said['title']}")
    assert {"name": "limits", "title": "Limits"} in said["parts"]
    assert client.get("/api.json").json() == client.get("/openapi.json").json()
