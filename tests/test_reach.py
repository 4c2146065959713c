"""What a change reaches: view and report renewed in part are those of a full run, whatever was changed where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generator import Size
from bench.planting import generate
from goldenthread import derived, questions, reach, sources, terms
from goldenthread.loaders import Context
from goldenthread.releases import Releases, Source
from goldenthread.settings import Settings
from goldenthread.store import Store, Table
from goldenthread.store.embedded import Embedded, in_memory
from goldenthread.store.rdf import NamedNode, Term, Triple

BASE = Settings.base
DAY = date(2026, 1, 1)


def graph(name: str) -> NamedNode:
    return NamedNode(BASE + name)


def thing(text: str) -> NamedNode:
    """`xa/module/M1`: a thing of a dataset; with a colon, one of elsewhere."""
    return NamedNode(text if ":" in text else BASE + text)


def store_of(*lines: str) -> Embedded:
    """Lines of a dataset, a subject, a local name of gt: (or `a`) and an object."""
    store = in_memory()
    for line in lines:
        dataset, subject, name, value = line.split()
        predicate = terms.RDF_type if name == "a" else terms.GT + name
        value = terms.GT + value if name == "a" else value
        store.add(graph(dataset), [Triple(thing(subject), NamedNode(predicate), thing(value))])
    return store


def felt(store: Embedded, dataset: str) -> set[str]:
    """The datasets that feel a change of one; a dozen of others stand beside them."""
    for number in range(12):
        store.add(graph(f"o{number}"), [Triple(thing(f"o{number}/x"), NamedNode(terms.hours), thing("urn:x"))])
    part = reach.of(store, touched(store, dataset))
    assert part is not None
    assert part.felt <= part.context
    return {one.value.removeprefix(BASE) for one in part.felt}


def touched(store: Embedded, dataset: str) -> dict[NamedNode, reach.Change]:
    return {graph(dataset): reach.Change.between((), said(store, graph(dataset)))}


MAPPED = ("a a/m a Mapping", "a a/m subject a/c", "a a/c a Competency", "a a/m object f/c", "f f/c a Competency")


@pytest.mark.parametrize(
    ("lines", "changed", "wanted"),
    [
        ((*MAPPED, "b b/m a Mapping", "b b/m subject b/c", "b b/c a Competency", "b b/m object f/c"), "a", {"a"}),
        (MAPPED, "f", {"a", "f"}),
        (("a a/m teaches f/c", "b b/r ofCompetency f/c", "f f/c a Competency"), "a", {"a", "b", "f"}),
        (("a a/t a TeachingClaim", "a a/t object ext:c", "b b/r ofCompetency ext:c"), "b", {"a", "b"}),
        (("a a/m a Mapping", "a a/m subject ext:c", "b b/r ofCompetency ext:c"), "b", {"a", "b"}),
        (("a a country country/xa", "b b country country/xa"), "a", {"a", "b"}),
        (("a a/l sameLevelAs f/l", "b b/l sameLevelAs f/l", "f f/l a Level"), "a", {"a"}),
        (("a a/g contributesTo f/t", "b b/g contributesTo f/t", "f f/t a Goal"), "f", {"f"}),
        (("a.decisions a.decisions/d of a/m", "a a/m a Mapping"), "a.decisions", {"a", "a.decisions"}),
        (("a ext:c prerequisiteOf a/c", "b ext:c a Competency"), "b", {"a", "b"}),
    ],
    ids=[
        "two that match the same cell do not feel each other",
        "a framework is felt by those that match it",
        "who teaches and who requires the same competency feel each other",
        "also where nobody describes it",
        "a mapping between others is felt from both ends",
        "datasets of a country feel each other",
        "levels that are the same are followed one way",
        "what no rule speaks of is not followed",
        "a decision is felt by what it is about",
        "who describes the same thing is felt",
    ],
)  # fmt: skip
def test_a_change_is_felt_as_far_as_rules_join(lines: tuple[str, ...], changed: str, wanted: set[str]) -> None:
    assert felt(store_of(*lines), changed) == wanted


def test_a_change_of_many_things_is_asked_about_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def noted(store: Store, name: str, things: tuple[Term, ...]) -> Table:
        asked.append(len(things))
        return ask(store, name, things=things)

    ask = questions.ask
    monkeypatch.setattr(questions, "ask", noted)
    monkeypatch.setattr(reach, "ASKED", 1)
    store = store_of(
        "f f/1 a Competency", "f f/2 a Competency", "f f/3 a Competency", "a a/m teaches f/1", "b b/m teaches f/3"
    )
    assert felt(store, "f") == {"a", "b", "f"}
    assert set(asked) <= {0, 1}


def test_what_more_than_half_of_all_feel_is_made_anew_as_a_whole() -> None:
    store = store_of(*MAPPED)
    assert reach.of(store, touched(store, "f")) is None


def test_the_context_is_what_a_dataset_rests_on_and_what_is_said_of_that() -> None:
    store = store_of(*MAPPED, "f f/c statedIn g/s", "g g/s a Document", "h h/n implements g/s", "i i/m realises h/n")
    felt(store, "a")
    part = reach.of(store, touched(store, "a"))
    assert part is not None
    assert part.context == {graph(name) for name in "afghi"}


@cache
def generated() -> Embedded:
    """Three small countries and the framework that they map to, with planted gaps."""
    store = in_memory()
    for book in generate(1, Size(3, 1, 2), DAY, {"G01": 1, "G07": 1, "G18": 1}).workbooks:
        read_in(store, book.zipped(), f"{book.id}.zip")
    return made(store)


@cache
def shipped() -> Embedded:
    """The shipped data."""
    store = in_memory()
    for folder in sources.shipped():
        read_in(store, *sources.content_of(folder))
    return made(store)


def read_in(store: Embedded, content: bytes, filename: str) -> None:
    context = Context(BASE, None, filename, Settings())
    loaded = sources.recognise(content, filename).read(content, context)
    store.add(graph(loaded.dataset), loaded.triples)


def made(store: Embedded) -> Embedded:
    derived.renew_vocabulary(store)
    with TemporaryDirectory() as directory:
        derived.renew(store, DAY, 1, None, directory=Path(directory), base=BASE)
    return store


def renewed(before: Embedded, changes: dict[NamedNode, set[Triple]], *, holds: bool) -> dict[NamedNode, set[Triple]]:
    """View and report after some graphs were made to say something else, in part where `holds`."""
    store = before.in_memory(before.graphs())
    both = {graph: reach.Change.between(said(before, graph), now) for graph, now in changes.items()}
    for graph, now in changes.items():
        store.replace(graph, now)
    with TemporaryDirectory() as directory:
        what = derived.Before(before, None, both, holds)
        derived.renew(store, DAY, 2, what, directory=Path(directory), base=BASE)
    return {one: said(store, one) for one in reach.DERIVED}


def said(store: Store, graph: NamedNode) -> set[Triple]:
    return {quad.triple for quad in store.quads(graph=graph)}


def edited(triples: Collection[Triple], others: list[Term], random: Random) -> set[Triple]:
    """A dataset with some statements gone and some that lead elsewhere."""
    held = sorted(triples, key=str)
    for place in random.sample(range(len(held)), min(len(held), random.choice((1, 5, 40)))):
        old = held[place]
        if random.random() < 0.5 and isinstance(old.object, NamedNode):
            held[place] = Triple(old.subject, old.predicate, random.choice(others))
        else:
            held[place] = random.choice(held)
    return set(held)


def same_in_part_and_whole(before: Embedded, random: Random) -> None:
    datasets = [one for one in before.graphs() if one not in reach.BESIDE]
    others = sorted({quad.subject for one in datasets for quad in before.quads(graph=one)}, key=str)
    names = random.sample(datasets, random.choice((1, 1, 2)))
    changes = {
        one: edited(said(before, one), list(others), random) if random.random() < 0.9 else set[Triple]()
        for one in names
    }
    part, whole = renewed(before, changes, holds=True), renewed(before, changes, holds=False)
    for one in reach.DERIVED:
        assert part[one] == whole[one]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_any_edit_of_generated_countries_is_renewed_in_part_as_in_whole(seed: int) -> None:
    same_in_part_and_whole(generated(), Random(seed))


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32))
def test_any_edit_of_the_shipped_data_is_renewed_in_part_as_in_whole(seed: int) -> None:
    same_in_part_and_whole(shipped(), Random(seed))


def test_a_release_too_large_to_be_held_in_memory_is_derived_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {graph("qm"): set(list(said(generated(), graph("qm")))[:-20])}
    whole = renewed(generated(), changes, holds=False)
    monkeypatch.setattr(derived, "HELD", 0)
    assert renewed(generated(), changes, holds=False) == whole


def test_an_import_that_is_renewed_in_part_makes_the_release_a_full_run_makes(tmp_path: Path) -> None:
    books = generate(1, Size(3, 1, 2), DAY, {}).workbooks
    releases = Releases(Settings(data=tmp_path), lambda: datetime(2026, 1, 1, 9, tzinfo=UTC))
    releases.propose_all([Source(book.zipped(), f"{book.id}.zip") for book in books])
    changed = next(book for book in books if book.id == "qm")
    changed.remove("teaching", changed.rows("teaching")[:3])
    told = releases.propose(changed.zipped(), filename="qm.zip")
    store = releases.release().store
    whole = store.in_memory(store.graphs())
    with TemporaryDirectory() as directory:
        before = derived.Before(releases.release(1).store, None, {}, holds=False)
        derived.renew(whole, DAY, 2, before, directory=Path(directory), base=BASE)
    assert told.gaps.counts["opened"] > 0
    assert [said(store, one) for one in reach.DERIVED] == [said(whole, one) for one in reach.DERIVED]
