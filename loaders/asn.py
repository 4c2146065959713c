"""The Achievement Standards Network: RDF/XML, Turtle and RDF/JSON in, RDF/XML out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from goldenthread import terms
from goldenthread.loaders import Context, Loaded, rdf, rdfjson
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.projection import Words
from goldenthread.store.rdf import Triple

_DOCUMENT: Final = terms.ASN + "StandardDocument"
_STATEMENT: Final = terms.ASN + "Statement"

WORDS: Final = Words(
    own=(terms.ASN, terms.GEM),
    classes={
        terms.CompetencyStandard: _DOCUMENT,
        terms.ReferenceFramework: _DOCUMENT,
        terms.Domain: _STATEMENT,
        terms.Competency: _STATEMENT,
        terms.PerformanceIndicator: _STATEMENT,
    },
    properties={
        _DOCUMENT: {
            terms.SKOS_prefLabel: terms.DCTERMS_title,
            terms.SKOS_definition: terms.DCTERMS_description,
            terms.SKOS_hasTopConcept: terms.GEM + "hasChild",
        },
        _STATEMENT: {
            terms.SKOS_prefLabel: terms.DCTERMS_title,
            terms.SKOS_definition: terms.DCTERMS_description,
            terms.SKOS_notation: terms.ASN + "statementNotation",
            terms.SKOS_inScheme: terms.DCTERMS_isPartOf,
            terms.SKOS_broader: terms.GEM + "isChildOf",
            terms.SKOS_narrower: terms.GEM + "hasChild",
            terms.SKOS_topConceptOf: terms.GEM + "isChildOf",
            terms.prerequisiteOf: terms.ASN + "prerequisiteAlignment",
        },
    },
    links={name: name for name in (terms.SKOS_exactMatch, terms.SKOS_closeMatch, terms.SKOS_broadMatch,
                                   terms.SKOS_narrowMatch, terms.SKOS_relatedMatch)},
    needed={_STATEMENT: ((terms.DCTERMS_description, terms.SKOS_prefLabel),)},
)  # fmt: skip


def _spell(said: set[Triple], dataset: str, context: Context) -> bytes:
    return rdf.write([triple for triple in said if rdfjson.is_spellable(triple)], dataset, context, "rdf").content


@dataclass(frozen=True)
class Asn(Dialect):
    """The dialect, with the JSON that it publishes beside RDF."""

    def recognises(self, content: bytes, filename: str) -> bool:
        return super().recognises(content, filename) or rdfjson.looks_like(content)

    def read(self, content: bytes, context: Context) -> Loaded:
        if rdfjson.looks_like(content):
            return rdfjson.read(content, context)
        return super().read(content, context)


LOADER: Final[Asn] = Asn(
    name="asn",
    title="Achievement Standards Network (RDF/XML, Turtle or RDF/JSON)",
    media_type="application/rdf+xml",
    marks=(terms.ASN,),
    words=WORDS,
    spell=_spell,
)
write = LOADER.write
write_json = replace(LOADER, media_type=rdfjson.MEDIA_TYPE, spell=lambda said, *_: rdfjson.spelled(said)).write
