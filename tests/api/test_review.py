"""Review: a decision counts at once, only for its own dataset, survives the next import, and tells who made it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest

from goldenthread import sources
from goldenthread.gaps import gaps_of
from tests.api.writers import BASE, Desk, desk, load
from tests.conftest import NOW

XA = f"{BASE}xa"
DAY = NOW.date()
FORM = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("review") / "data") as made:
        load(made)
        yield made


def decide(service: Desk, bound: str = "xa", **said: Any) -> dict[str, Any]:
    answer = service.client.post(
        "/review", json={"dataset": "xa", "person": "Maya", **said}, headers=service.bearer(bound)
    )
    assert answer.status_code in {200, 201}, answer.text
    told: dict[str, Any] = answer.json()
    return told


def get(service: Desk, address: str) -> dict[str, Any]:
    answer = service.client.get(address)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def candidates(service: Desk) -> list[str]:
    claims = get(service, "/review.json?dataset=xa&limit=1000")["claims"]
    return [claim["claim"]["iri"] for claim in claims if claim["why"] == "candidate"]


def candidate_teaching(service: Desk) -> str:
    return next(claim for claim in candidates(service) if "/teaching/" in claim)


def counts(service: Desk, claim: str) -> bool:
    """Whether the view takes a claim as a link."""
    store = service.releases.release().store
    return store.ask(f"ASK {{ <{claim}> a <https://w3id.org/goldenthread/ns#Current> }}")


def status(service: Desk, gap: str, day: date = DAY) -> str:
    return gaps_of(service.releases.release(as_of=day).store, [gap])[0].status


def gaps(service: Desk, status: str, type: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = get(service, f"/gaps.json?country=xa&status={status}&type={type}&limit=1000")["items"]
    return items


# Claims


def test_an_accepted_candidate_counts_and_stays_accepted_after_the_next_import(service: Desk) -> None:
    claim = candidate_teaching(service)
    assert not counts(service, claim)
    told = decide(service, verdicts=[{"claim": claim, "status": "accepted", "note": "Read in the syllabus"}])
    assert (told["dataset"], told["changed"]) == ("xa.decisions", True)
    assert counts(service, claim)
    assert claim not in candidates(service)
    folder = next(folder for folder in sources.shipped() if folder.name == "xa")
    archive, _ = sources.content_of(folder)
    service.releases.remove("xa")
    service.releases.propose(archive, filename="again.zip", dataset="xa")
    assert counts(service, claim)
    standing = get(service, "/review.json?dataset=xa")["decided"]
    assert [(one["about"]["iri"], one["what"], one["person"]) for one in standing] == [(claim, "accepted", "Maya")]
    decide(service, withdrawn=[standing[0]["iri"]])
    assert claim in candidates(service)


def test_a_rejected_claim_counts_no_more_and_the_last_word_wins(service: Desk) -> None:
    store = service.releases.release().store
    held = store.select(
        "PREFIX gt: <https://w3id.org/goldenthread/ns#> SELECT ?c { ?c a gt:AssessmentClaim, gt:Current } ORDER BY ?c"
    ).rows[0][0]
    claim = str(held).strip("<>")
    decide(service, verdicts=[{"claim": claim, "status": "rejected"}])
    assert not counts(service, claim)
    decide(service, verdicts=[{"claim": claim, "status": "accepted"}])
    assert counts(service, claim)
    standing = get(service, "/review.json?dataset=xa")["decided"]
    assert sum(one["about"]["iri"] == claim for one in standing) == 1
    decide(service, withdrawn=[one["iri"] for one in standing if one["about"]["iri"] == claim])
    assert all(one["about"]["iri"] != claim for one in get(service, "/review.json?dataset=xa")["decided"])


def test_a_later_review_in_the_workbook_wins_over_the_decision(service: Desk) -> None:
    claim = candidate_teaching(service)
    decide(service, verdicts=[{"claim": claim, "status": "accepted"}])
    update = f"""PREFIX gt: <https://w3id.org/goldenthread/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        WITH <{XA}> DELETE {{ <{claim}> gt:status ?old }}
        INSERT {{ <{claim}> gt:status "rejected" ; gt:reviewDate "2026-12-01"^^xsd:date }}
        WHERE {{ <{claim}> gt:status ?old }}"""
    answer = service.client.post(
        "/update", content=update, headers={**service.bearer(), "Content-Type": "application/sparql-update"}
    )
    assert answer.status_code == 200, answer.text
    assert not counts(service, claim)
    service.client.post("/releases/undo", headers=service.bearer())
    assert counts(service, claim)
    service.client.post("/releases/undo", headers=service.bearer())
    assert not counts(service, claim)


def test_a_decision_counts_for_its_own_dataset_alone(service: Desk) -> None:
    claim = candidate_teaching(service)
    foreign = f"""@prefix gt: <https://w3id.org/goldenthread/ns#> . @prefix x: <http://www.w3.org/2001/XMLSchema#> .
        @prefix d: <http://purl.org/dc/terms/> . @prefix s: <http://www.w3.org/2004/02/skos/core#> .
        <{BASE}zz.decisions> a gt:Dataset ; d:identifier "zz.decisions" ; s:prefLabel "Others"@en .
        <{BASE}zz.decisions/decision/1> a gt:Decision ; gt:of <{claim}> ; gt:status "accepted" ;
            gt:reviewer "Eve" ; gt:reviewDate "2026-11-24"^^x:date ."""
    answer = service.client.post("/imports", content=foreign, headers=service.bearer("zz.decisions"))
    assert answer.status_code == 201, answer.text
    assert not counts(service, claim)
    stated = f'<{claim}> <https://w3id.org/goldenthread/ns#status> "accepted" .'
    answer = service.client.put(
        f"/graphs?graph={BASE}zz", content=stated, headers={**service.bearer("zz"), "Content-Type": "text/turtle"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")


# Completeness and waivers


def test_a_declaration_turns_what_is_not_known_into_gaps_as_the_dry_run_told(service: Desk) -> None:
    one = {"link": "informs", "scope": XA, "as_of": "2026-11-01", "locator": "Minutes of the review"}
    before = get(service, "/review.json?dataset=xa")["completeness"]
    assert any(link["link"] == "informs" for link in before)
    dry = decide(service, declarations=[one], dry_run=True)
    assert status(service, dry["gaps"]["changed"][0]["gap"]["iri"]) == "unknown"
    told = decide(service, declarations=[one])
    assert told["gaps"]["changed"] == dry["gaps"]["changed"]
    assert {(change["from"], change["to"]) for change in told["gaps"]["changed"]} == {("unknown", "open")}
    assert status(service, told["gaps"]["changed"][0]["gap"]["iri"]) == "open"


def test_a_waived_gap_is_listed_apart_and_comes_back_when_its_day_has_passed(service: Desk) -> None:
    gap = gaps(service, "open", "G18")[0]
    waiver = {"gap": gap["iri"], "until": "2026-12-31", "reason": "The module begins next year"}
    thread = get(service, f"/trace.json?iri={gap['focus']['iri']}")["status"]
    told = decide(service, waivers=[waiver])
    assert [(change["gap"]["iri"], change["to"]) for change in told["gaps"]["changed"]] == [(gap["iri"], "waived")]
    [listed] = gaps(service, "waived")
    assert (listed["iri"], listed["remedy"]) == (
        gap["iri"], "Accepted by Maya up to 2026-12-31: The module begins next year",
    )  # fmt: skip
    assert get(service, f"/trace.json?iri={gap['focus']['iri']}")["status"] == thread
    assert status(service, gap["iri"], date(2026, 12, 31)) == "waived"
    assert status(service, gap["iri"], date(2027, 1, 1)) == "open"
    assert status(service, gap["iri"], date(2026, 11, 23)) == "open"
    assert service.releases.release().facts.valid_until is not None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"person": "", "verdicts": [{"claim": f"{XA}/teaching/x", "status": "accepted"}]},
        {"verdicts": [{"claim": f"{XA}/teaching/nowhere", "status": "accepted"}]},
        {"verdicts": [{"claim": f"{XA}/module/M1", "status": "accepted"}]},
        {"verdicts": [{"claim": "relative", "status": "accepted"}]},
        {"verdicts": [{"claim": f"{XA}/teaching/x", "status": "candidate"}]},
        {"verdicts": "all"},
        {"verdicts": ["all"]},
        {"declarations": [{"link": "informs", "scope": XA, "as_of": "2026-11-01"}]},
        {"declarations": [{"link": "informs", "scope": XA, "as_of": "soon", "locator": "p. 1"}]},
        {"declarations": [{"link": "everything", "scope": XA, "as_of": "2026-11-01", "locator": "p. 1"}]},
        {"declarations": [{"link": "teaches", "scope": f"{BASE}np", "as_of": "2026-11-01", "locator": "p. 1"}]},
        {"waivers": [{"gap": f"{BASE}gap/G18/0", "until": "2026-12-31", "reason": "x"}]},
        {"withdrawn": [f"{XA}.decisions"]},
        {"withdrawn": [f"{XA}.decisions/decision/0"]},
        {"dataset": "nowhere", "verdicts": [{"claim": f"{XA}/teaching/x", "status": "accepted"}]},
        {"dataset": "xa.decisions", "withdrawn": [f"{XA}.decisions/decision/0"]},
        {"dataset": 7, "withdrawn": [f"{XA}.decisions/decision/0"]},
    ],
)
def test_a_decision_on_nothing_is_told_so_and_changes_nothing(service: Desk, said: dict[str, Any]) -> None:
    before = service.releases.release().number
    whole = {"dataset": "xa", "person": "Maya", **said}
    answer = service.client.post("/review", json=whole, headers=service.bearer())
    assert answer.status_code in {400, 404, 422}, answer.text
    assert service.releases.release().number == before


def test_what_is_past_or_not_known_cannot_be_waived(service: Desk) -> None:
    for gap, until in ((gaps(service, "open")[0], "2026-11-23"), (gaps(service, "unknown")[0], "2026-12-31")):
        said = {"dataset": "xa", "person": "Maya", "waivers": [{"gap": gap["iri"], "until": until, "reason": "x"}]}
        assert service.client.post("/review", json=said, headers=service.bearer()).status_code == 400


@pytest.mark.parametrize(("bound", "role", "status"), [("np", "editor", 403), ("xa", "reader", 403)])
def test_only_an_editor_of_the_dataset_decides(service: Desk, bound: str, role: str, status: int) -> None:
    said = {"dataset": "xa", "person": "Eve", "withdrawn": [f"{XA}.decisions/decision/0"]}
    answer = service.client.post("/review", json=said, headers=service.bearer(bound, role=role))
    assert answer.status_code == status
    assert service.client.post("/review", json=said).status_code == 401


# The page


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {unescape(name): unescape(value) for name, value in found}


def test_three_clicks_lead_from_a_gap_to_the_decision_that_needs_it(service: Desk) -> None:
    listing = service.client.get("/gaps?country=xa&status=open&type=G28", headers=FORM).text
    links = [unescape(link) for link in re.findall(r'href="(/review\?gap=[^"]*)"', listing)]
    page = service.client.get(links[0], headers=FORM).text
    assert "Waive this gap" in page
    form = {**fields(page), "person": "Maya", "token": service.token("xa"), "reason": "Agreed", "until": "2027-01-31"}
    done = service.client.post("/review", data={**form, "do": "decide"}, headers=FORM)
    assert done.status_code == 200
    assert "published as release" in done.text
    assert any(gap["iri"] == form["gap"] for gap in gaps(service, "waived"))


def test_the_form_needs_its_token_and_a_try_stores_nothing(service: Desk) -> None:
    claim = candidates(service)[0]
    form = {"dataset": "xa", "person": "Maya", f"verdict {claim}": "accepted", "do": "try"}
    before = service.releases.release().number
    assert service.client.post("/review", data=form, headers=FORM).status_code == 401
    tried = service.client.post("/review", data={**form, "token": service.token()}, headers=FORM)
    assert (tried.status_code, "What it would change" in tried.text) == (200, True)
    assert service.releases.release().number == before


def test_each_decision_is_told_with_its_maker(service: Desk) -> None:
    last = json.loads((service.settings.data / "audit.log").read_text().splitlines()[-1])
    assert last["who"].startswith("Maya (token ")
    assert last["what"] == "decisions on xa: 1 waived"
    assert [file["dataset"] for file in last["files"]] == ["xa.decisions"]


@pytest.mark.parametrize(
    "address", ["/review", "/review?dataset=xa", "/review.csv?dataset=xa", "/review.ttl?dataset=xa"]
)
def test_the_lists_come_in_every_form(service: Desk, address: str) -> None:
    answer = service.client.get(address, headers={} if "." in address else FORM)
    assert answer.status_code == 200
    assert len(answer.text) > 100


def test_the_clock_of_the_service_dates_a_decision(service: Desk) -> None:
    assert {one["day"] for one in get(service, "/review.json?dataset=xa")["decided"] if one["kind"] == "waiver"} == {
        "2026-11-24"
    }
