"""A workbook in any of its forms becomes the triples of docs/graph.md."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import pytest

from goldenthread import terms
from goldenthread.loaders import workbook
from goldenthread.loaders.csvtext import decoded, separator
from goldenthread.loaders.sheets import SHEETS
from goldenthread.store.rdf import Literal, NamedNode, Triple, isomorphic, read_quads
from tests.workbooks import BASE, DATA, context, folder, ods, read, values, violations, xlsx, zipped

SMALL = folder(DATA / "small")
EXPECTED = [quad.triple for quad in read_quads((DATA / "small.ttl").read_bytes(), "ttl")]
GOALS = "code,label\nG1,A goal\n"
SCHOOL = {
    "standards": "code,label,level_scheme\nS1,One,L\nS2,Two,M\n",
    "levels": "scheme,code,rank\nL,basic,1\nM,basic,1\nM,deep,2\n",
    "competencies": "code,standard,label\nC1,S1,First\nC2,S1,Second\nC1,S2,First again\n",
    "modules": "code,label\nM1,Module\n",
}


def only(name: str) -> bytes:
    """A zip of one CSV file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(f"{name}.csv", "a\n1\n")
    return held.getvalue()


def cells(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(SMALL[name].decode(), newline="")))


def test_the_small_workbook_says_every_sheet_and_column() -> None:
    said = {(name, heading.split("@")[0].strip().lower()) for name in SMALL for heading in cells(name)[0]}
    claim = {"code", "status", "asserter", "date", "basis", "reviewer", "review_date"}
    shared = {"source", "locator", "verification", "note"}
    missing = {
        (sheet.name, column.name)
        for sheet in SHEETS
        for column in sheet.columns
        if (sheet.name, column.name) not in said and column.name not in claim | shared | {"status_date", "base"}
    }
    assert missing == set()


def test_the_small_workbook_becomes_its_triples() -> None:
    loaded = workbook.LOADER.read(zipped(SMALL), context())
    assert isomorphic(loaded.triples, EXPECTED)
    assert (loaded.dataset, loaded.remarks, loaded.not_kept) == ("nl-test", (), ())
    assert loaded.read["competencies"] == 5
    assert loaded.kept["documents.title@ne"] == 1


@pytest.mark.parametrize(
    "content",
    [
        zipped(SMALL, "folder/"),
        ods({name: cells(name) for name in SMALL}),
        xlsx({name: cells(name) for name in SMALL}),
        zipped({name: text.decode().encode("utf-8-sig") for name, text in SMALL.items()}),
        zipped({name: text.decode().encode("utf-16") for name, text in SMALL.items()}),
        zipped({name: text.decode().encode("utf-16-le") for name, text in SMALL.items()}),
    ],
    ids=["zip with a folder", "ods", "xlsx", "byte order mark", "utf-16", "utf-16 without mark"],
)
def test_every_form_reads_alike(content: bytes) -> None:
    assert workbook.LOADER.recognises(content, "")
    assert isomorphic(workbook.LOADER.read(content, context()).triples, EXPECTED)


@pytest.mark.parametrize("sign", [";", "\t"])
def test_cells_may_be_separated_by_semicolons_and_tabs(sign: str) -> None:
    texts = {}
    for name in SMALL:
        held = io.StringIO(newline="")
        csv.writer(held, delimiter=sign).writerows(cells(name))
        texts[name] = held.getvalue()
    assert separator(texts["goals"]) == sign
    assert isomorphic(workbook.LOADER.read(zipped(texts), context()).triples, EXPECTED)


def test_latin_1_is_read_and_said() -> None:
    loaded = read({"goals": "code,label\nG1,Éducation des maîtres à l'école élémentaire\n".encode("latin-1")})
    assert values(loaded, terms.SKOS_prefLabel, "/G1") == ["Éducation des maîtres à l'école élémentaire"]
    assert [change.where for change in loaded.changed] == ["goals"]


def test_utf_16_is_said() -> None:
    assert decoded("code,label".encode("utf-16"), "")[1] == "read as UTF-16"
    assert decoded(b"code,label", "")[1] == ""


@pytest.mark.parametrize("heading", ["CODE, Label ", "label,code", "Code,LABEL@en"])
def test_columns_come_in_any_order_and_case(heading: str) -> None:
    row = "A goal,G1" if heading.startswith("label") else "G1,A goal"
    assert values(read({"Goals": f"{heading}\n{row}\n"}), terms.SKOS_prefLabel, "/goal/G1") == ["A goal"]


@pytest.mark.parametrize("heading", ["addresses_teachers", "Addresses teachers", "addresses-teachers"])
def test_spaces_hyphens_and_underscores_are_alike_in_headings(heading: str) -> None:
    assert values(read({"goals": f"code,label,{heading}\nG1,A,yes\n"}), terms.addressesTeachers) == ["true"]


def test_a_plain_label_is_in_the_first_language() -> None:
    loaded = read({"goals": "code,label,label@uz-Latn,note\nG1,A goal,Maqsad,a note\n"})
    said = {t.object for t in loaded.triples if str(t.subject).endswith("/G1>")}
    assert {Literal("A goal", language="en"), Literal("Maqsad", language="uz-latn"), Literal("a note")} <= said


def test_an_observation_may_withhold_its_value() -> None:
    loaded = read(
        {
            "indicators": "code,label\nI1,Teachers trained\n",
            "observations": "indicator,date,value,status\nI1,2016,,suppressed\n",
        }
    )
    assert not violations(loaded)
    assert not values(loaded, terms.value)
    assert values(loaded, terms.status) == ["suppressed"]


def test_unknown_sheets_columns_and_values_are_put_down() -> None:
    loaded = read(
        {"goals": "code,label,colour,lable\nG1,A,red,x\nG2,B,,\nG3,C,blue,\n", "gaols": "a\n1\n", "help": "x\n"}
    )
    lost = [(loss.where, loss.row, loss.column, loss.value) for loss in loaded.not_kept]
    assert sorted(lost, key=str) == [
        ("gaols", None, None, "1 rows"), ("goals", 2, "colour", "red"), ("goals", 2, "lable", "x"),
        ("goals", 4, "colour", "blue"),
    ]  # fmt: skip
    assert next(loss.why for loss in loaded.not_kept if loss.column == "lable").endswith("did you mean label?")


def test_what_is_not_kept_is_listed_up_to_a_bound_and_counted() -> None:
    rows = "".join(f"G{n},Goal,x{n}\n" for n in range(100))
    lost = read({"goals": f"code,label,colour\n{rows}"}).not_kept
    assert (len(lost), lost[-1].value) == (21, "and 80 more values")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016-5-7", "2016-05-07", "2016-05-07"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(written: str, first: str, last: str) -> None:
    loaded = read({"documents": f"code,kind,title,start,end\nD,law,A law,{written},{written}\n"})
    assert (values(loaded, terms.start), values(loaded, terms.end)) == ([first], [last])


@pytest.mark.parametrize(("year", "warned"), [("2060", []), ("2073", ["warning"]), ("2559-01-01", ["warning"])])
def test_a_year_of_another_calendar_is_asked_about(year: str, warned: list[str]) -> None:
    loaded = read({"documents": f"code,kind,title,issued\nD,law,A law,{year}\n"})
    assert [remark.severity for remark in loaded.remarks] == warned


def test_cells_of_a_spreadsheet_are_read_by_what_they_show() -> None:
    loaded = workbook.LOADER.read(
        xlsx({
            "documents": [["code", "kind", "title", "issued", "end"],
                          ["D", "law", 7, datetime.date(2016, 5, 17), 2020]],
            "goals": [["code", "label", "addresses_teachers", "document"], [1.1, "A", True, "D"], [2, "B", False, "D"]],
            "indicators": [["code", "label", "target_value"], ["I", "I", 12.50]],
            "levels": [["scheme", "code", "rank"], ["L", 3, 3.0]],
        }),
        context(),
    )  # fmt: skip
    assert violations(loaded) == []
    assert values(loaded, terms.SKOS_notation) == ["1.1", "2", "3", "D", "I", "L"]
    assert values(loaded, terms.DCTERMS_issued) + values(loaded, terms.end) == ["2016-05-17", "2020-12-31"]
    assert values(loaded, terms.addressesTeachers) == ["false", "true"]
    assert values(loaded, terms.targetValue) + values(loaded, terms.rank) == ["12.5", "3"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("12.50", "12.5"), ("-0.0", "0"), ("007", "7"), ("+3", "3"), ("0.30000000000000004", "0.30000000000000004")],
)
def test_a_number_is_kept_in_its_shortest_form(written: str, kept: str) -> None:
    assert values(read({"modules": f"code,label,hours\nM,M,{written}\n"}), terms.hours) == [kept]


def test_a_code_that_became_a_date_is_refused() -> None:
    made = workbook.LOADER.read(xlsx({"goals": [["code", "label"], [datetime.date(2016, 1, 2), "A"]]}), context())
    assert "format the column as text" in violations(made)[0]


def test_a_formula_without_a_value_and_an_error_are_put_down() -> None:
    made = workbook.LOADER.read(xlsx({"goals": [["code", "label", "note"], ["G1", "A", "=1+1"]]}), context())
    assert [(lost.where, lost.row, lost.column, lost.value) for lost in made.not_kept] == [
        ("goals", 2, "column C", "=1+1")
    ]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    loaded = read({"goals": 'code,label,kind\nG1,"two\nlines",\n\nG2,B,wrong\n'})
    assert [remark.row for remark in loaded.remarks] == [4]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("c2", "t/competency/S1/C2"), (" C2 ", "t/competency/S1/C2"), ("S2/C1", "t/competency/S2/C1"),
        ("t:C2", "t/competency/S1/C2"), ("t:s2/c1", "t/competency/S2/C1"), ("competencies/S1/C1", "t/competency/S1/C1"),
        (f"{BASE}t/competency/S1/C1", "t/competency/S1/C1"), ("cft:cft/KD.3", "cft/competency/cft/KD.3"),
        ("cft:KD.3", "cft/competency/cft/KD.3"), ("cft:V2/A b", "cft/competency/V2/A%20b"),
    ],
)  # fmt: skip
def test_a_reference_is_a_code_of_here_or_elsewhere_or_an_iri(text: str, iri: str) -> None:
    loaded = read(SCHOOL | {"teaching": f"module,competency\nM1,{text}\n"})
    assert (violations(loaded), values(loaded, terms.object)) == ([], [BASE + iri])


def test_an_iri_of_elsewhere_stays_as_it_is() -> None:
    loaded = read({"goals": "code,label,contributes_to\nG1,A,http://metadata.un.org/sdg/4.c|sdg:4.c\n"})
    assert values(loaded, terms.contributesTo) == ["http://metadata.un.org/sdg/4.c", f"{BASE}sdg/goal/4.c"]


def test_a_reference_of_several_kinds_is_written_with_its_sheet() -> None:
    sheets = {"goals": GOALS, "programmes": "code,label\nG1,Same code\n"}
    told = violations(read(sheets | {"indicators": "code,label,measures\nI,I,G1\n"}))
    assert "goals/G1, programmes/G1" in told[0]
    assert "x:goals/A, x:programmes/A" in violations(read({"indicators": "code,label,measures\nI,I,x:A\n"}))[0]
    loaded = read(sheets | {"indicators": "code,label,measures\nI,I,goals/G1|x:programmes/A\n"})
    assert values(loaded, terms.measures) == [f"{BASE}t/goal/G1", f"{BASE}x/programme/A"]


@pytest.mark.parametrize(
    ("competency", "level", "iri"),
    [
        ("C2", "basic", "L/basic"),
        ("S2/C1", "basic", "M/basic"),
        ("S2/C1", "deep", "M/deep"),
        ("C2", "L/Basic", "L/basic"),
    ],
)
def test_a_level_is_looked_up_in_the_scheme_of_the_standard(competency: str, level: str, iri: str) -> None:
    loaded = read(SCHOOL | {"requirements": f"competency,level\n{competency},{level}\n"})
    assert (violations(loaded), values(loaded, terms.atLevel)) == ([], [f"{BASE}t/level/{iri}"])


@pytest.mark.parametrize(("competency", "level"), [("C2", "deep"), ("C2", "M/basic"), ("S2/C1", "nothing")])
def test_a_level_of_another_scheme_is_refused(competency: str, level: str) -> None:
    assert (
        "is no level of the scheme"
        in violations(read(SCHOOL | {"requirements": f"competency,level\n{competency},{level}\n"}))[0]
    )


def test_a_level_of_a_scheme_elsewhere_is_named_by_the_same_rule() -> None:
    school = SCHOOL | {"standards": "code,label,level_scheme\nS1,One,cft:KA\nS2,Two,\n", "levels": "scheme,code,rank\n"}
    loaded = read(school | {"requirements": "competency,level\nC2,create\n"})
    assert (violations(loaded), values(loaded, terms.atLevel)) == ([], [f"{BASE}cft/level/KA/create"])


def test_a_reference_within_a_standard_goes_there_first() -> None:
    loaded = read(SCHOOL | {"competencies": "code,standard,label,parent\nA,S1,A,\nB,S1,B,A\nA,S2,A,\nB,S2,B,A\n"})
    assert values(loaded, terms.SKOS_broader) == [f"{BASE}t/competency/S1/A", f"{BASE}t/competency/S2/A"]


def test_codes_are_percent_encoded_in_iris_and_kept_as_spelled() -> None:
    loaded = read({"goals": "code,label\nA/b ç,A\n..,B\n"})
    assert {str(t.subject) for t in loaded.triples if "/goal/" in str(t.subject)} == {
        f"<{BASE}t/goal/A%2Fb%20%C3%A7>", f"<{BASE}t/goal/%2E%2E>",
    }  # fmt: skip
    assert values(loaded, terms.SKOS_notation) == ["..", "A/b ç"]


@pytest.mark.parametrize(
    ("sheet", "text", "code"),
    [
        ("teaching", "module,competency\nm1,c2\n", "M1--C2"),
        ("teaching", "module,competency,code\nM1,C2,mine\n", "mine"),
        ("requirements", "competency,level,group\nC2,basic,G\n", "C2--basic--G"),
        ("offerings", "module,tier,start\nM1,0,2018-03\n", "M1--0--2018-03"),
        ("mappings", "subject,predicate,reference\nC2,none,S2\n", "C2--S2"),
    ],
)
def test_a_row_without_a_code_is_named_by_its_ends(sheet: str, text: str, code: str) -> None:
    loaded = read(SCHOOL | {"groups": "code,label\nG,Group\n", sheet: text})
    assert violations(loaded) == []
    assert code in values(loaded, terms.SKOS_notation)


def test_the_status_of_a_document_is_a_row_of_statuses() -> None:
    documents = "code,kind,title,status,status_date\nD,law,A law,In force,2016\n"
    short = read({"documents": documents})
    both = read({"documents": documents, "statuses": "of,status,date\nD,in_force,2016\n"})
    long = read({"documents": "code,kind,title\nD,law,A law\n", "statuses": "of,status,date\nD,in_force,2016\n"})
    assert set(short.triples) == set(both.triples) == set(long.triples)
    assert "date" in violations(read({"documents": "code,kind,title,status\nD,law,A law,draft\n"}))[0]


def test_a_dataset_may_have_a_base_of_its_own() -> None:
    loaded = read({"dataset": "id,title,base\nt,Test,https://example.org/ids/\n", "goals": GOALS})
    assert violations(loaded) == []
    said = {t.subject for t in loaded.triples}
    assert {NamedNode("https://example.org/ids/t/goal/G1"), NamedNode(f"{BASE}t")} <= said


@pytest.mark.parametrize(
    ("country", "fictional", "names"),
    [("np", "no", ["Nepal", "नेपाल"]), ("XA", "yes", ["Test"]), ("XK", "", ["Kosovo", "कोसोभो"])],
)
def test_a_country_has_its_name(country: str, fictional: str, names: list[str]) -> None:
    loaded = read({"dataset": f"id,title,languages,country,fictional\nt,Test,en|ne,{country},{fictional}\n"})
    assert (violations(loaded), values(loaded, terms.SKOS_prefLabel, f"country/{country.lower()}")) == ([], names)
    country_node = NamedNode(f"{BASE}country/{country.lower()}")
    assert Triple(NamedNode(f"{BASE}t"), NamedNode(terms.country), country_node) in loaded.triples


@pytest.mark.parametrize(("country", "fictional"), [("NP", "yes"), ("XA", ""), ("Nepal", ""), ("EU", ""), ("QQ", "no")])
def test_a_code_that_is_no_countrys_is_refused(country: str, fictional: str) -> None:
    told = violations(read({"dataset": f"id,title,country,fictional\nt,Test,{country},{fictional}\n"}))
    assert [line.split(":")[0] for line in told] == ["dataset, row 2, column country"]


@pytest.mark.parametrize("content", [b"", b"<rdf/>", b"code,label\n", only("notes")])
def test_what_is_no_workbook_is_not_recognised(content: bytes) -> None:
    assert not workbook.LOADER.recognises(content, "file.xlsx")
