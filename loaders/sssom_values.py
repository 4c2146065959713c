"""A cell of SSSOM as the RDF term that its slot asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from goldenthread.loaders.sssom_slots import Slot
from goldenthread.loaders.sssom_text import expanded
from goldenthread.store.rdf import Literal, NamedNode, Term, decimal
from goldenthread.store.rdf import date as dated

LITERAL: Final = frozenset({"rdfs literal", "rdfs:Literal"})  # an end of this type has a label and no identifier
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def term(slot: Slot, value: str, prefixes: Mapping[str, str]) -> tuple[Term | None, str]:
    """A value as an RDF term, or None and why it is none."""
    match slot.kind:
        case "iri":
            iri = expanded(value, prefixes)
            return (NamedNode(iri) if iri else None), "neither a CURIE with a known prefix nor an IRI"
        case "date":
            return (dated(value) if _is_day(value) else None), "no date such as 2016-05-17"
        case "number":
            good = _NUMBER.fullmatch(value) and (slot.name != "confidence" or 0 <= float(value) <= 1)
            return (decimal(format(Decimal(value), "f")) if good else None), "no number in range"
    return Literal(value), ""


def _is_day(value: str) -> bool:
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
