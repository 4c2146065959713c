"""How an indicator stands against its target, and what is not known of it; figures as RDF Data Cube."""

from __future__ import annotations

from collections import Counter

import pytest

from goldenthread import monitoring, terms
from goldenthread.releases import Releases
from goldenthread.store.rdf import NamedNode, Triple, text_of
from tests.planted import BASE, stored

XA = f"{BASE}country/xa"
PREFIXES = f"@prefix gt: <{terms.GT}> . @prefix dcterms: <{terms.DCTERMS}> . @base <{BASE}xa/> .\n"
# The day of these cases is 30 June 2026: half way from 0 in 2024 to 100 in 2028 the line is at about 37.
LINE = 'gt:baselineValue 0 ; gt:baselineDate "2024-12-31"^^xsd:date ; gt:targetValue 100 ; '
TO_COME, UP = LINE + 'gt:targetDate "2028-12-31"^^xsd:date', ' ; gt:direction "up"'
SEEN = '<O{0}> a gt:Observation ; gt:ofIndicator <I> ; dcterms:date "{1}"^^xsd:date ; gt:value {2} {3}.\n'
NOW = "2026-06-30"


def standing(indicator: str, *observations: tuple[object, ...]) -> str:
    text = f"@prefix xsd: <{terms.XSD}> .\n{PREFIXES}<I> a gt:Indicator ; {indicator} .\n"
    text += "".join(SEEN.format(number, *row, *[""] * (3 - len(row))) for number, row in enumerate(observations))
    (found,) = monitoring.indicators(stored(text.encode()), XA)
    assert found.why.endswith(".")
    return found.standing


@pytest.mark.parametrize(
    ("indicator", "observations", "wanted"),
    [
        (TO_COME + UP, [(NOW, 40)], "on_track"),
        (TO_COME + UP, [(NOW, 30)], "off_track"),
        (TO_COME + UP, [("2025-06-30", 15), (NOW, 30)], "off_track"),
        (TO_COME + UP, [(NOW, 100)], "reached"),
        (TO_COME + UP, [], "unknown"),
        (TO_COME + UP, [("2026-12-31", 90)], "unknown"),  # an observation of a day to come
        (TO_COME, [(NOW, 40)], "unknown"),  # no direction
        ('gt:targetValue 100 ; gt:targetDate "2028-12-31"^^xsd:date' + UP, [(NOW, 40)], "unknown"),
        (TO_COME + UP, [(NOW, 40, "; gt:area <R1> "), (NOW, 30, "; gt:area <R2> ")], "unknown"),
        (TO_COME + UP, [(NOW, 40), (NOW, 30, "; gt:area <R2> ")], "on_track"),  # the whole country decides
        (
            'gt:baselineValue 60 ; gt:baselineDate "2024-12-31"^^xsd:date ; gt:targetValue 20 ; gt:direction "down" ; '
            'gt:targetDate "2028-12-31"^^xsd:date',
            [(NOW, 50)],
            "off_track",
        ),
    ],
)  # fmt: skip
def test_before_the_target_date_the_straight_line_decides(
    indicator: str, observations: list[tuple[object, ...]], wanted: str
) -> None:
    assert standing(indicator, *observations) == wanted


def test_once_the_target_is_due_the_rule_decides(shipped: Releases) -> None:
    found = {one.indicator.code: one for one in monitoring.indicators(shipped.release().store, XA)}
    due = {code: found[code].standing for code in ("I30", "I31", "I32", "I33", "I34", "I35")}
    assert due == {
        "I30": "missed", "I31": "overdue", "I32": "missed", "I33": "reached", "I34": "reached", "I35": "unknown",
    }  # fmt: skip
    assert found["I37"].stale == "open"


def test_every_indicator_is_counted_once(shipped: Releases) -> None:
    found = monitoring.indicators(shipped.release().store, XA)
    totals = monitoring.totals(found)
    assert totals == {
        "missed": 2, "overdue": 1, "off_track": 3, "unknown": 27, "on_track": 6, "reached": 2, "of": 41,
    }  # fmt: skip


def test_indicators_of_the_sdgs_have_their_addresses(shipped: Releases) -> None:
    found = {one.indicator.code: one for one in monitoring.elsewhere(shipped.release().store, XA)}
    assert found["4.c.1"].addresses == ("http://metadata.un.org/sdg/C040c01",)
    assert found["4.4.1"].addresses == ("http://metadata.un.org/sdg/C040401",)
    assert [one.code for one in found["EDR1"].own] == ["I18"]
    assert len(found) == 19


@pytest.fixture(scope="module")
def cube(shipped: Releases) -> list[Triple]:
    return list(monitoring.cube(shipped.release().store, XA, BASE, "xa"))


def test_the_cube_holds_baselines_targets_and_observations(cube: list[Triple]) -> None:
    figures = Counter(text_of(t.object) for t in cube if t.predicate == NamedNode(terms.figure))
    assert figures == {terms.GT + "baseline": 39, terms.GT + "observed": 17, terms.GT + "target": 39}


def test_each_observation_of_the_cube_has_every_dimension_and_no_two_have_the_same(cube: list[Triple]) -> None:
    """Integrity constraints 11, 12 and 14 of the Data Cube vocabulary."""
    dimension = NamedNode("http://purl.org/linked-data/cube#dimension")
    dimensions = sorted({text_of(t.object) for t in cube if t.predicate == dimension})
    rows = [t.subject for t in cube if t.object == NamedNode(terms.QB_Observation)]
    said = {(t.subject, text_of(t.predicate)): text_of(t.object) for t in cube}
    keys = [tuple(said[row, name] for name in dimensions) for row in rows]
    assert len(dimensions) == 5
    assert len(set(keys)) == len(keys) == 95
    assert all((row, terms.value) in said for row in rows)
