"""Five wrong files of each form that has none of its own in `data/*/faults`: cut short, of a wrong type, in a circle,
with an identifier twice, and hostile. Each is answered with its place and what to do; hostile text stays text."""

from __future__ import annotations

import json

import pytest

from goldenthread import sources
from goldenthread.errors import Unreadable
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of
from tests import workbooks
from tests.test_opensalt import DOC, ITEMS, LINKS, book, uuid
from tests.test_unknown_fields import PREFIXES, packed

SETTINGS = Settings()
HOSTILE = "<script>alert(1)</script> '} UNION {?s ?p ?o} \u202e \\u0000 =1+1"
SET = "#curie_map:\n#  ex: https://e.example.org/\n"
CELLS = "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\trecord_id\n"
MAPPED = "ex:{}\t{}\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\tex:{}\n"
CROSSWALK = """\
#columns: {subject_id: From, object_id: To, subject_label: Name}
#prefixes: {subject_id: ex, object_id: ex}
#always: {predicate_id: "skos:exactMatch", mapping_justification: "semapv:ManualMappingCuration"}
#curie_map: {ex: "https://e.example.org/"}
From,To,Name
"""
CIRCLE = "#values: &a {predicate_id: *a}\n"  # what a table can have of a circle: a head in its own words
STATEMENT, CHILD, TEXT = (
    "http://purl.org/ASN/schema/core/Statement", "http://purl.org/gem/qualifiers/isChildOf",
    "http://purl.org/dc/terms/description",
)  # fmt: skip


def salt(*items: list[object]) -> bytes:
    return book(DOC, [ITEMS[0], *items], [["identifier"]])


def statements(*children: tuple[str, str], text: str = "A text") -> bytes:
    said = {
        f"http://asn.example.org/{one}": {
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [{"type": "uri", "value": STATEMENT}],
            CHILD: [{"type": "uri", "value": f"http://asn.example.org/{other}"}],
            TEXT: [{"type": "literal", "value": text, "lang": "en"}],
        }
        for one, other in children
    }
    return json.dumps(said).encode()


def turtle(framework: str, part: str, *parts: tuple[str, str]) -> bytes:
    """A framework, and its parts each with a name and what else is said of it."""
    said = [f"ex:{name} {part} ; {more} ." for name, more in parts]
    return "\n".join([PREFIXES, f'ex:f {framework} "Framework"@en .', *said]).encode()


def ctdl(*parts: tuple[str, str]) -> bytes:
    part = 'a ceasn:Competency ; ceasn:competencyText "Plans"@en ; ceasn:isPartOf ex:f'
    return turtle("a ceasn:CompetencyFramework ; ceasn:name", part, *parts)


def skos(*parts: tuple[str, str]) -> bytes:
    part = 'a skos:Concept ; skos:prefLabel "Plans"@en ; skos:inScheme ex:f'
    return turtle("a skos:ConceptScheme ; skos:prefLabel", part, *parts)


def course(*parts: tuple[str, str]) -> bytes:
    return turtle("a schema:DefinedTermSet ; schema:name", 'a schema:Course ; schema:name "Plans"@en', *parts)


def term(code: str) -> str:
    return f'a schema:DefinedTerm ; schema:inDefinedTermSet ex:f ; schema:termCode "{code}"'


def sidecar(head: str = "curie_map:\n  ex: https://e.example.org/\n", *rows: str) -> bytes:
    return packed({"m.tsv": CELLS + "".join(rows or [MAPPED.format("a", "", "r")]), "m.yml": head})


def package(*items: dict[str, object], joined: tuple[tuple[int, int], ...] = ()) -> bytes:
    document = {"identifier": uuid(1), "uri": "https://c.example.org/1", "title": "Framework", "creator": "M"}
    whole = [{"uri": f"https://c.example.org/{item['identifier']}", "fullStatement": "Plans"} | item for item in items]
    links = [
        {"identifier": f"{one}-{other}", "associationType": "isChildOf", "originNodeURI": uuid(one),
         "destinationNodeURI": uuid(other)} for one, other in joined
    ]  # fmt: skip
    return json.dumps({"CFDocument": document, "CFItems": whole, "CFAssociations": links}).encode()


# The dialect and file, the place and words of the answer.
ANSWERED: dict[str, tuple[str, bytes, str, int | None, str]] = {
    "opensalt truncated": ("opensalt", book()[:3000], "", None, "damaged"),
    "opensalt wrong type": ("opensalt", book(items=[ITEMS[0]]), "", None, "Fill it in"),
    "opensalt duplicate": ("opensalt", salt([uuid(2), "One", "A", "1"], [uuid(2), "Two", "B", "2"]), "CF Item", 3,
                           "stands on two nodes"),
    "opensalt cyclic": ("opensalt", book(links=[LINKS[0], [uuid(7), uuid(2), "isChildOf", uuid(3)]]), uuid(2), None,
                        "correct one parent"),
    "case duplicate": ("case", package({"identifier": uuid(2)}, {"identifier": uuid(2), "fullStatement": "Other"}),
                       "CFItems[1]", None, "stands on two nodes"),
    "case truncated": ("case", package({"identifier": uuid(2)})[:-40], "", 1, "not JSON"),
    "case wrong type": ("case", b'{"CFItems": "Plans", "CFAssociations": 7}', "", None, "Load a package"),
    "case cyclic": ("case", package({"identifier": uuid(2)}, {"identifier": uuid(3)}, joined=((2, 3), (3, 2))), uuid(2),
                    None, "correct one parent"),
    "lrmi turtle truncated": ("lrmi", course(("a", 'schema:courseCode "1'))[:-2], "", 10, "Mend the file"),
    "lrmi turtle wrong type": ("lrmi", course(("a", 'schema:teaches "b"')), "x", None, "Give its address"),
    "lrmi turtle cyclic": ("lrmi", course(("a", "schema:coursePrerequisites ex:b"),
                                          ("b", "schema:coursePrerequisites ex:a")), "org/b", None,
                           "take out one"),
    "lrmi turtle duplicate": ("lrmi", turtle("a schema:DefinedTermSet ; schema:name", 'schema:name "Plans"',
                                             ("a", term("1")), ("b", term("1"))), "org/f", None, "give each its own"),
    "ctdl-asn turtle truncated": ("ctdl-asn", ctdl(("a", 'ceasn:codedNotation "1'))[:-2], "", 10, "Mend the file"),
    "ctdl-asn turtle wrong type": ("ctdl-asn", ctdl(("a", 'ceasn:isChildOf "b"')), "x", None, "Write the addresses"),
    "ctdl-asn turtle cyclic": ("ctdl-asn", ctdl(("a", "ceasn:isChildOf ex:b"), ("b", "ceasn:isChildOf ex:a")),
                               "org/a", None, "correct one parent"),
    "ctdl-asn turtle duplicate": ("ctdl-asn", ctdl(*[(name, 'ceasn:codedNotation "1"') for name in "ab"]), "org/f",
                                  None, "give each its own"),
    "skos truncated": ("rdf", skos(("a", 'skos:notation "1'))[:-2], "", 10, "Mend the file"),
    "skos wrong type": ("rdf", skos(("a", 'skos:broader "b"')), "x", None, "Write the addresses"),
    "skos cyclic": ("rdf", skos(("a", "skos:broader ex:b"), ("b", "skos:broader ex:a")), "org/b", None,
                    "correct one parent"),
    "skos duplicate": ("rdf", skos(*[(name, 'skos:notation "1"') for name in "ab"]), "org/f", None,
                       "give each its own"),
    "workbook truncated": ("workbook", workbooks.zipped({"goals": "code,label\nG,L\n"})[:150], "", None,
                           "Save it again"),
    "list truncated": ("list", b'code,competency\nA,One\nB,"Two\n', "", 3, "Close every quotation mark"),
    "list wrong type": ("list", b"code,competency\n", "", None, "no sheet lists competencies"),
    "list duplicate": ("list", b"code,competency\nA,One\nA,Two\n", "x", 3, "give each its own"),
    "list cyclic": ("list", b"code,competency,parent\nA,One,B\nB,Two,A\n", "d/A", None, "correct one parent"),
    "sssom truncated": ("sssom", (SET + CELLS + "ex:a\t\tskos:exactMatch\te").encode(), "x", 4, "must be a CURIE"),
    "sssom wrong type": ("sssom", (SET + CELLS + MAPPED.format("a", "", "r").replace("ex:b", "b c")).encode(), "x", 4,
                         "must be a CURIE"),
    "sssom duplicate": ("sssom", (SET + CELLS + MAPPED.format("a", "", "r") + MAPPED.format("c", "", "r")).encode(),
                        "", 5, "used twice, here and in row 4"),
    "sssom cyclic": ("sssom", (CIRCLE + SET + CELLS + MAPPED.format("a", "", "r")).encode(), "", 1, "Mend it there"),
    "sidecar truncated": ("sssom", sidecar()[:200], "", None, "Save it again"),
    "sidecar wrong type": ("sssom", sidecar("- a\n- b\n"), "", 1, "one name and value a line"),
    "sidecar cyclic": ("sssom", sidecar("curie_map: &a\n  ex: *a\n"), "", 1, "Mend it there"),
    "sidecar duplicate": ("sssom", sidecar("license: a\nlicense: b\n"), "", 2, "license stands twice"),
    "crosswalk truncated": ("sssom", (CROSSWALK + 'a,"b').encode(), "", 6, "Close every quotation mark"),
    "crosswalk wrong type": ("sssom", (CROSSWALK.replace("{ex:", "[ex]").replace('"https://e.example.org/"}', "")
                                       + "a,b\n").encode(), "x", 6, "add it"),
    "crosswalk cyclic": ("sssom", (CIRCLE + CROSSWALK + "a,b\n").encode(), "", 1, "Mend it there"),
    "crosswalk duplicate": ("sssom", ("#always: {}\n" + CROSSWALK + "a,b\n").encode(), "", 4, "stands twice"),
    "crosswalk without its column": ("sssom", (CROSSWALK.replace("From,To", "Of,To") + "a,b\n").encode(), "", None,
                                     "Mend one of them"),
    "crosswalk of odd words": ("sssom", ("#values: [7]\n" + CROSSWALK + "a,b\n").encode(), "", None,
                               "must map names to texts"),
    "rdf/json truncated": ("asn", statements(("a", "b"))[:-40], "", 1, "not JSON"),
    "rdf/json wrong type": ("asn", statements(("a", "b"))[:-1] + b', "no iri": 1}', "", None, "is not an IRI"),
    "rdf/json duplicate": ("asn", statements(("a", "b"))[:-1] + b', "http://asn.example.org/a": {}}', "", None,
                           "stands twice"),
    "rdf/json cyclic": ("asn", statements(("a", "b"), ("b", "a")), "example.org/a", None, "correct one parent"),
}  # fmt: skip
HOSTILE_FILES = {
    "opensalt": salt([uuid(2), HOSTILE, "A", "1"]),
    "list": f"code,competency\nA,{HOSTILE}\n".encode(),
    "sssom": (SET + CELLS + MAPPED.format("a", HOSTILE, "r")).encode(),
    "sssom sidecar": sidecar("curie_map: {ex: https://e.example.org/}\n", MAPPED.format("a", HOSTILE, "r")),
    "sssom crosswalk": f"{CROSSWALK}a,b,{HOSTILE}\n".encode(),
    "ctdl-asn turtle": ctdl(("a", f"ceasn:comment {json.dumps(HOSTILE)}")),
    "lrmi turtle": course(("a", f"schema:description {json.dumps(HOSTILE)}")),
    "rdf skos": skos(("a", f"skos:note {json.dumps(HOSTILE)}")),
    "workbook csv": workbooks.zipped(
        {"dataset": "id,title\nd,Test\n", "goals": f'code,label\nG,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n'}
    ),
    "case 1.0": package({"identifier": uuid(2), "humanCodingScheme": "A", "fullStatement": HOSTILE}),
    "asn": statements(("a", "b"), text=HOSTILE),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_a_wrong_file_is_answered_with_its_place_and_what_to_do(name: str) -> None:
    dialect, content, where, row, words = ANSWERED[name]
    try:
        checked = sources.check(content, filename="x", form=dialect, dataset="d", settings=SETTINGS)
    except Unreadable as error:
        told = [error.remark]
        assert where == ""
    else:
        told = [remark for remark in checked.remarks if remark.severity != "info"]
    assert any(words in one.message and where in one.where and row in (None, one.row) for one in told), told


def test_what_stands_twice_in_a_workbook_of_opensalt_is_told_by_sheet_and_row_and_both_are_kept() -> None:
    content = salt([uuid(2), "One", "A", "1"], [uuid(2), "Two", "B", "2"])
    checked = sources.check(content, filename="x.xlsx", settings=SETTINGS)
    assert [(r.where, r.row) for r in checked.remarks if r.column == "identifier"] == [("CF Item", 3)]
    assert {"One", "Two"} <= {text_of(triple.object) for triple in checked.loaded.triples}


@pytest.mark.parametrize("dialect", HOSTILE_FILES)
def test_hostile_text_stays_text(dialect: str) -> None:
    checked = sources.check(
        HOSTILE_FILES[dialect], filename="x", form=dialect.split(maxsplit=1)[0], dataset="d", settings=SETTINGS
    )
    assert not checked.refused
    assert HOSTILE in {text_of(triple.object) for triple in checked.loaded.triples}


KINDS = {"truncated", "wrong type", "cyclic", "duplicate"}


@pytest.mark.parametrize(
    "form",
    ["opensalt", "list", "sssom", "sidecar", "crosswalk", "rdf/json", "ctdl-asn turtle", "skos", "case", "lrmi turtle"],
)
def test_no_kind_of_wrong_file_is_left_out(form: str) -> None:
    assert {name.removeprefix(form).strip() for name in ANSWERED if name.startswith(form)} >= KINDS
