"""Mappings: filtered, suspected where they cannot all be true, and weakened where they are carried through a hub."""

from itertools import product

import pytest

from goldenthread import mapping, suggestions
from goldenthread.mapping import Record
from goldenthread.releases import Releases
from goldenthread.store import Store

BASE = "https://w3id.org/goldenthread/id/"
ICT2, ICT3, TDCS = (
    BASE + f"{part}" for part in ("ictcft2/standard/ictcft2", "ictcft3/standard/ictcft3", "xa/standard/TDCS24")
)
STRENGTH = ("related", "broad", "narrow", "close", "exact")


def record(
    subject: str, predicate: str, object_: str | None, status: str = "accepted", target: str | None = None
) -> Record:
    """A mapping between things whose framework is the letter before their number."""
    return Record(
        f"{subject}-{predicate}-{object_}", "d", subject, predicate, object_, status, subject[0],
        target or (object_[0] if object_ else None), None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ([("a1", "exact", "b1"), ("a1", "broad", "b1")], ["conflict"]),
        ([("a1", "exact", "b1"), ("b1", "related", "a1")], ["conflict"]),
        ([("a1", "broad", "b1"), ("b1", "narrow", "a1")], []),
        ([("a1", "broad", "b1"), ("b1", "broad", "a1")], ["conflict"]),
        ([("a1", "exact", "b1"), ("a1", "close", "b1")], []),
        ([("a1", "exact", "b1"), ("a1", "broad", "b1", "rejected")], []),
        ([("a1", "close", "b1"), ("a1", "none", None, "accepted", "b")], ["none"]),
        ([("b1", "close", "a1"), ("a1", "none", None, "accepted", "b")], ["none"]),
        ([("a1", "related", "b1"), ("a1", "none", None, "accepted", "b")], []),
        ([("a1", "close", "b1"), ("a1", "none", None, "accepted", "c")], []),
        ([("a1", "exact", "b1"), ("b1", "exact", "a2")], ["cluster"]),
        ([("a1", "exact", "b1"), ("b1", "exact", "c1"), ("c1", "exact", "a2")], ["cluster"]),
        ([("a1", "exact", "b1"), ("b1", "exact", "a2", "candidate")], []),
        ([("a1", "exact", "b1"), ("b1", "close", "a2")], []),
        ([("a1", "exact", "b1"), ("c1", "exact", "d1")], []),
    ],
)  # fmt: skip
def test_what_cannot_all_be_true_is_suspected(said: list[tuple[str, str, str | None]], kinds: list[str]) -> None:
    assert [one.kind for one in mapping.suspects(record(*one) for one in said)] == kinds


def test_one_wrong_mapping_joins_nothing() -> None:
    held = [record("a1", "exact", "b1"), record("b1", "exact", "a2")]
    (cluster,) = mapping.suspects(held)
    assert cluster.things == ("a1", "a2", "b1")
    assert {one.predicate for one in mapping.through(held, "a", "a", "b")} == {"close"}


def test_a_suspect_says_whether_one_of_its_mappings_waits() -> None:
    (one,) = mapping.suspects([record("a1", "exact", "b1"), record("a1", "broad", "b1", "candidate")])
    assert one.candidate


@pytest.mark.parametrize(("first", "then"), list(product(STRENGTH, STRENGTH)))
def test_a_relation_through_a_hub_is_never_equivalence_nor_stronger_than_either(first: str, then: str) -> None:
    given = mapping.THROUGH.get((first, then))
    assert given != "exact"
    assert given is None or STRENGTH.index(given) <= min(STRENGTH.index(first), STRENGTH.index(then))
    if "related" in {first, then}:
        assert given is None


@pytest.mark.parametrize(("first", "then"), list(product(STRENGTH, STRENGTH)))
def test_the_table_reads_the_same_from_both_ends(first: str, then: str) -> None:
    given, back = (
        mapping.THROUGH.get((first, then)),
        mapping.THROUGH.get((mapping.INVERSE[then], mapping.INVERSE[first])),
    )
    assert (mapping.INVERSE[given] if given else None) == back


@pytest.mark.parametrize(
    ("left", "right", "predicate"),
    [
        (("a1", "exact", "h1"), ("b1", "exact", "h1"), "close"),
        (("a1", "broad", "h1"), ("h1", "broad", "b1"), "broad"),
        (("a1", "exact", "h1"), ("b1", "narrow", "h1"), "broad"),
        (("h1", "exact", "a1"), ("h1", "close", "b1"), "close"),
        (("a1", "narrow", "h1"), ("b1", "narrow", "h1"), "related"),
    ],
)
def test_what_follows_through_a_hub_is_read_from_left_to_right(
    left: tuple[str, str, str], right: tuple[str, str, str], predicate: str
) -> None:
    (found,) = mapping.through([record(*left), record(*right)], "a", "b", "h")
    assert (found.subject, found.object, found.predicate, found.hub) == ("a1", "b1", predicate, "h1")


def test_candidates_carry_nothing_through() -> None:
    held = [record("a1", "exact", "h1"), record("b1", "exact", "h1", "candidate")]
    assert mapping.through(held, "a", "b", "h") == ()


# On the shipped data


@pytest.fixture(scope="module")
def store(shipped: Releases) -> Store:
    return shipped.release().store


def test_the_mappings_between_the_two_versions_are_candidates_all(store: Store) -> None:
    found = mapping.records(store, source=ICT2, target=ICT3)
    assert len(found) == 18
    assert {(one.status, one.predicate) for one in found} == {("candidate", "close")}


def test_filters_narrow_the_mappings(store: Store) -> None:
    assert len(mapping.records(store, target=ICT3, statuses=("accepted",), source=TDCS)) == 18
    (none,) = mapping.records(store, source=TDCS, predicates=("none",))
    assert (none.object, none.target) == (None, ICT3)
    cell = BASE + "ictcft3/competency/ictcft3/KD.2"
    assert {one.predicate for one in mapping.records(store, about=cell, statuses=("accepted",))} == {"close"}
    assert len(mapping.records(store, dataset=BASE + "xa")) == 32


def test_nothing_in_the_shipped_data_is_suspect(store: Store) -> None:
    found = mapping.records(store)
    assert len(found) > 50
    assert mapping.suspects(found) == ()


def test_a_country_as_hub_gives_no_equivalence_between_versions(store: Store) -> None:
    found = mapping.through(mapping.records(store), ICT2, ICT3, TDCS)
    assert [one.predicate for one in found] == ["related"] * 3


def test_suggestions_rest_on_words_that_both_bear(store: Store) -> None:
    found = suggestions.suggest(store, BASE + "ph/standard/CHED-ICT", ICT3)
    best = found[0]
    assert best.subject.endswith("CHED-ICT/3.2")
    assert best.object.endswith("KD.3")
    assert best.shared == ("complex", "problem")
    assert all(0 < one.likeness <= 1 and one.shared for one in found)
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_languages_are_not_mixed_in_suggestions(store: Store) -> None:
    assert {one.language for one in suggestions.suggest(store, TDCS, ICT3)} == {"en"}
