"""A field that no dialect knows, at every level of a file of each: whatever becomes of it is in the report."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from goldenthread import sources
from goldenthread.loaders import LOADERS
from goldenthread.settings import Settings
from goldenthread.sources import Checked
from tests import test_opensalt, workbooks

SETTINGS = Settings()
DATA = Path(__file__).parent / "data"
PREFIXES = """\
@prefix asn: <http://purl.org/ASN/schema/core/> .
@prefix ceasn: <https://purl.org/ctdlasn/terms/> .
@prefix ceterms: <https://purl.org/ctdl/terms/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://e.example.org/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
CTDL_ASN = """
ex:f a ceasn:CompetencyFramework ; ceasn:name "Framework"@en ; ceasn:hasTopChild ex:c ; ceasn:frameworkUnknown 7 .
ex:c a ceasn:Competency ; ceasn:competencyText "Plans"@en ; ceasn:isPartOf ex:f ; ceasn:competencyUnknown "x" ;
    ceasn:creator [ ceasn:name "Someone" ; ceasn:innerUnknown "y" ] .
"""
COURSES = """
ex:course a ceterms:Course ; ceterms:name "Course"@en ; ceterms:courseUnknown 1 ;
    ceterms:teaches [ a ceterms:CredentialAlignmentObject ; ceterms:targetNode ex:c ; ceterms:alignmentUnknown 2 ] ;
    ceterms:offeredBy ex:school .
ex:school a ceterms:CredentialOrganization ; ceterms:name "School"@en ; ceterms:organizationUnknown 3 .
"""
SKOS = """
ex:s a skos:ConceptScheme ; skos:prefLabel "Scheme"@en ; ex:schemeUnknown 1 ; skos:hasTopConcept ex:a .
ex:a a skos:Concept ; skos:inScheme ex:s ; skos:prefLabel "A"@en ; ex:conceptUnknown 2 ;
    skos:changeNote [ dcterms:date "2020" ; ex:innerUnknown 3 ] .
ex:m a skos:Collection ; skos:prefLabel "Some"@en ; skos:member ex:a ; ex:collectionUnknown 4 .
"""
LRMI = """
ex:course a schema:Course ; schema:name "Course"@en ; schema:courseUnknown 1 ; schema:educationalAlignment
    [ a schema:AlignmentObject ; schema:alignmentType "teaches" ; schema:targetUrl ex:c ; schema:alignmentUnknown 2 ] .
"""
ASN_JSON = {
    "http://asn.example.org/d": {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [
            {"type": "uri", "value": "http://purl.org/ASN/schema/core/StandardDocument"}
        ],
        "http://purl.org/dc/elements/1.1/title": [{"type": "literal", "value": "Document"}],
        "http://purl.org/ASN/schema/core/documentUnknown": [{"type": "literal", "value": "x"}],
    },
    "http://asn.example.org/s": {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [
            {"type": "uri", "value": "http://purl.org/ASN/schema/core/Statement"}
        ],
        "http://purl.org/gem/qualifiers/isChildOf": [{"type": "uri", "value": "http://asn.example.org/d"}],
        "http://purl.org/dc/terms/description": [{"type": "literal", "value": "Plans", "lang": "en"}],
        "http://purl.org/ASN/schema/core/statementUnknown": [{"type": "literal", "value": "y"}],
    },
}
TABLE = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcolumnUnknown\n"
MAPPED = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\tx\n"
SSSOM_HEAD = "curie_map:\n  ex: https://e.example.org/\nsetUnknown: x\n"
CROSSWALK = """\
#columns: {subject_id: From, object_id: To}
#prefixes: {subject_id: ex, object_id: ex}
#always: {predicate_id: "skos:exactMatch", mapping_justification: "semapv:ManualMappingCuration"}
#curie_map: {ex: "https://e.example.org/"}
#headUnknown: 7
From,To,columnUnknown
a,b,x
"""
LIST = "Code,Competency,columnUnknown\nA,Plans,x\n"
SHEETS = {"goals": "code,label,columnUnknown\nG1,Goal,x\n", "sheetUnknown": "a\n1\n"}
DATASET = "id,title,datasetUnknown\nt,Test,y\n"


def packed(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def old_case() -> str:
    """The package of 1.1 without what 1.0 does not have."""
    whole: Any = json.loads((DATA / "case/everything.json").read_text(encoding="utf-8"))
    whole["CFDocument"].pop("caseVersion", None)
    whole["CFDocument"].pop("frameworkType", None)
    return json.dumps(whole).replace("/v1p1/", "/v1p0/")


def turtle(text: str) -> tuple[bytes, str]:
    return (PREFIXES + text).encode(), text


def shipped(path: str) -> tuple[bytes, str]:
    text = (DATA / path).read_text(encoding="utf-8")
    return text.encode(), text


# The loader, the file, and the text in which its unknown fields stand.
FILES: dict[str, tuple[str, tuple[bytes, str]]] = {
    "CASE 1.1": ("case", shipped("case/everything.json")),
    "CASE 1.0": ("case", (old_case().encode(), old_case())),
    "OpenSALT": ("opensalt", (test_opensalt.book(), "docUnknown itemUnknown linkUnknown")),
    "CTDL-ASN as JSON-LD": ("ctdl-asn", shipped("ctdl-asn/everything.json")),
    "CTDL-ASN as Turtle": ("ctdl-asn", turtle(CTDL_ASN)),
    "CTDL with courses": ("ctdl-asn", turtle(CTDL_ASN + COURSES)),
    "ASN as RDF/XML": ("asn", shipped("asn/everything.rdf")),
    "ASN as RDF/JSON": ("asn", (json.dumps(ASN_JSON).encode(), json.dumps(ASN_JSON))),
    "LRMI as JSON-LD": ("lrmi", shipped("lrmi/everything.json")),
    "LRMI as Turtle": ("lrmi", turtle(LRMI)),
    "Open Badges": ("badges", shipped("badges/everything.json")),
    "SKOS": ("rdf", turtle(SKOS)),
    "SKOS by a profile": ("rdf+dalia", turtle(SKOS)),
    "SSSOM": ("sssom", ((f"#{SSSOM_HEAD.rstrip()}\n".replace("\n", "\n#").rstrip("#") + TABLE + MAPPED).encode(),
                        TABLE + SSSOM_HEAD)),
    "SSSOM with a sidecar": ("sssom", (packed({"m.tsv": TABLE + MAPPED, "m.yml": SSSOM_HEAD}), TABLE + SSSOM_HEAD)),
    "crosswalk": ("sssom", (CROSSWALK.encode(), CROSSWALK)),
    "list": ("list", (LIST.encode(), LIST)),
    "workbook": ("workbook", (workbooks.zipped({**SHEETS, "dataset": DATASET}), str(SHEETS) + DATASET)),
}  # fmt: skip


def reported(checked: Checked) -> str:
    """Every field that the report names."""
    loaded = checked.loaded
    told = [f"{one.column} {one.where} {one.why}" for one in loaded.not_kept]
    told += [f"{one.column} {one.rule}" for one in loaded.changed]
    return "\n".join([*told, *(remark.message for remark in loaded.remarks)])


@pytest.mark.parametrize("name", FILES)
def test_each_is_in_the_report(name: str) -> None:
    form, (content, text) = FILES[name]
    checked = sources.check(content, filename="x", form=form, dataset="t", settings=SETTINGS)
    assert checked.loader == form.partition("+")[0]
    unknown = set(re.findall(r"\w+Unknown\b", text))
    assert unknown
    assert {field for field in unknown if not re.search(rf"\b{field}\b", reported(checked))} == set()


def test_no_dialect_is_left_out() -> None:
    assert {form.partition("+")[0] for form, _ in FILES.values()} == {loader.name for loader in LOADERS}
