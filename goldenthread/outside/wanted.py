"""What is to be fetched, and from where. No library of HTTP is loaded for saying so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from goldenthread.errors import BadParameter

KINDS: Final = ("auto", "case", "sparql", "file")
FIELDS: Final = frozenset({"address", "as", "graph", "query"})


@dataclass(frozen=True)
class Wanted:
    """What is to be fetched: an address, what answers there (of KINDS), and of an endpoint a graph or a query."""

    address: str
    kind: str = "auto"
    graph: str | None = None
    query: str | None = None

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Wanted:
        """From an object with `address` and, if need be, `as`, `graph`, `query`. Raises BadParameter."""
        if not said.keys() <= FIELDS or not all(isinstance(value, str) for value in said.values()):
            raise BadParameter(f"an import by address is an object with texts named {', '.join(sorted(FIELDS))}")
        return cls(said.get("address", ""), said.get("as", "auto"), said.get("graph"), said.get("query"))


def is_address(text: str) -> bool:
    """Whether a source is named by a web address, not by a path."""
    return text.lower().startswith(("https://", "http://"))
