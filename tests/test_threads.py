"""How the thread of a goal stands: one whole thread, and what each thing taken from it or put to it does."""

import pytest

from goldenthread import gaps, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from tests.planted import BASE, DAY, short, stored

HEAD = f"""@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{BASE}xa/> .
"""
CLOSED = """<Q> a gt:CompletenessStatement ; gt:asOf "2026-01-01"^^xsd:date ; gt:completeFor gt:operationalises ,
    gt:realises , gt:requires , gt:teaches , gt:assesses , gt:certifies ."""
LEVELS = """<L1> a gt:Level ; skos:inScheme <LS> ; gt:rank 1 . <L2> a gt:Level ; skos:inScheme <LS> ; gt:rank 2 .
<INS> a gt:TargetGroup ."""
GOAL = "<G> a gt:PolicyGoal ; gt:addressesTeachers true ."
PROGRAMME = "<P> a gt:Programme ; gt:realises <G> ."
COMPETENCY = "<P> gt:sets <R> . <R> a gt:Requirement ; gt:ofCompetency <C> ; gt:atLevel <L2> . <C> a gt:Competency ."
MODULE = "<M> a gt:Module . <T> a gt:TeachingClaim ; gt:subject <M> ; gt:object <C> ; gt:atLevel <L2> ."
ASSESSMENT = "<A> a gt:Assessment . <AC> a gt:AssessmentClaim ; gt:subject <A> ; gt:object <C> ; gt:atLevel <L2> ."
CREDENTIAL = "<K> a gt:Credential . <KC> a gt:CertificationClaim ; gt:subject <K> ; gt:object <C> ; gt:atLevel <L2> ."
WHOLE = (GOAL, PROGRAMME, COMPETENCY, MODULE, ASSESSMENT, CREDENTIAL)
SECOND = "<P> gt:requires <C2> . <C2> a gt:Competency ."
OTHERS = "<R2> a gt:Requirement ; gt:ofCompetency <C> ; gt:forGroup <INS> . <M> gt:forGroup <PRE> ."
MATCHED = """<K> a gt:Credential . <KC> a gt:CertificationClaim ; gt:subject <K> ; gt:object <D> . <D> a gt:Competency .
<X> a gt:Mapping ; gt:subject <C> ; gt:predicate skos:closeMatch ; gt:object <D> ."""
CANDIDATE = '<T> gt:status "candidate" .'


def without(*parts: str) -> str:
    return "\n".join(part for part in WHOLE if part not in parts)


def lower(part: str) -> str:
    return without(part) + part.replace("<L2>", "<L1>")


def reported(text: str, *, closed: bool = True) -> Store:
    store = stored((HEAD + LEVELS + text + (CLOSED if closed else "")).encode())
    gaps.report(store, DAY, 1)
    return store


def standing(store: Store, goal: str = "G") -> tuple[str, str, str]:
    """Status, stage, and the G36 gap of a goal, with "" for none."""

    def one(name: str) -> str:
        graph = NamedNode(terms.GRAPH_report)
        found = list(store.quads(NamedNode(BASE + "xa/" + goal), NamedNode(name), None, graph))
        assert len(found) <= 1
        return text_of(found[0].object) if found else ""

    broken = [gap for gap in gaps.gaps(store, type="G36").items if short(gap.focus.iri) == goal]
    assert all(gap.stage == one(terms.breaksAt) for gap in broken)
    return one(terms.threadStatus), one(terms.breaksAt), "".join(gap.status for gap in broken)


def on_thread(store: Store, goal: str = "G") -> set[str]:
    """The types of the gaps that the report names on a goal's thread."""
    graph = NamedNode(terms.GRAPH_report)
    found = store.quads(NamedNode(BASE + "xa/" + goal), NamedNode(terms.threadGap), None, graph)
    return {gap.type for gap in gaps.gaps_of(store, (text_of(quad.object) for quad in found))}


@pytest.mark.parametrize("closed", [True, False])
def test_a_thread_with_every_step_at_level_is_intact_whatever_is_declared(closed: bool) -> None:
    assert standing(reported(without(), closed=closed)) == ("intact", "", "")


@pytest.mark.parametrize(
    ("missing", "stage", "type"),
    [
        (PROGRAMME, "programme", "G02"),
        (COMPETENCY, "competency", "G01"),
        (MODULE, "module", "G18"),
        (ASSESSMENT, "assessment", "G28"),
        (CREDENTIAL, "credential", "G31"),
    ],
)
def test_one_step_taken_out_breaks_the_thread_there_or_leaves_it_unknown(missing: str, stage: str, type: str) -> None:
    store = reported(without(missing))
    assert standing(store) == ("broken", stage, "open")
    assert on_thread(store) == {type}
    assert standing(reported(without(missing), closed=False)) == ("unknown", stage, "unknown")


@pytest.mark.parametrize(
    ("text", "thin"),
    [
        (lower(MODULE), {"G19"}),
        (lower(ASSESSMENT), {"G30"}),
        (lower(CREDENTIAL), {"G31"}),
        (without() + SECOND, set()),
        (without() + OTHERS, {"G18"}),
        (without() + CANDIDATE, {"G18"}),
        (without(CREDENTIAL) + MATCHED, {"G31"}),
    ],
    ids=["taught-lower", "assessed-lower", "certified-lower", "other-competency", "other-group", "candidate", "match"],
)  # fmt: skip
def test_a_thread_that_reaches_the_end_in_part_is_weak(text: str, thin: set[str]) -> None:
    store = reported(text)
    assert standing(store) == ("weak", "", "")
    assert on_thread(store) == thin


def test_a_doubtful_group_leaves_the_thread_unknown_though_all_is_declared() -> None:
    text = without() + "<R> gt:forGroup <INS> ."
    assert standing(reported(text)) == ("unknown", "module", "unknown")


def test_one_step_not_known_leaves_the_thread_unknown_though_another_path_breaks() -> None:
    """The second competency has no requirement, so no gap type reports that nothing teaches it."""
    assert standing(reported(without(CREDENTIAL) + SECOND)) == ("unknown", "module", "unknown")


def test_the_stage_is_that_of_the_path_that_gets_furthest() -> None:
    second = "<P> gt:sets <R2> . <R2> a gt:Requirement ; gt:ofCompetency <C2> . <C2> a gt:Competency ."
    store = reported(without(CREDENTIAL) + second)
    assert standing(store) == ("broken", "credential", "open")
    assert on_thread(store) == {"G18", "G31"}


def test_a_goal_that_does_not_address_teachers_is_outside() -> None:
    assert standing(reported(GOAL.replace("true", "false"))) == ("outside", "", "")


def test_a_goal_that_does_not_say_whether_it_addresses_teachers_is_unknown_even_where_its_thread_is_whole() -> None:
    text = without(GOAL) + "<G> a gt:PolicyGoal ."
    assert standing(reported(text)) == ("unknown", "goal", "unknown")


def test_a_goal_stands_as_what_serves_those_below_it() -> None:
    text = without() + "<G> skos:broader <V> . <V> a gt:Vision ; gt:addressesTeachers true ."
    assert standing(reported(text), "V") == ("intact", "", "")


def test_a_vision_without_a_programme_is_unknown_since_no_type_reports_it() -> None:
    assert standing(reported("<G> a gt:Vision ; gt:addressesTeachers true .")) == ("unknown", "programme", "unknown")


def test_without_requirements_the_competency_itself_is_held_to_the_steps() -> None:
    text = without(COMPETENCY) + "<P> gt:requires <C> . <C> a gt:Competency ."
    assert standing(reported(text)) == ("intact", "", "")
