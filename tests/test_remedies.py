"""What would mend a gap: the smallest missing edge, and what is there to be checked, extended or borrowed."""

from __future__ import annotations

import pytest

from goldenthread import gaps, remedies, report, terms
from goldenthread.edges import CLAIMS, EDGES, STEPS, edge_of
from goldenthread.gaps import gap_types
from goldenthread.loaders.sheets import BY_NAME
from goldenthread.releases import Releases
from goldenthread.remedies import Remedy
from goldenthread.store import Store
from tests.planted import BASE, DAY, stored

# XA asks for C at level L2 of serving teachers; nothing teaches it. C and YB's competency match one cell.
COUNTRIES = f"""
@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @prefix dcterms: <{terms.DCTERMS}> . @base <{BASE}> .
<xa/S> a gt:CompetencyStandard . <ref/F> a gt:ReferenceFramework . <yb/S> a gt:CompetencyStandard .
<ref/E> a gt:Competency ; skos:inScheme <ref/F> .
<xa/D> a gt:Domain ; skos:inScheme <xa/S> .
<xa/C> a gt:Competency ; skos:inScheme <xa/S> ; skos:broader <xa/D> ; skos:prefLabel "Reads maps" .
<xa/N> a gt:Competency ; skos:inScheme <xa/S> ; skos:broader <xa/D> ; skos:prefLabel "Draws maps" .
<yb/C> a gt:Competency ; skos:inScheme <yb/S> ; skos:prefLabel "Uses maps" .
<xa/L1> a gt:Level ; skos:inScheme <xa/L> ; gt:rank 1 . <xa/L2> a gt:Level ; skos:inScheme <xa/L> ; gt:rank 2 .
<yb/L> a gt:Level ; skos:inScheme <yb/LL> ; gt:rank 1 .
<xa/G> a gt:TargetGroup ; skos:prefLabel "Serving teachers" .
<xa/H> a gt:TargetGroup ; skos:prefLabel "Students" .
<xa/R> a gt:Requirement ; gt:ofCompetency <xa/C> ; gt:atLevel <xa/L2> ; gt:forGroup <xa/G> .
<xa/K1> a gt:Mapping ; gt:subject <xa/C> ; gt:predicate skos:closeMatch ; gt:object <ref/E> .
<yb/K1> a gt:Mapping ; gt:subject <yb/C> ; gt:predicate skos:exactMatch ; gt:object <ref/E> .
<xa/Z> a gt:CompletenessStatement ; gt:completeFor gt:teaches .
"""
TEACHES = (
    '<{home}/{module}> a gt:Module ; skos:prefLabel "{module}" {more} .'
    " <{home}/T{module}> a gt:TeachingClaim ; gt:subject <{home}/{module}> ; gt:object <{home}/{what}> {said} .\n"
)


def teaching(module: str, what: str, home: str = "xa", more: str = "", said: str = "") -> str:
    """A module that teaches something; `more` is said of the module, `said` of the claim."""
    return TEACHES.format(home=home, module=module, what=what, more=more, said=said)


def mending(text: str, code: str = "G18") -> list[tuple[str, str, int]]:
    """The remedies of the one gap of a type in XA: verb, module, effort."""
    return [
        (one.verb, (one.thing.label if one.thing else one.edge.sheet), one.effort) for one in found(text, code)
    ]  # fmt: skip


def found(text: str, code: str = "G18") -> tuple[Remedy, ...]:
    store = reported(text)
    (gap,) = gaps.gaps(store, country=f"{BASE}country/xa", type=code).items
    return remedies.remedies(store, [gap])[gap.iri]


def reported(text: str) -> Store:
    store = stored((COUNTRIES + text).encode())
    report.make(store, DAY, 1, base=BASE)
    return store


def test_with_nothing_near_the_edge_is_to_be_written() -> None:
    assert mending("") == [("Write", "teaching", 6)]


def test_a_module_that_teaches_it_to_others_is_extended_before_one_of_the_same_domain() -> None:
    text = teaching("Near", "N") + teaching("Other", "C", more="; gt:forGroup <xa/H>", said="; gt:atLevel <xa/L1>")
    assert mending(text) == [("Extend", "Other", 2), ("Extend", "Near", 4), ("Write", "teaching", 6)]


def test_a_claim_that_waits_for_review_comes_first() -> None:
    text = teaching("Perhaps", "C", more="; gt:forGroup <xa/G>", said='; gt:status "candidate"')
    assert mending(text)[0] == ("Check", "Perhaps", 1)


def test_a_module_elsewhere_on_the_same_cell_is_borrowed_with_its_licence() -> None:
    text = teaching("Theirs", "C", "yb", '; dcterms:license "CC BY 4.0"', "; gt:atLevel <yb/L>")
    text += teaching("Closed", "C", "yb")
    assert mending(text) == [("Borrow", "Theirs", 3), ("Borrow", "Closed", 5), ("Write", "teaching", 6)]
    one = found(text)[0]
    assert (one.licence, one.country.iri if one.country else "", one.cell.iri if one.cell else "") == (
        "CC BY 4.0", f"{BASE}country/yb", f"{BASE}ref/E",
    )  # fmt: skip
    assert "nobody has compared with the level asked" in one.sentence
    assert "its licence is not said" in found(text)[1].sentence


@pytest.mark.parametrize(
    ("same", "words"),
    [("xa/L2", None), ("xa/L1", "lower than asked")],
)
def test_levels_of_two_countries_are_compared_where_somebody_says_they_are_the_same(
    same: str, words: str | None
) -> None:
    text = teaching("Theirs", "C", "yb", said="; gt:atLevel <yb/L>") + f"<yb/L> gt:sameLevelAs <{same}> ."
    sentence = found(text)[0].sentence
    assert (words is None and "asked" not in sentence) or (words is not None and words in sentence)


def test_a_match_that_is_rejected_lends_nothing() -> None:
    text = teaching("Theirs", "C", "yb") + '<yb/K1> gt:status "rejected" .'
    assert mending(text) == [("Write", "teaching", 6)]


@pytest.mark.parametrize("kind", gap_types(), ids=lambda kind: kind.code)
def test_every_type_has_an_edge_whose_columns_are_in_the_workbook(kind: gaps.GapType) -> None:
    stages = [*STEPS, "goal"] if kind.code == "G36" else [kind.stage]
    focuses = [*CLAIMS] if kind.code == "G35" else [""]
    for edge in (edge_of(kind.code, stage, focus) for stage in stages for focus in focuses):
        assert edge.sheet in BY_NAME
        for column in edge.columns:
            assert BY_NAME[edge.sheet].column(column).name == column
    assert kind.code in {*EDGES, "G36"}


def test_every_gap_of_the_shipped_data_has_a_remedy_that_starts_with_its_verb(shipped: Releases) -> None:
    store = shipped.release().store
    page = gaps.gaps(store, country=f"{BASE}country/xa", status="open", limit=1000)
    told = remedies.remedies(store, page.items)
    assert len(told) == page.total > 150
    for ways in told.values():
        assert ways
        assert [way.effort for way in ways] == sorted(way.effort for way in ways)
        assert all(way.sentence.startswith(f"{way.verb} ") and way.sentence.endswith(".") for way in ways)


def test_a_region_without_an_offering_is_reached_by_offerings_elsewhere(shipped: Releases) -> None:
    store = shipped.release().store
    page = gaps.gaps(store, country=f"{BASE}country/xa", type="G27", status="open", limit=1000)
    (gap,) = [one for one in page.items if one.focus.code == "E6" and one.object and one.object.code == "SEA"]
    (first, last) = remedies.remedies(store, [gap])[gap.iri]
    assert first.sentence.startswith("Extend the offerings of")
    assert "to Coast Province" in first.sentence
    assert (last.verb, last.edge.sheet) == ("Write", "offerings")
