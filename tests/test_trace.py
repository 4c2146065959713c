"""The thread of a node: each step once, with its evidence; what only a candidate holds is marked."""

import pytest

from goldenthread import terms, trace
from goldenthread.errors import BadParameter
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Triple, read_quads

BASE = "https://w3id.org/goldenthread/id/xa/"
PREFIXES = f"""
@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @prefix dcterms: <{terms.DCTERMS}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @base <{BASE}> .
"""
SOURCE = """
<G> a gt:PolicyGoal . <P> a gt:Programme ; gt:realises <G> ; dcterms:source <D> ; gt:locator "p. 9" .
<D> a gt:MasterPlan . <C1> a gt:Competency . <C2> a gt:Competency . <M1> a gt:Module . <M2> a gt:Module .
<T1> a gt:TeachingClaim, gt:Claim ; gt:subject <M1> ; gt:object <C1> ; gt:atLevel <L1> ; gt:status "accepted" ;
    gt:asserter "Ministry" ; dcterms:date "2020-01-31"^^xsd:date ; dcterms:source <D> ; gt:verification "verified" .
<T2> a gt:TeachingClaim, gt:Claim ; gt:subject <M2> ; gt:object <C2> ; gt:status "candidate" .
<L1> a gt:Level ; skos:notation "B" .
"""
VIEW = """
<G> gt:leadsTo <P> . <P> gt:leadsTo <C1>, <C2> . <C1> gt:leadsTo <M1> . <C2> gt:mayLeadTo <M2> .
<G> gt:inCountry <xa> ; a gt:Goal .
""" + "".join(
    f"<{name}> gt:inDataset <../xa> .\n" for name in ("G", "P", "D", "C1", "C2", "M1", "M2", "T1", "T2", "L1")
)
REPORT = '<G> gt:threadStatus "weak" ; gt:breaksAt "module" .'


def of(text: str) -> list[Triple]:
    return [quad.triple for quad in read_quads((PREFIXES + text).encode(), "ttl")]


@pytest.fixture
def store() -> Store:
    store = in_memory()
    for graph, text in ((BASE.rstrip("/"), SOURCE), (terms.GRAPH_view, VIEW), (terms.GRAPH_report, REPORT)):
        store.add(NamedNode(graph), of(text))
    return store


def steps(found: trace.Trace) -> set[tuple[str, str, str, str]]:
    return {
        (link.source.removeprefix(BASE), link.relation, link.target.removeprefix(BASE), link.status)
        for link in found.links
    }


def test_down_from_a_goal_each_step_is_there_once(store: Store) -> None:
    found = trace.trace(store, BASE + "G")
    assert steps(found) == {
        ("G", "realises", "P", "accepted"),
        ("P", "requires", "C1", "accepted"),
        ("P", "requires", "C2", "accepted"),
        ("C1", "teaches", "M1", "accepted"),
        ("C2", "teaches", "M2", "candidate"),
    }
    assert (found.status, found.breaks_at) == ("weak", "module")
    assert len(found.nodes) == 6


def test_up_from_a_module_only_what_it_serves(store: Store) -> None:
    found = trace.trace(store, BASE + "M1", "up")
    assert {step[0] for step in steps(found)} == {"G", "P", "C1"}
    assert found.status is None


def test_a_claim_and_a_row_both_give_evidence(store: Store) -> None:
    found = {(link.source, link.target): link for link in trace.trace(store, BASE + "G").links}
    claim = found[BASE + "C1", BASE + "M1"]
    assert [(e.asserter, e.date, e.verification) for e in claim.evidence] == [("Ministry", "2020-01-31", "verified")]
    assert claim.level is not None
    assert claim.level.code == "B"
    (row,) = found[BASE + "G", BASE + "P"].evidence
    assert row.locator == "p. 9"
    assert row.document is not None
    assert row.document.iri == BASE + "D"


def test_a_direction_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(BadParameter):
        trace.trace(store, BASE + "G", "sideways")  # type: ignore[arg-type]  # the fault under test


def test_the_overview_has_each_stage_and_marks_candidates(store: Store) -> None:
    (thread,) = trace.overview(store, trace.threads(store, BASE + "xa"))
    assert (thread.status, thread.breaks_at) == ("weak", "module")
    modules = {step.thing.iri.removeprefix(BASE): step.certain for step in thread.stages["module"]}
    assert modules == {"M1": True, "M2": False}
    assert set(thread.stages) == {"programme", "competency", "module"}


@pytest.mark.parametrize("status", ["intact", "weak", "broken", "unknown", "outside"])
def test_every_standing_has_its_reason_in_words(status: str) -> None:
    assert trace.why(status, "module")


def test_what_is_not_known_is_not_told_as_missing() -> None:
    assert "missing" not in (trace.why("unknown", "module") or "")
    assert trace.why(None, None) is None


def test_exemplaria_breaks_where_its_report_says(shipped: Releases) -> None:
    store = shipped.current().store
    found = trace.trace(store, "https://w3id.org/goldenthread/id/xa/goal/G13")
    assert found.status == "broken"
    assert [gap.type for gap in found.breaks if gap.status == "open"] == ["G01"]
