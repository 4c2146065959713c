"""JSON taken a value at a time says what the whole file says, wherever its pieces are cut."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.loaders import jsonstream, silent
from goldenthread.loaders.jsonstream import Stream

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = some.dictionaries(some.text(max_size=4), some.lists(VALUES, max_size=5), max_size=5)


def walked(content: bytes) -> Any:
    stream = Stream(content, silent)
    found = {key: [stream.value() for _ in stream.elements()] for key in stream.entries()}
    stream.end()
    return found


@pytest.mark.parametrize("step", [1, 7, 1 << 16])
@settings(max_examples=25, deadline=None)
@given(document=DOCUMENTS, ascii_=some.booleans(), indent=some.sampled_from([None, 1]))
def test_a_file_is_walked_through_whatever_the_pieces(
    step: int, document: dict[str, list[Any]], ascii_: bool, indent: int | None
) -> None:
    content = json.dumps(document, ensure_ascii=ascii_, indent=indent).encode("utf-8", "ignore")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonstream, "STEP", step)
        assert walked(content) == json.loads(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"a": [1 2]}', b'{"a": [1,]}', b'{"a": [1]} x', b'{"a": [1], "a": [2]}', b'{a: [1]}',
     b'{"a": [NaN]}', b'{"a" [1]}', b'{"a": ["\\ud800"]}', b'{"a": ["x', b'{"a": [{"b": 1, "b": 2}]}'],
)  # fmt: skip
def test_what_is_no_json_is_no_value(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        walked(content)


def test_how_far_it_is_is_heard_up_to_the_end() -> None:
    heard: list[float] = []
    stream = Stream(json.dumps({"a": ["x" * 1000] * 1000}).encode(), heard.append)
    assert len([stream.value() for key in stream.entries() for _ in stream.elements()]) == 1000
    assert heard == sorted(heard)
    assert len(heard) > 5
    assert heard[-1] == 1.0
