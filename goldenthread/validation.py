"""Shapes over a graph: alignment (what the thread needs) and intake (what a source must say)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goldenthread import shacl, terms
from goldenthread.errors import BadShapes
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Quad, Term, Triple, text_of

Texts = tuple[str, ...] | None


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
