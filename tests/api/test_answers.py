"""Answers that are kept: within their room, the least lately asked for going first."""

from starlette.responses import Response

from goldenthread.api.answers import Answers


def test_what_was_asked_for_least_lately_goes_first() -> None:
    answers = Answers(1000)
    for number in range(10):
        answers.put(number, Response(b"x" * 90), 10)
    answers.get(0)
    answers.put("more", Response(b"x" * 90), 10)
    assert answers.get(0) is not None
    assert answers.get(1) is None
    assert answers.get("more") is not None


def test_one_answer_does_not_take_the_room_of_all() -> None:
    answers = Answers(1000)
    answers.put("long", Response(b"x" * 200), 0)
    assert answers.get("long") is None


def test_without_room_nothing_is_kept() -> None:
    answers = Answers(0)
    answers.put("short", Response(b"x"), 0)
    assert answers.get("short") is None
