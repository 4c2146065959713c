"""The derived graph of a day: date and completeness enter here once, so that everything above reads plain facts."""

from __future__ import annotations

from datetime import date, timedelta

from goldenthread import periods, questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Triple, text_of
from goldenthread.store.rdf import date as dated

FOLDER = "view"


def make(store: Store, day: date) -> None:
    """Renews the view in `store` for `day`: each query of queries/view in name order, seeing what those before made."""
    view = NamedNode(terms.GRAPH_view)
    store.drop(view)
    for question in questions.every(FOLDER):
        store.add(view, store.construct(question.query({"day": dated(day.isoformat())})))
    store.add(view, tuple(periods.facts(store, day)))
    say_when(store, day)


def say_when(store: Store, day: date) -> None:
    """Writes into the view in `store` that it is of `day`, and until when it stays true."""
    view = NamedNode(terms.GRAPH_view)
    facts = [Triple(view, NamedNode(terms.asOf), dated(day.isoformat()))]
    if (last := _valid_until(store, day)) is not None:
        facts.append(Triple(view, NamedNode(terms.validUntil), dated(last.isoformat())))
    store.alter(view, [quad.triple for quad in store.quads(view, graph=view)], facts)


def _valid_until(store: Store, day: date) -> date | None:
    """The last day before a date in the data changes the view; None where no later date is in the data."""
    begins, ends = questions.ask(store, "next-date", day=dated(day.isoformat())).rows[0]
    first, last = periods.day_of(text_of(begins)), periods.day_of(text_of(ends))
    days = [until for until in periods.ends(store) if until >= day]
    days += [first - timedelta(days=1)] if first else []
    days += [last] if last else []
    return min(days, default=None)
