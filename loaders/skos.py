"""SKOS out: frameworks as concept schemes, in Turtle. What is SKOS comes in with all RDF."""

from __future__ import annotations

from typing import Final

from goldenthread import terms
from goldenthread.loaders import Context, rdf
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.links import MATCHES
from goldenthread.loaders.projection import Words
from goldenthread.store.rdf import Triple


def _spell(said: set[Triple], dataset: str, context: Context) -> bytes:
    return rdf.write(said, dataset, context, "ttl").content


WRITER: Final[Dialect] = Dialect(
    name="skos",
    title="SKOS (Turtle)",
    media_type="text/turtle",
    marks=(terms.SKOS,),
    words=Words(
        own=(),
        classes={
            terms.CompetencyStandard: terms.SKOS_ConceptScheme,
            terms.ReferenceFramework: terms.SKOS_ConceptScheme,
            terms.Domain: terms.SKOS_Concept,
            terms.Competency: terms.SKOS_Concept,
            terms.PerformanceIndicator: terms.SKOS_Concept,
        },
        properties={},
        links={name: name for name in sorted(MATCHES)},
    ),
    spell=_spell,
)
write = WRITER.write
