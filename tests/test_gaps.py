"""The report and the gaps read from it: merging, IRIs that last, countries, words, filters."""

import pytest

from goldenthread import gaps, terms, wording
from goldenthread.errors import NotFound
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from tests.planted import BASE, DAY, case, stored


def reported(name: str, release: int = 1, previous: Store | None = None) -> Store:
    store = case(name)
    gaps.report(store, DAY, release, previous, base=BASE)
    return store


def one(store: Store, code: str, focus: str) -> gaps.Gap:
    found = [gap for gap in gaps.gaps(store, type=code, limit=1000).items if gap.focus.iri == BASE + "xa/" + focus]
    assert len(found) == 1
    return found[0]


def test_an_open_gap_says_what_is_wrong_and_what_to_do() -> None:
    gap = one(reported("G18/fail"), "G18", "R1")
    assert (gap.status, gap.severity, gap.stage, gap.country) == ("open", "violation", "module", "xa")
    assert gap.message == "No current module teaches C1 to INS."
    assert gap.remedy == "Add a module that teaches C1 to INS, or write down the one that does."
    assert gap.completeness == "declared complete: teaches"
    assert gap.object
    assert gap.object.iri == BASE + "xa/C1"


def test_a_candidate_is_named_in_the_remedy() -> None:
    assert one(reported("G18/fail"), "G18", "R5").remedy.endswith("Waiting to be accepted or rejected: M.")


def test_what_is_not_known_names_the_sheet_that_would_settle_it() -> None:
    store = reported("G18/unknown")
    undeclared, doubtful = one(store, "G18", "R1"), one(store, "G18", "R2")
    assert undeclared.message == "It is not known which module teaches C1 to INS."
    assert undeclared.remedy.startswith("Tell us on the sheet teaching. If there is nothing to tell, say on the sheet ")
    assert undeclared.remedy.endswith("completeness that teaches is complete.")
    assert undeclared.completeness == "not declared complete: teaches"
    assert doubtful.remedy == "Fill in what is left empty about M on the sheet modules."
    assert [text for text in doubtful.evidence if not isinstance(text, str) and text.iri == BASE + "xa/M"]


@pytest.mark.parametrize(
    ("type_", "name", "words"),
    [("G01", "Learning resources are shared openly", "on the sheet goals."),
     ("G18", "The mentor's craft", "on the sheet modules.")],
)  # fmt: skip
def test_what_is_left_empty_stands_on_the_sheet_that_is_named(
    shipped: Releases, type_: str, name: str, words: str
) -> None:
    store = shipped.release().store
    told = [gap.remedy for gap in gaps.gaps(store, type=type_, status="unknown", limit=1000).items]
    assert f"Fill in what is left empty about “{name}” {words}" in told


@pytest.mark.parametrize("kind", gaps.gap_types(), ids=lambda kind: kind.code)
def test_a_gap_type_has_words_that_fit_its_rule(kind: gaps.GapType) -> None:
    for words in (kind.title, kind.definition, kind.why, kind.message, kind.unknown, kind.remedy):
        assert words
        words.format(focus="f", object="o", value="v", group="g", level="l", stage="s")
    assert "not known" in kind.unknown
    assert kind.sheets
    assert set(kind.rests_on) <= set(terms.LINK_KINDS) == set(wording.SHEETS)
    columns = {"{object}": "?object", "{value}": "?value"}
    if kind.select:
        for place, column in columns.items():
            if place in kind.message + kind.unknown + kind.remedy:
                assert all(column in select for select in kind.select)


def test_many_values_are_evidence_of_one_gap_and_one_doubtful_row_makes_it_unknown() -> None:
    text = f"""@prefix gt: <{terms.GT}> . @base <{BASE}xa/> .
    <R> a gt:Requirement ; gt:ofCompetency <C> ; gt:forGroup <INS> . <INS> a gt:TargetGroup .
    <M1> a gt:Module . <T1> a gt:TeachingClaim ; gt:subject <M1> ; gt:object <C> .
    <M2> a gt:Module . <T2> a gt:TeachingClaim ; gt:subject <M2> ; gt:object <C> ."""
    store = stored(text.encode())
    gaps.report(store, DAY, 1)
    (gap,) = gaps.gaps(store, type="G18").items
    assert gap.status == "unknown"
    assert len(gap.evidence) == 2


def test_a_gap_keeps_its_iri_and_the_release_it_was_first_seen_in() -> None:
    first = reported("G18/fail", 3)
    later = reported("G18/fail", 7, first)
    assert [gap.iri for gap in gaps.gaps(first).items] == [gap.iri for gap in gaps.gaps(later).items]
    assert {gap.first_seen for gap in gaps.gaps(later).items} == {3}
    assert {gap.first_seen for gap in gaps.gaps(reported("G18/fail", 7)).items} == {7}


def test_filters_count_what_they_let_through_and_pages_do_not_overlap() -> None:
    store = reported("G01/unknown")
    everything = gaps.gaps(store, limit=1000)
    assert everything.total == len(everything.items) == sum(everything.counts.values()) > 4
    pages = [gaps.gaps(store, limit=2, offset=at).items for at in range(0, everything.total, 2)]
    assert [gap for page in pages for gap in page] == list(everything.items)
    assert gaps.gaps(store, type="G01").total == 4
    assert gaps.gaps(store, type=("G01", "G18"), status="open").total == 0
    assert gaps.gaps(store, country=BASE + "country/xa").total == everything.total
    assert gaps.gaps(store, country=(BASE + "country/np",)).total == 0
    assert gaps.gaps(store, severity="info", stage="module").counts == {"open": 0, "unknown": 0, "waived": 0}


def test_worst_comes_first() -> None:
    order = [(gap.status, gap.severity) for gap in gaps.gaps(reported("G07/unknown"), limit=1000).items]
    assert order == sorted(order, key=lambda pair: (gaps.STATUSES.index(pair[0]), gaps.SEVERITIES.index(pair[1])))
    assert len(set(order)) > 1


def test_a_gap_that_is_not_in_the_report_is_not_found() -> None:
    with pytest.raises(NotFound):
        gaps.gaps_of(reported("G18/pass"), [BASE + "gap/G18/0000000000000000"])


def test_a_report_says_its_day_and_is_the_same_every_run() -> None:
    graph = NamedNode(terms.GRAPH_report)
    one, two = (sorted(map(str, reported("G18/fail").quads(graph=graph))) for _ in range(2))
    assert one == two
    said = list(reported("G18/fail").quads(graph, NamedNode(terms.asOf), None, graph))
    assert [text_of(quad.object) for quad in said] == ["2026-06-30"]
