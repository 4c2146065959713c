"""Single statements in the words of CASE."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from goldenthread import terms
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, boolean, integer


@lru_cache(maxsize=1000)
def term(name: str) -> NamedNode:
    """A field as a property."""
    return NamedNode(terms.CASE + name)


def typed(node: NamedNode, kind: str) -> Triple:
    """That a node is of a kind."""
    return Triple(node, NamedNode(terms.RDF_type), NamedNode(terms.CASE + kind))


def says(node: NamedNode, name: str, value: Term | str) -> Triple:
    """What a field says of a node."""
    return Triple(node, term(name), Literal(value) if isinstance(value, str) else value)


def extension(node: NamedNode, value: Mapping[str, object]) -> Triple:
    """What CASE has no field for."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return says(node, "extensions", Literal(text, datatype=NamedNode(terms.RDF + "JSON")))


def any_value(value: Any) -> Term | None:
    """Any value of JSON: text, number and yes or no as such, the rest as JSON; nothing for null."""
    if isinstance(value, bool):
        return boolean(value)
    if isinstance(value, int):
        return integer(value)
    if isinstance(value, float):
        return Literal(repr(value), datatype=NamedNode(terms.XSD + "double"))
    if isinstance(value, str):
        return Literal(value)
    return None if value is None else Literal(json.dumps(value, sort_keys=True), datatype=NamedNode(terms.RDF + "JSON"))
