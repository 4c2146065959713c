"""Every form that a dataset goes out in, by the ending of its file: one list for the command line and the service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from goldenthread.loaders import Context, Written, asn, badges, case_write, ctdl_asn, lrmi, rdf, skos, sssom, workbook
from goldenthread.store.rdf import Triple

Write = Callable[[Iterable[Triple], str, Context], Written]


@dataclass(frozen=True)
class Form:
    """A form: what people call it, and what writes it."""

    title: str
    write: Write


def _rdf(form: str) -> Write:
    return lambda triples, dataset, context: rdf.write(triples, dataset, context, form)


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "xlsx": Form("Workbook (XLSX)", lambda triples, *rest: workbook.write(tuple(triples), *rest)),
        "csv.zip": Form("Workbook (CSV, zipped)", lambda triples, *rest: workbook.write_csv(tuple(triples), *rest)),
        "ttl": Form("Turtle", _rdf("ttl")),
        "nt": Form("N-Triples", _rdf("nt")),
        "nq": Form("N-Quads", _rdf("nq")),
        "jsonld": Form("JSON-LD", _rdf("jsonld")),
        "rdf": Form("RDF/XML", _rdf("rdf")),
        "skos.ttl": Form("SKOS (Turtle)", skos.write),
        "case.json": Form("CASE 1.1 (JSON)", case_write.write),
        "case-1.0.json": Form("CASE 1.0 (JSON)", partial(case_write.write, version="1.0")),
        "ctdlasn.json": Form("CTDL-ASN (JSON-LD)", ctdl_asn.write),
        "asn.rdf": Form("ASN (RDF/XML)", asn.write),
        "asn.json": Form("ASN (RDF/JSON)", asn.write_json),
        "schema.json": Form("schema.org (JSON-LD)", lrmi.write),
        "badges.json": Form("Open Badges 3 achievements (JSON-LD)", badges.write),
        "sssom.tsv": Form("SSSOM mappings (TSV)", sssom.write),
    }
)
