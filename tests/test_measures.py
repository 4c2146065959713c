"""Measures: published and hand-computed values to four decimals, and the properties that hold for any input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread import measures

ILO = {
    ("A", "Remember"): 0.2,
    ("A", "Understand"): 0.2,
    ("A", "Evaluate"): 0.2,
    ("B", "Apply"): 0.2,
    ("C", "Analyze"): 0.2,
}
TLA = {
    ("A", "Remember"): 2, ("A", "Understand"): 2, ("B", "Apply"): 2, ("C", "Analyze"): 2, ("D", "Understand"): 2,
}  # fmt: skip
MARKS = {
    ("A", "Remember"): 10, ("A", "Understand"): 10, ("A", "Evaluate"): 10,
    ("B", "Apply"): 20, ("C", "Analyze"): 30, ("D", "Understand"): 20,
}  # fmt: skip


@pytest.mark.parametrize(("left", "right", "expected"), [(ILO, TLA, 0.80), (ILO, MARKS, 0.70), (TLA, MARKS, 0.80)])
def test_porter_on_the_published_worked_example(
    left: dict[tuple[str, str], float], right: dict[tuple[str, str], float], expected: float
) -> None:
    assert measures.porter(left, right) == pytest.approx(expected, abs=5e-5)


def test_porter_is_one_less_the_dissimilarity_index() -> None:
    x = dict(enumerate([0.15, 0.15, 0.10, 0.12, 0.18, 0.20, 0.10]))
    y = dict(enumerate([0.12, 0.17, 0.12, 0.12, 0.11, 0.20, 0.16]))
    assert measures.porter(x, y) == pytest.approx(0.90, abs=5e-5)


def test_porter_on_a_sum_of_differences_over_48_cells() -> None:
    left = dict.fromkeys(range(48), 1 / 48)
    right = {cell: 1 / 48 + (0.26 / 24 if cell < 24 else -0.26 / 24) for cell in range(48)}
    assert measures.porter(left, right) == pytest.approx(0.74, abs=5e-5)


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([3, 3, 3, 3], 1.0), ([2, 1, 1], 0.8333), ([5, 3, 2], 0.8333), ([5, 5, 1, 1, 1, 1], 0.6190),
        ([6, 1, 1, 1, 1], 0.6000), ([20, *[1] * 9], 0.4103), ([7], 1.0),
    ],
)  # fmt: skip
def test_balance_of_representation(hits: list[int], expected: float) -> None:
    assert measures.balance(hits) == pytest.approx(expected, abs=5e-5)


def test_webb_without_hits_is_undefined_not_zero() -> None:
    assert measures.webb({"a": 1, "b": 2}, []) == measures.Webb(0, None, 0.0, None, False)
    assert measures.webb({}, []) == measures.Webb(0, None, None, None, False)


def test_webb_on_one_objective_is_marked_degenerate() -> None:
    found = measures.webb({"a": 1, "b": 2}, [("a", 1)] * 7)
    assert (found.balance, found.degenerate, found.range, found.depth) == (1.0, True, 0.5, 1.0)


def test_webb_depth_leaves_out_what_is_not_said() -> None:
    found = measures.webb({"a": 2, "b": None}, [("a", 2), ("a", 1), ("a", None), ("b", 3), ("z", 3)])
    assert (found.concurrence, found.depth) == (4, 0.5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.5, "acceptable"), (0.4999, "weak"), (0.40, "weak"), (0.39, "low"), (None, None)],
)
def test_thresholds_are_inclusive(value: float | None, expected: str | None) -> None:
    assert measures.verdict(value, 0.50, 0.40) == expected


def test_kappa() -> None:
    assert measures.kappa("aabb", "aabb") == 1.0
    assert measures.kappa("aabb", "abab") == pytest.approx(0.0)
    assert measures.kappa("", "") is None
    assert measures.kappa("aa", "aa") is None
    with pytest.raises(ValueError, match="same items"):
        measures.kappa("a", "ab")


MATRIX = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0, 1e6, allow_subnormal=False), max_size=12
)
FULL = MATRIX.filter(lambda matrix: sum(matrix.values()) > 1e-3)


@given(FULL)
def test_a_matrix_is_aligned_with_itself_at_any_scale_and_order(matrix: dict[tuple[int, int], float]) -> None:
    scaled = {cell: matrix[cell] * 7 for cell in reversed(matrix)}
    assert measures.porter(matrix, scaled) == pytest.approx(1.0)


@given(FULL, FULL)
def test_porter_is_symmetric_bounded_and_the_sum_of_minima(
    left: dict[tuple[int, int], float], right: dict[tuple[int, int], float]
) -> None:
    value = measures.porter(left, right)
    assert value is not None
    assert -1e-9 <= value <= 1 + 1e-9
    assert value == pytest.approx(measures.porter(right, left))
    x, y = measures.proportions(left), measures.proportions(right)
    assert x is not None
    assert y is not None
    assert value == pytest.approx(sum(min(x.get(cell, 0), y.get(cell, 0)) for cell in {*x, *y}))


@given(FULL, FULL, st.integers(0, 1))
def test_merging_cells_never_lowers_porter(
    left: dict[tuple[int, int], float], right: dict[tuple[int, int], float], axis: int
) -> None:
    fine = measures.porter(left, right)
    coarse = measures.porter(measures.marginal(left, axis), measures.marginal(right, axis))
    assert fine is not None
    assert coarse is not None
    assert coarse >= fine - 1e-9


@given(FULL)
def test_disjoint_supports_share_nothing(matrix: dict[tuple[int, int], float]) -> None:
    moved = {(a + 100, b): weight for (a, b), weight in matrix.items()}
    assert measures.porter(matrix, moved) == pytest.approx(0.0)


@given(MATRIX, MATRIX)
def test_jaccard_is_symmetric_and_bounded(
    left: dict[tuple[int, int], float], right: dict[tuple[int, int], float]
) -> None:
    plain, weighted = measures.jaccard(left.keys(), right.keys()), measures.weighted_jaccard(left, right)
    assert plain == measures.jaccard(right.keys(), left.keys())
    for value in (plain, weighted):
        assert value is None or 0 <= value <= 1


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_balance_is_between_zero_and_one(hits: list[int]) -> None:
    value = measures.balance(hits)
    assert value is not None
    assert 0 <= value <= 1 + 1e-9


def test_an_empty_matrix_gives_nothing_and_a_negative_weight_is_refused() -> None:
    assert measures.porter({}, {"a": 1}) is None
    assert measures.jaccard(set(), set()) is None
    with pytest.raises(ValueError, match="below 0"):
        measures.proportions({"a": -1})
