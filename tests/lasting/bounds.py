"""How long the tests that try at random go on: `pytest --hypothesis-profile=long` for twenty times as long."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100  # the examples of the profile that holds unless another is named


def examples(many: int) -> settings:
    """So many examples, or as many more as the profile says."""
    many = max(1, many * settings().max_examples // USUAL)
    return settings(max_examples=many, stateful_step_count=30, deadline=None)
