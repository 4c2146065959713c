"""What the soak says of what it saw."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from rich.console import Console

from bench.soak import Sample, Soak, told
from bench.workbooks import Workbook

QUIET = Console(file=StringIO())


def soaked(growth: float, answers: Counter[tuple[str, int]]) -> Soak:
    """Ten minutes of a service whose memory grows by so much of itself in all of them, after it has warmed up."""
    memory = [int(1e8 * (1 + growth * max(0, second - 200) / 400)) for second in range(0, 600, 5)]
    samples = [Sample(5.0 * place, held, 100 + place % 3, 2 * held) for place, held in enumerate(memory)]
    return Soak("", "", Workbook("qm"), "", answers, samples)


@pytest.mark.parametrize(("growth", "code"), [(0, 0), (0.03, 0), (0.2, 1), (-0.2, 0)])
def test_a_service_is_flat_unless_it_grows_once_it_is_warm(growth: float, code: int) -> None:
    assert told(soaked(growth, Counter({("GET", 200): 5})), QUIET) == code


@pytest.mark.parametrize(("status", "code"), [(404, 0), (500, 1), (503, 1), (0, 1)])
def test_a_failed_request_fails_the_soak(status: int, code: int) -> None:
    assert told(soaked(0, Counter({("GET", 200): 5, ("GET", status): 1})), QUIET) == code
