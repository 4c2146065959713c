"""The view of a day: what is in force, which claims count, how levels and groups compare, how long it stays true."""

from datetime import date, timedelta

import pytest

from goldenthread import terms, view
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from tests.planted import BASE, DAY, short, stored

HEAD = f"""@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @prefix dcterms: <{terms.DCTERMS}> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @base <{BASE}xa/> .
"""
NOTED = '<S> a gt:StatusChange ; gt:of <X> ; gt:status "{}" ; dcterms:date "{}"^^xsd:date .'


def made(text: str, day: date = DAY) -> Store:
    return stored((HEAD + text).encode(), day)


def said(store: Store, predicate: str) -> set[tuple[str, str]]:
    """The pairs that the view itself holds for a property."""
    graph = NamedNode(terms.GRAPH_view)
    return {
        (short(text_of(quad.subject)), short(text_of(quad.object)).removeprefix(terms.GT))
        for quad in store.quads(predicate=NamedNode(predicate), graph=graph)
    }


def states(store: Store) -> set[str]:
    return {state for node, state in said(store, terms.RDF_type) if node == "X"} & {
        "InForce", "Expired", "Draft", "Current", "Endorsed"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ("<X> a gt:Policy .", {"InForce"}),
        ('<X> a gt:Policy ; gt:start "2026-06-30"^^xsd:date ; gt:end "2026-06-30"^^xsd:date .', {"InForce"}),
        ('<X> a gt:Policy ; gt:start "2026-07-01"^^xsd:date .', set()),
        ('<X> a gt:Policy ; gt:end "2026-06-29"^^xsd:date .', {"Expired"}),
        ("<X> a gt:Policy . " + NOTED.format("draft", "2020-01-01"), {"Draft"}),
        ("<X> a gt:Policy . " + NOTED.format("validated", "2020-01-01"), {"InForce"}),
        ("<X> a gt:Policy . " + NOTED.format("superseded", "2020-01-01"), set()),
        ("<X> a gt:Policy . " + NOTED.format("expired", "2020-01-01"), {"Expired"}),
        ("<X> a gt:Policy . " + NOTED.format("draft", "2026-07-01"), {"InForce"}),
        ("<X> a gt:CompetencyStandard .", set()),
        ("<X> a gt:CompetencyStandard . " + NOTED.format("validated", "2020-01-01"), {"Draft"}),
        ("<X> a gt:CompetencyStandard . " + NOTED.format("endorsed", "2026-06-30"), {"InForce", "Current", "Endorsed"}),
        ("<X> a gt:CompetencyStandard . " + NOTED.format("in_force", "2020-01-01"), {"InForce", "Current", "Endorsed"}),
        ("<X> a gt:CompetencyStandard . " + NOTED.format("endorsed", "2026-07-01"), set()),
        ("<X> a gt:ReferenceFramework .", {"InForce", "Current"}),
        ('<X> a gt:Curriculum ; gt:status "in_delivery" .', {"InForce"}),
        ('<X> a gt:Curriculum ; gt:status "planned" .', {"Draft"}),
        ('<X> a gt:Curriculum ; gt:status "in_delivery" ; gt:start "2026-07-01"^^xsd:date .', {"Draft"}),
        ('<X> a gt:Curriculum ; gt:status "retired" .', {"Expired"}),
        ("<X> a gt:Curriculum .", set()),
        ('<X> a gt:Module ; gt:status "current" .', {"Current"}),
        ('<X> a gt:Module ; gt:status "retired" .', set()),
        ('<X> a gt:Module ; gt:status "current" ; gt:partOfCurriculum <K> . <K> a gt:Curriculum .', {"Current"}),
        ('<X> a gt:Module ; gt:partOfCurriculum <K> . <K> a gt:Curriculum ; gt:status "planned" .', set()),
    ],
)
def test_what_is_in_force_and_what_counts_on_the_day(thing: str, expected: set[str]) -> None:
    assert states(made(thing)) == expected


def test_the_latest_status_on_or_before_the_day_holds_and_of_one_day_the_later_in_life() -> None:
    text = "<X> a gt:Policy . " + "".join(
        NOTED.replace("<S>", f"<S{number}>").format(*change)
        for number, change in enumerate(
            [
                ("draft", "2019-01-01"),
                ("endorsed", "2020-01-01"),
                ("validated", "2020-01-01"),
                ("expired", "2027-01-01"),
            ]
        )
    )
    assert said(made(text), terms.statusOnDay) == {("X", "endorsed")}
    assert said(made(text, date(2019, 6, 1)), terms.statusOnDay) == {("X", "draft")}
    assert said(made(text, date(2018, 6, 1)), terms.statusOnDay) == set()


def test_only_the_newest_framework_in_force_is_current() -> None:
    text = """<A> a gt:ReferenceFramework . <B> a gt:ReferenceFramework ; dcterms:replaces <A> ;
    gt:end "2020-01-01"^^xsd:date .
    <C> a gt:ReferenceFramework ; dcterms:replaces <B> . <D> a gt:ReferenceFramework ; dcterms:replaces <C> ;
    gt:start "2030-01-01"^^xsd:date ."""
    assert {node for node, state in said(made(text), terms.RDF_type) if state == "Current"} == {"C"}
    assert said(made(text), terms.succeededBy) == {("A", "C"), ("B", "C")}


def test_the_nodes_of_a_reference_framework_belong_to_no_country() -> None:
    store = made("<F> a gt:ReferenceFramework . <E> a gt:Competency ; skos:inScheme <F> . <C> a gt:Competency .")
    assert said(store, terms.inCountry) >= {("C", "country/xa")}
    assert not {"F", "E"} & {node for node, _ in said(store, terms.inCountry)}
    assert {("F", BASE + "xa"), ("E", BASE + "xa")} <= {
        (node, BASE + home) for node, home in said(store, terms.inDataset)
    }


def test_levels_compare_within_a_scheme_and_over_levels_said_to_be_the_same_only() -> None:
    store = made("""<A1> a gt:Level ; skos:inScheme <A> ; gt:rank 1 . <A2> a gt:Level ; skos:inScheme <A> ; gt:rank 2 .
    <B1> a gt:Level ; skos:inScheme <B> ; gt:rank 1 . <B2> a gt:Level ; skos:inScheme <B> ; gt:rank 5 .
    <B2> gt:sameLevelAs <A1> .
    <C1> a gt:Level ; skos:inScheme <C> ; gt:rank 9 .""")
    found = {pair for pair in said(store, terms.atLeast) if pair[0] != pair[1]}
    assert found == {("A2", "A1"), ("B2", "B1"), ("B2", "A1"), ("A1", "B2"), ("A1", "B1"), ("A2", "B2"), ("A2", "B1")}


def test_a_module_for_a_wider_group_meets_a_requirement_and_one_that_names_none_may() -> None:
    store = made("""<INS> a gt:TargetGroup ; gt:phase "in_service" . <PRI> a gt:TargetGroup ; skos:broader <INS> .
    <R> a gt:Requirement ; gt:ofCompetency <C> ; gt:forGroup <PRI> . <ANY> a gt:Requirement ; gt:ofCompetency <C> .
    <W> a gt:Module ; gt:forGroup <INS> . <N> a gt:Module . <O> a gt:Module ; gt:forGroup <PRE> .
    <T1> a gt:TeachingClaim ; gt:subject <W> ; gt:object <C> .
    <T2> a gt:TeachingClaim ; gt:subject <N> ; gt:object <C> .
    <T3> a gt:TeachingClaim ; gt:subject <O> ; gt:object <C> .""")
    anybody = {("ANY", "W"), ("ANY", "N"), ("ANY", "O")}
    assert said(store, terms.metBy) == said(store, terms.taughtBy) == {("R", "W"), *anybody}
    assert said(store, terms.perhapsMetBy) == said(store, terms.perhapsTaughtBy) == {("R", "N")}
    assert said(store, terms.inPhase) == {("INS", "in_service"), ("PRI", "in_service")}


def test_matches_go_both_ways_and_never_on_to_a_third() -> None:
    store = made("""<M> a gt:Mapping ; gt:subject <A> ; gt:predicate skos:exactMatch ; gt:object <B> .
    <N> a gt:Mapping ; gt:subject <B> ; gt:predicate skos:exactMatch ; gt:object <C> .
    <O> a gt:Mapping ; gt:subject <A> ; gt:predicate skos:broadMatch ; gt:object <D> .
    <P> a gt:Mapping ; gt:subject <A> ; gt:predicate skos:exactMatch ; gt:object <E> ; gt:status "candidate" .""")
    assert said(store, terms.SKOS_exactMatch) == {("A", "B"), ("B", "A"), ("B", "C"), ("C", "B")}
    assert (said(store, terms.SKOS_broadMatch), said(store, terms.SKOS_narrowMatch)) == ({("A", "D")}, {("D", "A")})


def test_the_thread_has_its_steps_and_a_candidate_only_may_lead_on() -> None:
    store = made("""<D> a gt:MasterPlan . <V> a gt:Vision ; gt:statedIn <D> . <G> a gt:PolicyGoal ; skos:broader <V> .
    <P> a gt:Programme ; gt:realises <G> ; gt:sets <R> . <R> a gt:Requirement ; gt:ofCompetency <C> .
    <C> a gt:Competency . <M> a gt:Module . <T> a gt:TeachingClaim ; gt:subject <M> ; gt:object <C> .
    <O> a gt:Offering ; gt:ofModule <M> .
    <M2> a gt:Module . <T2> a gt:TeachingClaim ; gt:subject <M2> ; gt:object <C> ; gt:status "candidate" .
    <T3> a gt:TeachingClaim ; gt:subject <M3> ; gt:object <C> ; gt:status "rejected" .
    <A> a gt:Assessment . <AC> a gt:AssessmentClaim ; gt:subject <A> ; gt:object <C> .
    <KC> a gt:CertificationClaim ; gt:subject <K> ; gt:object <C> ; gt:restsOn <A> .
    <KC2> a gt:CertificationClaim ; gt:subject <K2> ; gt:object <C> .
    <I> a gt:Indicator ; gt:measures <G> . <F> a gt:Finding ; gt:informs <P> .""")
    assert said(store, terms.leadsTo) == {
        tuple(step.split(">"))
        for step in ["D>V", "V>G", "G>P", "P>R", "R>C", "C>M", "M>O", "C>A", "A>K", "C>K2", "G>I", "F>P"]
    }  # fmt: skip
    assert said(store, terms.mayLeadTo) == {("C", "M2")}
    assert said(store, terms.serves) == {("C", "G"), ("C", "V")}


@pytest.mark.parametrize(
    ("scope", "closed"),
    [
        ("", {"M1", "M2", "R1", "R2", "C1", "C2"}),
        ("gt:scope <../xa> ;", {"M1", "M2", "R1", "R2", "C1", "C2"}),
        ("gt:scope <S1> ;", {"C1", "R1"}),
        ("gt:scope <K1> ;", {"M1"}),
        ("gt:scope <D> ;", set()),
    ],
)
def test_completeness_reaches_the_focus_of_a_gap_by_its_own_scope(scope: str, closed: set[str]) -> None:
    things = "".join(
        f"""<C{n}> a gt:Competency ; skos:inScheme <S{n}> . <S{n}> a gt:CompetencyStandard ; gt:statedIn <D> .
        <R{n}> a gt:Requirement ; gt:ofCompetency <C{n}> ; gt:statedIn <D> .
        <M{n}> a gt:Module ; gt:partOfCurriculum <K{n}> ."""
        for n in (1, 2)
    )
    statement = f'<Q> a gt:CompletenessStatement ; gt:completeFor gt:teaches ; {scope} gt:asOf "2026-06-30"^^xsd:date .'
    assert {node for node, _ in said(made(things + statement), terms.closedFor)} == closed
    assert said(made(things + statement, DAY - timedelta(days=1)), terms.closedFor) == set()


@pytest.mark.parametrize(
    ("fact", "until"),
    [
        ("<X> a gt:Policy .", None),
        ('<X> a gt:Policy ; gt:end "2026-06-29"^^xsd:date ; gt:start "2026-06-30"^^xsd:date .', None),
        ('<X> a gt:Policy ; gt:start "2026-08-01"^^xsd:date .', "2026-07-31"),
        ('<X> a gt:Policy ; gt:end "2026-08-01"^^xsd:date .', "2026-08-01"),
        ('<X> a gt:Policy ; gt:end "2026-06-30"^^xsd:date .', "2026-06-30"),
        ('<X> a gt:Policy ; gt:end "2026-09-01"^^xsd:date . ' + NOTED.format("draft", "2026-08-01"), "2026-07-31"),
        ('<X> a gt:CompletenessStatement ; gt:asOf "2026-08-01"^^xsd:date .', "2026-07-31"),
        ('<X> a gt:Indicator ; gt:targetDate "2026-08-01"^^xsd:date .', "2026-08-01"),
        ('<X> a gt:Observation ; dcterms:date "2026-08-01"^^xsd:date .', "2026-07-31"),
        ('<I> a gt:Indicator ; gt:periodicity "P1Y"^^xsd:duration . <X> a gt:Observation ; gt:ofIndicator <I> ; '
         'dcterms:date "2025-08-01"^^xsd:date .', "2026-08-01"),
    ],
)  # fmt: skip
def test_a_view_holds_until_the_last_day_before_a_date_changes_it(fact: str, until: str | None) -> None:
    store = made(fact)
    graph = NamedNode(terms.GRAPH_view)
    found = {text_of(quad.object) for quad in store.quads(graph, NamedNode(terms.validUntil), None, graph)}
    assert found == ({until} if until else set())
    assert said(store, terms.asOf) == {(terms.GRAPH_view, "2026-06-30")}


def test_a_view_made_again_replaces_the_one_before() -> None:
    store = made('<X> a gt:Policy ; gt:end "2026-06-30"^^xsd:date .')
    before = sorted(map(str, store.quads(graph=NamedNode(terms.GRAPH_view))))
    view.make(store, DAY + timedelta(days=1))
    assert states(store) == {"Expired"}
    view.make(store, DAY)
    assert sorted(map(str, store.quads(graph=NamedNode(terms.GRAPH_view)))) == before
