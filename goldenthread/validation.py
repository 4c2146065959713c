"""Shapes over a graph: alignment (what the thread needs) and intake (what a source must say)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice

from goldenthread import constraints, questions, shacl, terms
from goldenthread.errors import BadShapes, Remark, Severity
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Quad, Term, Triple, integer, text_of
from goldenthread.store.triples import Triples

Texts = tuple[str, ...] | None
FEW = 2000  # triples put into the store at a time: more are held twice meanwhile
LISTED = 100  # how often one rule is told of one file
RANKS: tuple[Severity, ...] = ("violation", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One row of an alignment shape. `type` is the gap type's IRI; `object` is what the gap is about beside its
    focus, `value` one piece of evidence; `status` is "open" or "unknown"."""

    type: str
    focus: Term
    object: Term | None
    value: Term | None
    status: str


def alignment(store: Store, texts: Texts = None) -> tuple[Finding, ...]:
    """What the alignment shapes find in `store` (which holds data and view), each shape's query run as it
    stands. `texts` are shapes in Turtle to take instead of the shipped ones. Raises BadShapes, BadQuery."""
    shapes = shacl.graph(shacl.shipped("alignment") if texts is None else texts)
    found: set[Finding] = set()
    for select in shacl.selects(shapes):
        type_ = text_of(shapes.need(select.shape, terms.gapType))
        table = store.select(select.query)
        if missing := {"this", "status"} - set(table.columns):
            raise BadShapes(f"{text_of(select.constraint)} does not select {', '.join(sorted(missing))}")
        for row in table.rows:
            said = dict(zip(table.columns, row, strict=True))
            focus = said["this"]
            if focus is None:
                raise BadShapes(f"{text_of(select.constraint)} gives a row without a focus")
            found.add(Finding(type_, focus, said.get("object"), said.get("value"), text_of(said["status"])))
    return _sorted(found)


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: (f.type, str(f.focus), str(f.object or ""), str(f.value or ""), f.status)))


def alignment_by_pyshacl(triples: Iterable[Triple] | Iterable[Quad], texts: Texts = None) -> tuple[Finding, ...]:
    """The same findings by pySHACL, the reference engine, over the union of the graphs. It is hundreds of times
    slower, so it serves tests and measures only. Raises BadShapes."""
    texts = shacl.shipped("alignment") if texts is None else texts
    shapes = shacl.graph(texts)
    found: set[Finding] = set()
    from goldenthread import reference  # rdflib and pySHACL take half a second to import

    for result in reference.results(triples, shacl.texts_of(texts)):
        status, _, object_ = result.message.partition(" ")
        found.add(
            Finding(
                text_of(shapes.need(NamedNode(result.shape), terms.gapType)),
                result.focus,
                None if object_ in {"", "{?object}"} else NamedNode(object_),
                None if result.value == result.focus else result.value,
                status,
            )
        )
    return _sorted(found)


def intake(
    triples: Iterable[Triple], *, small_count: int = Settings.small_count, blamed: Set[tuple[str, str]] = frozenset()
) -> tuple[Remark, ...]:
    """What the intake shapes say of one candidate graph, worst first. A violation refuses the file.

    A rule broken many times is told LISTED times and then counted. An observation of fewer than `small_count`
    people is a violation: single persons could be known by it. Of a thing and column that are `blamed` a fault is
    told already, with its row.
    """
    texts = shacl.shipped("intake")
    store = in_memory()
    seen = _spoken_of(triples, texts)
    while few := list(islice(seen, FEW)):
        store.add(NamedNode(terms.GRAPH_candidate), few)
    every = (*constraints.run(store, texts), *_small_counts(store, small_count))
    broken = [one for one in every if (text_of(one.focus), one.check.name) not in blamed]
    broken.sort(key=lambda b: (str(b.focus), str(b.value or "")))
    by_check: dict[constraints.Check, list[constraints.Broken]] = {}
    for one in broken:
        by_check.setdefault(one.check, []).append(one)
    told = [one for many in by_check.values() for one in many[:LISTED]]
    names = _names(store, {one.focus for one in told}, constraints.sheets(texts))
    remarks = [_remark(one, names.get(one.focus, text_of(one.focus))) for one in told]
    for check, many in by_check.items():
        if len(many) > LISTED:
            more = f"{check.message} There are {len(many) - LISTED:,} more like this."
            remarks.append(Remark(check.severity, more, column=check.name or None))
    return tuple(sorted(set(remarks), key=_rank))


def _spoken_of(triples: Iterable[Triple], texts: tuple[str, ...]) -> Iterator[Triple]:
    """What the shapes can see of a candidate: what is said with the properties that they name, and of or with the
    things that it has minted, any of which must be described."""
    held = triples if isinstance(triples, Triples) else Triples(triples)
    datasets = (t.subject for t in held.of(terms.RDF_type) if t.object == NamedNode(terms.Dataset))
    own, names = tuple(f"{text_of(node)}/" for node in datasets), _names_in(texts)
    for triple in held:
        ends = text_of(triple.subject), text_of(triple.object)
        if triple.predicate.value in names or any(end.startswith(own) for end in ends):
            yield triple


@cache
def _names_in(texts: tuple[str, ...]) -> frozenset[str]:
    """The IRIs that the checks of the shapes in `texts` name, and those of the questions asked beside them."""
    asked = [check.query for check in constraints.checks(texts)]
    asked += [questions.load(name, "shacl").text for name in ("complements", "naming", "small-counts")]
    return frozenset({terms.RDF_type}.union(*map(questions.names, asked)))


def _rank(remark: Remark) -> tuple[int, bool, str, str, str]:
    return RANKS.index(remark.severity), not remark.where, remark.where, remark.column or "", remark.message


def _small_counts(store: Store, threshold: int) -> Iterator[constraints.Broken]:
    """The observations that count fewer than `threshold` people, and those from which the others leave so few."""
    for name, message in (
        (
            "small-counts",
            "Fewer than {0} people were counted, so that single persons could be known: leave the row out.",
        ),
        (
            "complements",
            "The rows of its areas or groups leave fewer than {0} people out, who could be known by subtraction: leave "
            "one more of them out, or the count of the total.",
        ),
    ):
        query = questions.load(name, "shacl").query({"threshold": integer(threshold)})
        check = constraints.Check(terms.GTS + name, "violation", message.format(threshold), "n", query)
        for focus, *value in store.select(query).rows:
            if focus is not None:
                yield constraints.Broken(check, focus, value[0] if value else None)


def _remark(broken: constraints.Broken, name: str) -> Remark:
    check, value = broken.check, broken.value
    found = f" Found: {text_of(value)[:80]}." if value is not None else ""
    return Remark(check.severity, check.message + found, name, column=check.name or None)


def _names(store: Store, things: Iterable[Term], sheets: Mapping[str, str]) -> dict[Term, str]:
    """What a reader calls each thing: its sheet, its code (or else its label) and its IRI."""
    wanted = tuple(sorted((thing for thing in things if isinstance(thing, NamedNode)), key=text_of))
    table = store.select(questions.load("naming", "shacl").query({"things": wanted}))
    said: dict[Term, dict[str, str]] = {}
    for row in questions.records(table):
        thing = row["this"]
        if thing is not None:
            held = said.setdefault(thing, {})
            for key, text in ((key, text_of(term)) for key, term in row.items() if term is not None):
                held.setdefault(key, text)
    return {thing: _name(thing, held, sheets) for thing, held in said.items()}


def _name(thing: Term, held: Mapping[str, str], sheets: Mapping[str, str]) -> str:
    words = (sheets.get(held.get("class", ""), ""), held.get("code") or held.get("label", ""))
    called = " ".join(word for word in words if word)
    return f"{called} ({text_of(thing)})" if called else text_of(thing)
