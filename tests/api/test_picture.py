"""The picture of a trace: columns are stages, every card has a place of its own, lines join what is joined."""

from goldenthread import terms
from goldenthread.api.picture import LISTED, TALLEST, Missing, draw
from goldenthread.things import Thing
from goldenthread.trace import Link, Trace

BASE = "http://example.org/"


def thing(code: str, kind: str) -> Thing:
    return Thing(BASE + code, terms.GT + kind, code, code)


def trace(things: list[Thing], links: list[tuple[str, str, str]]) -> Trace:
    made = tuple(
        Link(f"http://example.org/{a}", f"http://example.org/{b}", "", None, status, ()) for a, b, status in links
    )
    return Trace(things[0], None, None, None, tuple(things), made, ())


GOAL, PLAN = thing("G", "PolicyGoal"), thing("P", "Programme")
FIRST, SECOND = thing("C1", "Competency"), thing("C2", "Competency")
MODULE, TEST = thing("M", "Module"), thing("A", "Assessment")
WHOLE = trace(
    [GOAL, PLAN, FIRST, SECOND, MODULE, TEST],
    [("G", "P", "accepted"), ("G", "C1", "accepted"), ("P", "C1", "accepted"), ("P", "C2", "accepted"),
     ("C1", "M", "accepted"), ("C1", "A", "accepted"), ("C2", "M", "candidate")],
)  # fmt: skip


def test_each_stage_has_its_column() -> None:
    picture = draw(WHOLE)
    assert picture.columns == ("goal", "programme", "competency", "module", "assessment")
    assert {card.name: card.column for card in picture.cards} == {"G": 0, "P": 1, "C1": 2, "C2": 2, "M": 3, "A": 4}


def test_no_two_cards_share_a_place() -> None:
    cards = draw(WHOLE, [Missing("module", SECOND.iri, "open", "none", 1, "#1")]).cards
    taken = [(card.column, row) for card in cards for row in (card.row, card.row + 1)]
    assert len(taken) == len(set(taken))


def test_a_line_by_way_of_another_card_is_left_out() -> None:
    leads = {card.name: card.leads for card in draw(WHOLE).cards}
    assert leads["G"] == ("P",)
    assert leads["C1"] == ("A", "M")


def test_a_candidate_is_drawn_weak() -> None:
    assert sorted(kind for _, kind in draw(WHOLE).lines) == ["intact"] * 5 + ["weak"]


def test_an_open_gap_is_cut_and_an_unknown_one_is_not() -> None:
    missing = [
        Missing("module", SECOND.iri, "open", "none", 1, "#1"),
        Missing("credential", TEST.iri, "unknown", "?", 2, "#2"),
    ]
    picture = draw(WHOLE, missing)
    kinds = [kind for _, kind in picture.lines]
    assert (kinds.count("cut"), kinds.count("unknown")) == (1, 1)
    assert {card.kind for card in picture.cards if card.missing} == {"broken", "unknown"}


def test_a_gap_of_what_is_not_drawn_is_left_to_the_list() -> None:
    assert not [
        card
        for card in draw(WHOLE, [Missing("module", "http://example.org/other", "open", "", 1, "")]).cards
        if card.missing
    ]


def test_many_cards_become_a_card_that_counts_the_rest() -> None:
    many = [thing(f"C{i:02}", "Competency") for i in range(30)]
    picture = draw(trace([GOAL, *many], [("G", one.code or "", "accepted") for one in many]))
    column = [card for card in picture.cards if card.column == 1]
    assert len(column) == LISTED
    assert next(card.more for card in column if card.kind == "more") == 30 - LISTED + 1
    assert max(card.row for card in picture.cards) < TALLEST


def test_a_thing_alone_is_one_card() -> None:
    picture = draw(trace([thing("X", "Provider")], []))
    assert [(card.kind, card.column, card.row) for card in picture.cards] == [("focus", 0, 0)]


def test_the_picture_is_the_same_every_time() -> None:
    assert draw(WHOLE) == draw(WHOLE)


def test_goals_under_goals_stand_in_columns_of_their_own() -> None:
    below = thing("G1", "PolicyObjective")
    picture = draw(trace([GOAL, below, PLAN], [("G", "G1", "accepted"), ("G1", "P", "accepted")]))
    assert picture.columns == ("goal", "goal", "programme")


def test_things_that_lead_round_in_a_ring_are_drawn_once() -> None:
    other = thing("G1", "PolicyGoal")
    assert len(draw(trace([GOAL, other], [("G", "G1", "accepted"), ("G1", "G", "accepted")])).cards) == 2
