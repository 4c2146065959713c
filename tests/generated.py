"""Generated workbooks in a store with the view of the day, and the report of them as the truth is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from bench.site import Truth
from bench.workbooks import Workbook
from goldenthread import report, sources, terms, view
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import Embedded, in_memory
from goldenthread.store.rdf import NamedNode, text_of

DAY = date(2026, 1, 1)
BASE = Settings().base


def loaded(workbooks: Iterable[Workbook], day: date = DAY) -> Embedded:
    """The workbooks through loader and intake, which refuse none, with the view of the day."""
    store = in_memory()
    for book in workbooks:
        checked = sources.check(book.zipped(), filename=f"{book.id}.zip", settings=Settings(), known=store)
        assert [remark for remark in checked.remarks if remark.severity == "violation"] == []
        assert checked.loaded.not_kept == ()
        store.add(sources.graph_of(book.id, BASE), checked.loaded.triples)
    view.make(store, day)
    return store


def reported(workbooks: Iterable[Workbook], day: date = DAY) -> frozenset[Truth]:
    """The whole report on the workbooks."""
    store = loaded(workbooks, day)
    report.make(store, day, 1)
    return found(store)


def found(store: Store) -> frozenset[Truth]:
    """The report that is in a store."""
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in store.quads(graph=NamedNode(terms.GRAPH_report)):
        facts[text_of(quad.subject)][quad.predicate.value] = text_of(quad.object)
    return frozenset(_truth(said) for said in facts.values() if terms.gapType in said)


def _truth(said: dict[str, str]) -> Truth:
    type_ = said[terms.gapType].removeprefix(terms.GT)
    second = said[terms.stage] if type_ == "G36" else said.get(terms.gapObject, "")
    return Truth(type_, said[terms.focus].removeprefix(BASE), second.removeprefix(BASE), said[terms.gapStatus])
