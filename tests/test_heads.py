"""Heads: plain values stay as they are written; what is no head is told with its place."""

import pytest

from goldenthread import heads
from goldenthread.errors import Unreadable


def test_plain_values_stay_as_they_are_written() -> None:
    found = heads.parse("version: 1.10\ndate: 2020-01-02\nno: yes\nlist: [a, b]\nmap: {x: y, z: [1]}\n")
    assert found == {
        "version": "1.10", "date": "2020-01-02", "no": "yes", "list": ["a", "b"], "map": {"x": "y", "z": ["1"]}
    }  # fmt: skip
    assert (heads.text(found, "version"), heads.text(found, "list"), heads.text(found, "gone")) == ("1.10", "", "")
    assert heads.texts(found, "map") == {"x": "y"}
    assert heads.parse("") == {}


@pytest.mark.parametrize(
    "text",
    ["a: [", "- one\n- two", "just words", "[" * 5000, "a: !!python/object:os.system x: y", "a: \x00", "a" * 300_000,
     "? [a]\n: b"],
)  # fmt: skip
def test_what_is_no_head_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        heads.parse(text)


def test_a_fault_has_its_line() -> None:
    with pytest.raises(Unreadable) as fault:
        heads.parse("a: b\nc: [", "file", row=2)
    assert fault.value.remark.row in {4, 5}


def test_nothing_in_a_head_is_made_into_an_object() -> None:
    assert heads.parse("a: !!python/name:os.system ''") == {"a": ""}
