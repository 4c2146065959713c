"""Coverage: the deepest step that an accepted claim proves; unknown unlike not covered; sums that add up."""

from collections.abc import Sequence

import pytest

from goldenthread import coverage, questions, terms
from goldenthread.errors import BadParameter, NotFound
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, read_quads, text_of
from goldenthread.things import resolve

BASE = "https://w3id.org/goldenthread/id/"
PREFIXES = f"""
@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @prefix sssom: <{terms.SSSOM}> . @base <{BASE}> .
"""
# One cell, one country with one standard of one competency; each case adds a mapping and what counts of it.
SOURCE = """
<r> a gt:ReferenceFramework . <cell> a gt:Competency ; skos:inScheme <r> ; skos:notation "KA.1" .
<c> a gt:Jurisdiction ; skos:notation "QQ" ; skos:prefLabel "Quux" .
<s> a gt:CompetencyStandard ; gt:inCountry <c> . <k> a gt:Competency ; skos:inScheme <s> ; gt:inCountry <c> .
<m> gt:inCountry <c> . <a> gt:inCountry <c> . <x> gt:inCountry <c> .
"""
MATCH = (
    "<map> a gt:Mapping, gt:Current ; gt:subject <k> ; gt:object <cell> ; gt:predicate skos:{0} . <k> skos:{0} <cell> ."
)
CLOSE = MATCH.format("closeMatch")
CANDIDATE = (
    '<map> a gt:Mapping ; gt:subject <k> ; gt:object <cell> ; gt:predicate skos:exactMatch ; gt:status "candidate" .'
)
NONE = """<map> a gt:Mapping, gt:Current ; gt:inCountry <c> ; gt:subject <cell> ; gt:object sssom:NoTermFound ;
    gt:predicate skos:mappingRelation ."""
COMPLETE = "<cell> gt:closedIn <c> ."
WHOLE = "<c> gt:closedFor gt:mapped ."


def world(*said: str) -> Store:
    store = in_memory()
    text = PREFIXES + SOURCE + "".join(said)
    store.add(NamedNode(BASE + "qq"), [quad.triple for quad in read_quads(text.encode(), "ttl")])
    return store


def reach(*said: str) -> coverage.Reach:
    (cell,) = coverage.coverage(world(*said), BASE + "r").cells
    return cell.by_country["qq"]


@pytest.mark.parametrize(
    ("said", "step", "declared"),
    [
        ((), "unknown", False),
        ((COMPLETE,), "not_covered", False),
        ((WHOLE,), "unknown", False),
        ((WHOLE, "<k> gt:lookedUpIn <r> ."), "not_covered", False),
        ((NONE,), "not_covered", True),
        ((NONE, COMPLETE), "not_covered", True),
        ((CANDIDATE,), "unknown", False),
        ((CANDIDATE, COMPLETE), "not_covered", False),
        ((MATCH.format("relatedMatch"),), "unknown", False),
        ((MATCH.format("relatedMatch"), COMPLETE), "not_covered", False),
        *(((MATCH.format(f"{kind}Match"),), "in_standard", False) for kind in ("exact", "close", "broad", "narrow")),
        ((CLOSE, NONE.replace("<map>", "<no>")), "in_standard", False),
        ((CLOSE, "<m> gt:teaches <k> ."), "taught", False),
        ((CLOSE, "<m> gt:teaches <k> . <a> gt:assesses <k> ."), "assessed", False),
        ((CLOSE, "<x> gt:certifies <k> ."), "certified", False),
        ((CANDIDATE, "<m> gt:teaches <k> ."), "unknown", False),
        ((CLOSE, "<elsewhere> gt:teaches <k> ."), "in_standard", False),
    ],
)
def test_the_step_is_the_deepest_that_an_accepted_claim_proves(said: Sequence[str], step: str, declared: bool) -> None:
    found = reach(*said)
    assert (found.step, found.declared) == (step, declared)


def test_a_deep_step_does_not_imply_those_before_it() -> None:
    found = reach(CLOSE, "<a> gt:assesses <k> .")
    assert found.step == "assessed"
    assert found.proven == {"in_standard", "assessed"}
    assert found.by["modules"] == ()


def test_a_mapping_written_from_the_cell_is_read_from_the_competency() -> None:
    turned = """<map> a gt:Mapping, gt:Current ; gt:subject <cell> ; gt:object <k> ; gt:predicate skos:narrowMatch .
        <k> skos:broadMatch <cell> ."""
    found = reach(turned)
    assert [match.predicate for match in found.matches] == [terms.SKOS_broadMatch]
    assert found.step == "in_standard"


def test_a_candidate_is_listed_and_does_not_count() -> None:
    found = reach(CANDIDATE)
    assert [(match.status, match.covers) for match in found.matches] == [("candidate", False)]
    assert found.competencies == ()


def test_a_reference_without_cells_is_refused() -> None:
    with pytest.raises(BadParameter):
        coverage.coverage(world(), BASE + "s-none")


def test_a_country_without_a_standard_on_record_is_not_found() -> None:
    with pytest.raises(NotFound):
        coverage.countries(world(), ["zz"])


# On the shipped data


@pytest.fixture(scope="module")
def store(shipped: Releases) -> Store:
    return shipped.release().store


@pytest.fixture(scope="module")
def matrix(store: Store) -> coverage.Coverage:
    return coverage.coverage(store, resolve(store, "ictcft3:standard/ictcft3", BASE))


def cells(matrix: coverage.Coverage, iso: str, step: str) -> set[str]:
    return {cell.cell.code or "" for cell in matrix.cells if cell.by_country[iso].step == step}


def test_the_cells_stand_by_aspect_and_level(matrix: coverage.Coverage) -> None:
    codes = [cell.cell.code for cell in matrix.cells]
    assert codes == [f"{level}.{aspect}" for aspect in range(1, 7) for level in ("KA", "KD", "KC")]


def test_r2_which_cells_exemplaria_covers(matrix: coverage.Coverage) -> None:
    assert cells(matrix, "xa", "not_covered") == {"KA.6", "KC.1", "KC.5"}
    assert cells(matrix, "xa", "unknown") == {"KC.3", "KC.4"}  # an overlap, and a candidate, are all there is
    declared = {cell.cell.code for cell in matrix.cells if cell.by_country["xa"].declared}
    assert declared == {"KA.6", "KC.1", "KC.5"}


def test_nothing_is_known_of_nepal_whose_standard_has_not_been_seen(matrix: coverage.Coverage) -> None:
    assert matrix.totals("np") == {
        "in_standard": 0, "taught": 0, "assessed": 0, "certified": 0, "not_covered": 0, "unknown": 18, "of": 18
    }  # fmt: skip


@pytest.mark.parametrize("name", ["ictcft3", "ictcft2", "digcompedu"])
def test_a_cell_is_not_covered_or_unknown_just_as_its_gap_is_open_or_unknown(store: Store, name: str) -> None:
    matrix = coverage.coverage(store, resolve(store, f"{name}:standard/{name}", BASE))
    gaps = questions.ask(store, "coverage-gaps", reference=NamedNode(matrix.reference.iri)).rows
    found = {(text_of(row[2]), text_of(row[4])): text_of(row[5]) for row in gaps if text_of(row[1]).endswith("G15")}
    shown = {
        (cell.cell.iri, country.iri): cell.by_country[country.iso].step
        for cell in matrix.cells
        for country in matrix.countries
    }
    means = {"open": "not_covered", "unknown": "unknown"}
    uses = {country for _, country in found}
    lacking = {pair: step for pair, step in shown.items() if step in means.values() and pair[1] in uses}
    assert lacking == {pair: means[status] for pair, status in found.items()}
    assert len(found) == (5 if name == "ictcft3" else 0)


def test_nothing_is_known_of_a_framework_in_which_a_country_never_looked(store: Store) -> None:
    matrix = coverage.coverage(store, resolve(store, "digcompedu:standard/digcompedu", BASE))
    assert matrix.totals("xa")["unknown"] == 22


def test_totals_add_up(matrix: coverage.Coverage) -> None:
    assert len(matrix.countries) >= 2
    for country in matrix.countries:
        totals = matrix.totals(country.iso)
        assert sum(totals[step] for step in coverage.STEPS) == totals["of"] == 18
    assert matrix.totals("xa")["unknown"] == 2


def test_real_countries_come_before_fictional_ones(matrix: coverage.Coverage) -> None:
    made_up = [country.fictional for country in matrix.countries]
    assert made_up == sorted(made_up)
    assert made_up[-1]


def test_only_the_countries_asked_for_in_their_order(store: Store) -> None:
    reference = resolve(store, "ictcft3:standard/ictcft3", BASE)
    found = coverage.coverage(store, reference, ["XA", "np", "xa"])
    assert [country.iso for country in found.countries] == ["xa", "np"]
