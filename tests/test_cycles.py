"""Cycles: exactly the nodes that reach themselves, and a long chain takes no longer than its length."""

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.cycles import cyclic

STEPS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


def reaches_itself(node: int, steps: list[tuple[int, int]]) -> bool:
    seen: set[int] = set()
    ahead = {end for start, end in steps if start == node}
    while ahead - seen:
        seen |= ahead
        ahead = {end for start, end in steps if start in seen}
    return node in seen


@given(STEPS)
def test_the_nodes_that_reach_themselves_are_found(steps: list[tuple[int, int]]) -> None:
    nodes = {node for step in steps for node in step}
    assert sorted(cyclic(steps)) == sorted(node for node in nodes if reaches_itself(node, steps))


def test_a_very_long_chain_is_walked_once() -> None:
    chain = [(n, n + 1) for n in range(100_000)]
    assert cyclic(chain) == []
    assert len(cyclic([*chain, (100_000, 0)])) == 100_001
