"""SHACL Core constraints as queries: a shapes graph becomes checks that an embedded engine runs at its own speed.

Each component covered has its query in `queries/shacl/`; a term outside that set is an error when the shapes are
read, so that no rule is passed over in silence. pySHACL reads the same shapes (`reference.py`) in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from goldenthread import cycles, questions, shacl, terms
from goldenthread.errors import BadShapes, Severity
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, text_of

# The constraint components covered, by the name of their query.
SINGLE = (
    "datatype", "lessThanOrEquals", "maxCount", "maxInclusive", "minCount", "minInclusive", "nodeKind", "pattern",
)  # fmt: skip
FLAGS = ("uniqueLang",)
COMPONENTS: Mapping[str, str] = {
    **{terms.SH + name: name for name in (*SINGLE, *FLAGS, "in", "or")},
    terms.GTS + "acyclic": "acyclic",
}
ELSEWHERE = NamedNode(terms.GTS + "elsewhere")  # the shape of a thing that has no class here
PROPERTY_SHAPE = NamedNode(terms.SH_PropertyShape)
WORDS = {terms.RDF_type, terms.SH_message, terms.SH_name, terms.SH_severity}
NODE_WORDS = {*WORDS, terms.SH_targetClass, terms.SH_property, terms.SH_sparql}
SEVERITIES: Mapping[str, Severity] = {
    terms.SH_Violation: "violation",
    terms.SH_Warning: "warning",
    terms.SH_Info: "info",
}


@dataclass(frozen=True)
class Check:
    """One constraint of one shape, ready to run. `name` is the column it is about, where there is one."""

    shape: str
    severity: Severity
    message: str
    name: str
    query: str
    acyclic: bool = False


@dataclass(frozen=True)
class Broken:
    """A check that a thing does not pass; `value` is what breaks it, where there is one thing to show."""

    check: Check
    focus: Term
    value: Term | None


@cache
def checks(texts: tuple[str, ...]) -> tuple[Check, ...]:
    """The checks of the shapes in `texts` (Turtle). Raises BadShapes where a term is not covered."""
    shapes = shacl.graph(texts)
    nodes = tuple(shapes.saying(terms.SH_targetClass))
    found: list[Check] = []
    for node in nodes:
        _only(shapes, node, NODE_WORDS)
    for shape in _properties(shapes, nodes):
        found.extend(_core(shapes, shape, nodes))
    for select in shacl.selects(shapes):
        _only(shapes, select.constraint, {terms.RDF_type, terms.SH_prefixes, terms.SH_select})
        found.append(_check(shapes, select.shape, select.query))
    return tuple(found)


def sheets(texts: tuple[str, ...]) -> dict[str, str]:
    """The sheet of each class: the name of the shape that gathers its columns."""
    shapes = shacl.graph(texts)
    return {
        text_of(class_): text_of(shapes.need(node, terms.SH_name))
        for node in shapes.saying(terms.SH_targetClass)
        if shapes.all(node, terms.SH_property)
        for class_ in shapes.all(node, terms.SH_targetClass)
    }


def _properties(shapes: shacl.Graph, nodes: tuple[Term, ...]) -> tuple[Term, ...]:
    """The property shapes that node shapes with a target use. Raises BadShapes where a shape is used by none."""
    idle = {*shapes.saying(terms.SH_property), *shapes.saying(terms.SH_sparql)} - {*nodes, ELSEWHERE}
    used = {shape for node in nodes for shape in shapes.all(node, terms.SH_property)}
    idle |= {shape for shape, said in shapes.said.items() if PROPERTY_SHAPE in said.get(terms.RDF_type, ())} - used
    if idle:
        raise BadShapes(f"no target leads to {', '.join(sorted(map(text_of, idle)))}")
    return tuple(sorted(used, key=text_of))


def _only(shapes: shacl.Graph, subject: Term, covered: Iterable[str]) -> None:
    if subject not in shapes.said:
        raise BadShapes(f"{text_of(subject)} is used but not described")
    if strange := set(shapes.said[subject]) - set(covered):
        raise BadShapes(f"{text_of(subject)} uses what is not covered: {', '.join(sorted(strange))}")


def _check(shapes: shacl.Graph, shape: Term, query: str, *, acyclic: bool = False) -> Check:
    if not isinstance(shape, NamedNode):
        raise BadShapes("a shape has no name, so that no report could say which rule failed")
    severity = text_of(shapes.one(shape, terms.SH_severity)) or terms.SH_Violation
    if severity not in SEVERITIES:
        raise BadShapes(f"{shape.value} has a severity that is none of SHACL's")
    message = text_of(shapes.need(shape, terms.SH_message))
    return Check(
        shape.value, SEVERITIES[severity], message, text_of(shapes.one(shape, terms.SH_name)), query, acyclic
    )  # fmt: skip


def _core(shapes: shacl.Graph, shape: Term, nodes: tuple[Term, ...]) -> Iterator[Check]:
    """The checks of one property shape, one for each of its constraints, over the targets of all who use it."""
    _only(shapes, shape, {*WORDS, terms.SH_path, *COMPONENTS})
    path = shapes.need(shape, terms.SH_path)
    if not isinstance(path, NamedNode):
        raise BadShapes(f"{text_of(shape)} has a path that is not one property")
    users = [node for node in nodes if shape in shapes.all(node, terms.SH_property)]
    classes = {class_ for node in users for class_ in shapes.all(node, terms.SH_targetClass)}
    given: dict[str, Term | tuple[Term, ...]] = {"classes": tuple(sorted(classes, key=text_of)), "path": path}
    for predicate in sorted(set(shapes.said[shape]) & set(COMPONENTS)):
        component = COMPONENTS[predicate]
        wanted = _wanted(shapes, component, shapes.need(shape, predicate))
        query = questions.load(component, "shacl").query({**given, "wanted": wanted})
        yield _check(shapes, shape, query, acyclic=component == "acyclic")


def _wanted(shapes: shacl.Graph, component: str, value: Term) -> Term | tuple[Term, ...]:
    """What a constraint's query takes for `$wanted`."""
    if component == "in":
        return shapes.list(value)
    if component == "or":
        first, *others = shapes.list(value)
        if first != ELSEWHERE:
            raise BadShapes("sh:or is covered only as ( gts:elsewhere and shapes of one sh:class each )")
        for other in others:
            _only(shapes, other, {terms.RDF_type, terms.SH_class})
        return tuple(shapes.need(other, terms.SH_class) for other in others)
    if component not in SINGLE and text_of(value) != "true":
        raise BadShapes(f"{component} is covered only as true")
    return value


def run(store: Store, texts: tuple[str, ...]) -> Iterator[Broken]:
    """Every check of the shapes in `texts` that a thing in `store` does not pass."""
    for check in checks(texts):
        table = store.select(check.query)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        pairs = [(row["this"], row.get("value")) for row in rows]
        if check.acyclic:
            pairs = [(thing, None) for thing in cycles.cyclic([(this, to) for this, to in pairs if this and to])]
        yield from (Broken(check, focus, value) for focus, value in pairs if focus is not None)
