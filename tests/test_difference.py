"""The difference of two versions: what came, what went, and what became something else."""

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.difference import NONE, between, to_json
from goldenthread.store.rdf import Literal, NamedNode, Triple
from tests.plain import EX


def triple(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(EX + subject), NamedNode(EX + predicate), Literal(value))


triples = st.frozensets(st.builds(triple, *[st.sampled_from("abc")] * 3))


def test_a_value_that_took_the_place_of_another_is_a_change() -> None:
    old = [triple("a", "p", "1"), triple("a", "p", "2"), triple("b", "p", "1")]
    new = [triple("a", "p", "1"), triple("a", "p", "3"), triple("a", "q", "2"), triple("a", "p", "4")]
    found = between(old, new, limit=10)
    assert (found.added, found.removed, found.changed) == (2, 1, 1)
    assert [(edit.kind, edit.was, edit.becomes) for edit in found.edits] == [
        ("changed", "2", "3"),
        ("added", None, "4"),
        ("added", None, "2"),
        ("removed", "1", None),
    ]


def test_the_list_is_bounded_and_the_counts_are_not() -> None:
    said = to_json(between([], [triple("a", "p", str(value)) for value in range(9)], limit=4))
    assert (said["added"], said["left_off"]) == (9, 5)
    assert isinstance(said["items"], list)
    assert [item["after"] for item in said["items"]] == ["0", "1", "2", "3"]


@given(triples, triples)
def test_applying_the_edits_to_the_old_gives_the_new(old: frozenset[Triple], new: frozenset[Triple]) -> None:
    made = set(old)
    found = between(old, new, limit=1000)
    for edit in found.edits:
        made -= {Triple(edit.subject, edit.predicate, edit.before)} if edit.before is not None else set()
    for edit in found.edits:
        made |= {Triple(edit.subject, edit.predicate, edit.after)} if edit.after is not None else set()
    assert made == new
    assert found.total == len(found.edits)


@given(triples, triples)
def test_there_and_back_are_mirror_images(old: frozenset[Triple], new: frozenset[Triple]) -> None:
    there, back = between(old, new, limit=0), between(new, old, limit=0)
    assert (there.added, there.removed, there.changed) == (back.removed, back.added, back.changed)
    assert (there == NONE) == (old == new)
