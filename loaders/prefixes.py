"""The prefixes that reports and written files shorten IRIs with."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from goldenthread import terms

PREFIXES: Final = MappingProxyType(
    {
        "asn": terms.ASN,
        "case": terms.CASE,
        "ceasn": terms.CEASN,
        "ceterms": terms.CETERMS,
        "dcterms": terms.DCTERMS,
        "gt": terms.GT,
        "lrmi": terms.LRMI,
        "ob": terms.OB,
        "org": terms.ORG,
        "owl": terms.OWL,
        "prov": terms.PROV,
        "qb": terms.QB,
        "rdf": terms.RDF,
        "rdfs": terms.RDFS,
        "schema": terms.SCHEMA,
        "sdg": terms.SDG,
        "semapv": terms.SEMAPV,
        "skos": terms.SKOS,
        "sssom": terms.SSSOM,
        "xsd": terms.XSD,
    }
)


@lru_cache(maxsize=10_000)
def short(iri: str) -> str:
    """An IRI as prefix:name where its prefix is ours to use."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
