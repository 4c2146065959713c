"""Single statements in the words of CASE."""

from __future__ import annotations

import json
from collections.abc import Mapping

from goldenthread import terms
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple


def typed(node: NamedNode, kind: str) -> Triple:
    """That a node is of a kind."""
    return Triple(node, NamedNode(terms.RDF_type), NamedNode(terms.CASE + kind))


def says(node: NamedNode, name: str, value: Term | str) -> Triple:
    """What a field says of a node."""
    return Triple(node, NamedNode(terms.CASE + name), Literal(value) if isinstance(value, str) else value)


def extension(node: NamedNode, value: Mapping[str, object]) -> Triple:
    """What CASE has no field for."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return says(node, "extensions", Literal(text, datatype=NamedNode(terms.RDF + "JSON")))
