"""Two standards compared: values computed by hand on a small world, and what is not defined on the shipped data."""

import pytest

from goldenthread import comparison, frameworks, terms
from goldenthread.errors import BadParameter
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, read_quads
from goldenthread.things import Thing

BASE = "https://w3id.org/goldenthread/id/"
# Left: a1 is exact to A1 and broad to B1 (half each), a2 close to A1. Right: b1 close to A1, b2 related to B2 only,
# b3 narrow to B2. Rows A and B, columns 1 and 2.
WORLD = f"""
@prefix gt: <{terms.GT}> . @prefix skos: <{terms.SKOS}> . @base <{BASE}> .
<v> a gt:Framework, gt:ReferenceFramework ; skos:notation "V" ; gt:inDataset <d> .
<A> a gt:Domain . <B> a gt:Domain . <c1> a gt:Level ; gt:rank 1 . <c2> a gt:Level ; gt:rank 2 .
<A1> a gt:Competency ; skos:inScheme <v> ; skos:broader <A> ; gt:atLevel <c1> .
<B1> a gt:Competency ; skos:inScheme <v> ; skos:broader <B> ; gt:atLevel <c1> .
<B2> a gt:Competency ; skos:inScheme <v> ; skos:broader <B> ; gt:atLevel <c2> .
<l> a gt:Framework, gt:CompetencyStandard ; skos:notation "L" ; gt:inDataset <d> ; gt:levelScheme <ls> .
<r> a gt:Framework, gt:CompetencyStandard ; skos:notation "R" ; gt:inDataset <d> .
<a1> a gt:Competency ; skos:inScheme <l> ; skos:exactMatch <A1> ; skos:broadMatch <B1> .
<a2> a gt:Competency ; skos:inScheme <l> ; skos:closeMatch <A1> .
<b1> a gt:Competency ; skos:inScheme <r> ; skos:closeMatch <A1> .
<b2> a gt:Competency ; skos:inScheme <r> ; skos:relatedMatch <B2> .
<b3> a gt:Competency ; skos:inScheme <r> ; skos:narrowMatch <B2> .
<low> a gt:Level ; skos:inScheme <ls> ; gt:rank 1 . <high> a gt:Level ; skos:inScheme <ls> ; gt:rank 2 .
<their> a gt:Level ; skos:inScheme <os> ; gt:rank 9 ; gt:sameLevelAs <high> .
<stray> a gt:Level ; skos:inScheme <os> ; gt:rank 5 .
<T> a gt:Domain ; skos:inScheme <l> ; gt:holds <a1> , <a2> . <E> a gt:Domain ; skos:inScheme <l> .
<q1> gt:ofCompetency <a1> ; gt:atLevel <low> . <q2> gt:ofCompetency <a1> ; gt:atLevel <their> .
<q3> gt:ofCompetency <a2> ; gt:atLevel <low> .
<t1> a gt:TeachingClaim, gt:Current ; gt:object <a1> ; gt:atLevel <low> .
<t2> a gt:TeachingClaim, gt:Current ; gt:object <a1> ; gt:atLevel <their> .
<t3> a gt:TeachingClaim, gt:Current ; gt:object <a2> ; gt:atLevel <low> .
<t4> a gt:TeachingClaim, gt:Current ; gt:object <a2> ; gt:atLevel <stray> .
<t5> a gt:TeachingClaim ; gt:object <a2> ; gt:atLevel <high> .
<s1> a gt:AssessmentClaim, gt:Current ; gt:object <a2> .
"""


@pytest.fixture(scope="module")
def world() -> Store:
    store = in_memory()
    store.add(NamedNode(BASE + "d"), [quad.triple for quad in read_quads(WORLD.encode(), "ttl")])
    return store


@pytest.fixture(scope="module")
def found(world: Store) -> comparison.Comparison:
    return comparison.compare(world, BASE + "l", BASE + "r", BASE + "v")


def names(things: tuple[Thing, ...]) -> list[str]:
    return [thing.iri.removeprefix(BASE) for thing in things]


def test_cells_are_shared_or_one_sided(found: comparison.Comparison) -> None:
    assert (names(found.both), names(found.left_only), names(found.right_only)) == (["A1"], ["B1"], ["B2"])


def test_jaccard_counts_cells_and_the_weighted_one_their_best_weight(found: comparison.Comparison) -> None:
    assert found.jaccard == pytest.approx(1 / 3)
    # A1: 1 and 1; B1: 0.5 and 0; B2: 0 and 1, since the overlap is worth nothing
    assert found.weighted == pytest.approx(1 / 2.5)


def test_porter_counts_each_competency_once(found: comparison.Comparison) -> None:
    # left: A1 0.75, B1 0.25; right: A1 0.5, B2 0.5
    assert found.porter == pytest.approx(0.5)
    assert found.by_topic == pytest.approx(0.75)
    assert found.by_level == pytest.approx(0.5)


def test_the_cells_that_make_the_difference_come_first_with_their_competencies(found: comparison.Comparison) -> None:
    shares = [(one.cell.iri.removeprefix(BASE), one.left, one.right, one.difference) for one in found.shares]
    assert shares == [("B2", 0.0, 0.5, -0.5), ("A1", 0.75, 0.5, 0.25), ("B1", 0.25, 0.0, 0.25)]
    assert names(found.shares[1].left_competencies) == ["a1", "a2"]
    assert names(found.shares[0].right_competencies) == ["b3"]


def test_webb_reads_the_highest_level_required_and_levels_said_to_be_the_same(found: comparison.Comparison) -> None:
    empty, topic = found.webb["left"]["teaching"]
    assert topic.topic is not None
    assert topic.topic.iri == BASE + "T"
    # hits: a1 low (too low), a1 as high (deep enough), a2 low (deep enough), a2 stray (not comparable: left out)
    assert topic.webb.concurrence == 4
    assert topic.webb.depth == pytest.approx(2 / 3)
    assert (topic.webb.range, topic.webb.balance, topic.webb.degenerate) == (1.0, 1.0, False)
    assert (empty.webb.concurrence, empty.webb.range, empty.webb.balance) == (0, None, None)


def test_webb_is_null_or_degenerate_where_it_says_nothing(found: comparison.Comparison) -> None:
    _, topic = found.webb["left"]["assessing"]
    assert (topic.webb.depth, topic.webb.range, topic.webb.degenerate) == (None, 0.5, True)
    (domainless,) = found.webb["right"]["teaching"]
    assert domainless.topic is None
    assert (domainless.webb.concurrence, domainless.webb.depth, domainless.webb.balance) == (0, None, None)


def test_left_and_right_changed_over_give_the_same_measures(world: Store, found: comparison.Comparison) -> None:
    turned = comparison.compare(world, BASE + "r", BASE + "l", BASE + "v")
    assert (turned.jaccard, turned.weighted, turned.porter) == (found.jaccard, found.weighted, found.porter)
    assert [one.left for one in turned.shares] == [one.right for one in found.shares]


def test_a_standard_is_one_with_itself(world: Store) -> None:
    same = comparison.compare(world, BASE + "l", BASE + "l", BASE + "v")
    assert (same.jaccard, same.weighted, same.porter) == (1.0, 1.0, 1.0)


def test_the_framework_itself_cannot_be_a_side(world: Store) -> None:
    with pytest.raises(BadParameter):
        comparison.compare(world, BASE + "v", BASE + "l", BASE + "v")


def test_the_framework_both_match_best_is_suggested(world: Store) -> None:
    assert comparison.suggested(world, BASE + "l", BASE + "r", frameworks.frameworks(world)) == BASE + "v"


def test_nothing_on_record_is_not_defined_rather_than_zero(shipped: Releases) -> None:
    store = shipped.release().store
    listed = frameworks.frameworks(store)
    left, right, via = (
        frameworks.framework(listed, name, BASE).iri for name in ("xa:TDCS24", "ph:CHED-ICT", "ictcft3")
    )
    found = comparison.compare(store, left, right, via)
    assert (found.jaccard, found.weighted, found.porter) == (None, None, None)
    assert len(found.left_only) == 12
    assert {(one.right, one.difference) for one in found.shares} == {(None, None)}
    assert len(found.webb["right"]["teaching"]) == 7
    assert {one.webb.balance for one in found.webb["right"]["teaching"]} == {None}
