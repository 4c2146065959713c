"""Every dataset goes out in every form, and what a form says of the shipped data is what it can say."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest

from goldenthread import sources, terms
from goldenthread.cli import main
from goldenthread.cli.exports import FORMATS
from goldenthread.errors import UnknownFormat
from goldenthread.loaders import LOADERS, Context, Loaded, asn, badges, compact, ctdl_asn, lrmi, rdf, rdfjson, skos
from goldenthread.loaders.exports import FORMS
from goldenthread.settings import Settings
from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Triple, text_of

SETTINGS = Settings()
DATA = Path(__file__).parent / "data"
PAGE = DATA.parent.parent / "docs/integrator.md"
EXAMPLES = {example.name: example for example in sources.shipped()}
EX = "https://e.example.org/"
XA = f"{SETTINGS.base}xa/"


@cache
def shipped(name: str) -> Loaded:
    example: Traversable = EXAMPLES[name]
    content, filename = sources.content_of(example)
    return sources.check(content, filename=filename, settings=SETTINGS).loaded


def context(dataset: str) -> Context:
    return Context(SETTINGS.base, dataset, "x", SETTINGS)


@cache
def document(form: str) -> Any:
    return json.loads(FORMS[form].write(shipped("xa").triples, "xa", context("xa")).content)


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(terms.XSD + kind))


def nodes(form: str) -> dict[str, dict[str, Any]]:
    held = document(form)
    return {node.get("@id", node.get("id")): node for node in (held["@graph"] if isinstance(held, dict) else held)}


def ours(loaded: Loaded, kind: str) -> set[str]:
    return {
        text_of(t.subject) for t in loaded.triples if t.predicate.value == terms.RDF_type and text_of(t.object) == kind
    }


def test_every_dialect_that_comes_in_goes_out() -> None:
    assert {"workbook", "sssom", "case", "badges", "ctdl-asn", "asn", "lrmi", "rdf"} <= {
        loader.name for loader in LOADERS
    }
    assert set(FORMATS) == set(FORMS)
    assert len({form.title for form in FORMS.values()}) == len(FORMS) >= 14


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["ictcft3", "np", "xa"])
def test_every_form_takes_every_dataset_and_is_the_same_every_time(form: str, name: str) -> None:
    loaded = shipped(name)
    made = FORMS[form].write(loaded.triples, name, context(name))
    assert made.content
    again = FORMS[form].write(tuple(reversed(loaded.triples)), name, context(name))
    assert {(lost.where, lost.column, lost.why) for lost in again.not_kept} == {
        (lost.where, lost.column, lost.why) for lost in made.not_kept
    }


@pytest.mark.parametrize("form", ["skos.ttl", "ctdlasn.json", "asn.rdf", "asn.json", "schema.json"])
def test_every_competency_of_a_framework_goes_out_and_comes_in_with_code_name_and_place(form: str) -> None:
    loaded = shipped("xa")
    parts = {
        node for kind in (terms.Competency, terms.Domain, terms.PerformanceIndicator) for node in ours(loaded, kind)
    }
    written = FORMS[form].write(loaded.triples, "xa", context("xa"))
    again = sources.recognise(written.content, "x").read(written.content, context("xa"))
    back = {node for kind in (terms.Competency, terms.Domain, terms.PerformanceIndicator) for node in ours(again, kind)}
    names = {terms.SKOS_prefLabel, terms.SKOS_notation, terms.SKOS_broader, terms.SKOS_inScheme}
    kept = {t for t in loaded.triples if text_of(t.subject) in parts and t.predicate.value in names}
    assert back == parts
    assert kept - set(again.triples) == set()
    assert ours(again, terms.ReferenceFramework) == {
        node for kind in (terms.CompetencyStandard, terms.ReferenceFramework) for node in ours(loaded, kind)
    }


@pytest.mark.parametrize("form", ["ctdlasn.json", "schema.json", "badges.json"])
def test_an_accepted_claim_goes_out_with_its_address_and_another_does_not(form: str) -> None:
    loaded = shipped("xa")
    kinds = {
        "ctdlasn.json": (terms.TeachingClaim, terms.AssessmentClaim),
        "schema.json": (terms.TeachingClaim, terms.AssessmentClaim),
        "badges.json": (terms.CertificationClaim,),
    }[form]
    status = {text_of(t.subject): text_of(t.object) for t in loaded.triples if t.predicate.value == terms.status}
    claims = {node for kind in kinds for node in ours(loaded, kind)}
    accepted = {node for node in claims if status[node] == "accepted"}
    written = FORMS[form].write(loaded.triples, "xa", context("xa"))
    again = sources.recognise(written.content, "x").read(written.content, context("xa"))
    assert {node for kind in kinds for node in ours(again, kind)} == accepted
    assert len(claims) >= len(accepted) > 20
    assert form == "badges.json" or len(claims) > len(accepted)


def test_a_course_of_ours_is_one_of_schema_org() -> None:
    course = nodes("schema.json")[XA + "module/M1"]
    assert (course["@type"], course["courseCode"], course["timeRequired"]) == ("Course", "M1", "PT30H")
    assert {"@value": "Teaching with purpose", "@language": "en"} in course["name"]
    assert course["provider"] == {"@id": XA + "provider/COLL-N"}
    assert {"@id": XA + "competency/TDCS24/A1"} in course["teaches"]
    instance = course["hasCourseInstance"][0]["@id"]
    assert nodes("schema.json")[instance]["@type"] == "CourseInstance"


def test_a_framework_of_ours_is_one_of_ctdl_asn_with_the_text_that_is_asked_for() -> None:
    framework = nodes("ctdlasn.json")[XA + "standard/TDCS24"]
    assert framework["@type"] == "ceasn:CompetencyFramework"
    assert framework["ceasn:name"]["en"] == "Teacher Digital Competency Standard 2024"
    competencies = [node for node in nodes("ctdlasn.json").values() if node.get("@type") == "ceasn:Competency"]
    assert len(competencies) == 100
    assert all(isinstance(node["ceasn:competencyText"], dict) for node in competencies)
    assert next(iter(nodes("ctdlasn.json").values()))["@type"] == "ceasn:CompetencyFramework"


def test_each_achievement_has_what_open_badges_asks_for() -> None:
    made = document("badges.json")
    assert len(made) == len(ours(shipped("xa"), terms.Credential)) == 6
    for achievement in made:
        assert achievement["@context"] == list(badges.CONTEXTS)
        assert achievement["type"] == ["Achievement"]
        assert all(isinstance(achievement[name], str) and achievement[name] for name in ("id", "name", "description"))
        assert achievement["criteria"] == {"id": achievement["id"]}
        for alignment in achievement.get("alignment", []):
            assert alignment["type"] == ["Alignment"]
            assert {"targetName", "targetUrl", "targetType"} <= alignment.keys()
            assert isinstance(alignment["targetUrl"], str)


@pytest.mark.parametrize(
    ("form", "foreign"),
    [("ctdlasn.json", (terms.GT, terms.OB)), ("schema.json", (terms.GT, terms.CEASN)), ("asn.rdf", (terms.GT,))],
)
def test_a_dialect_says_nothing_in_words_of_ours_or_of_another(form: str, foreign: tuple[str, ...]) -> None:
    content = FORMS[form].write(shipped("xa").triples, "xa", context("xa")).content.decode()
    assert [space for space in foreign if space in content] == []


def test_what_is_in_words_of_another_dialect_is_told_apart_from_what_has_no_place() -> None:
    why = {lost.column: lost.why for lost in ctdl_asn.LOADER.write(_ceasn().triples, "d", context("d")).not_kept}
    assert why == {}
    why = {lost.column: lost.why for lost in skos.write(_ceasn().triples, "d", context("d")).not_kept}
    assert "words of another dialect" in why["ceasn:codedNotation"]
    assert "has no place" in why["ceasn:weight"]


def _ceasn() -> Loaded:
    c = terms.CEASN
    text = f'<{EX}a> a <{c}Competency> ; <{c}competencyText> "A"@en ; <{c}codedNotation> "A" ; <{c}weight> 1 .'
    return ctdl_asn.LOADER.read(text.encode(), context("d"))


@pytest.mark.parametrize(
    "term",
    [
        Literal("a"), Literal("a", language="en-gb"), typed("1", "integer"), typed("01", "integer"),
        typed("true", "boolean"), typed("1", "boolean"),
        typed("1.50", "decimal"), typed("1e0", "double"), typed("2024-05-01", "date"),
        Literal("x", datatype=NamedNode(EX + "own")), Literal(""), Literal('"\\\n\u202e<'), NamedNode(EX + "b"),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("name", ["url", "dateModified", "name", "ceasn:name", "ceasn:source", "unheard", "x y"])
def test_any_value_survives_json_ld(term: NamedNode | Literal, name: str) -> None:
    address = ctdl_asn.CONTEXT if ":" in name else lrmi.CONTEXT
    iri = {"x": EX + "%20p", "c": terms.CEASN + name.partition(":")[2]}.get(name[0], terms.SCHEMA + name)
    triple = Triple(NamedNode(EX + "a"), NamedNode(iri if name != "x y" else EX + "p~q"), term)
    content = compact.as_json(compact.flat([triple], address))
    assert triple in rdf.LOADER.read(content, context("d")).triples


def test_rdf_json_says_what_it_cannot_read_and_keeps_the_rest() -> None:
    odd: list[Any] = [{"type": "odd", "value": "y"}, "z", {"type": "uri", "value": "not one"}]
    more = {"type": "literal", "value": "1", "datatype": terms.XSD + "integer", "extra": 2}
    held: dict[str, Any] = {
        EX + "a": {
            EX + "p": [{"type": "literal", "value": "x", "lang": "en"}, *odd],
            EX + "q": [more, {"type": "bnode", "value": "_:b"}],
            "not an iri": [{"type": "literal", "value": "x"}],
        },
        "_:b": {EX + "p": [{"type": "uri", "value": EX + "a"}]},
    }
    content = json.dumps(held).encode()
    assert asn.LOADER.recognises(content, "x")
    loaded = asn.LOADER.read(content, context("d"))
    assert loaded.read["statements"] == 4
    assert sorted(lost.value for lost in loaded.not_kept) == sorted(
        [
            '{"type": "odd", "value": "y"}',
            '"z"',
            '{"type": "uri", "value": "not one"}',
            "2",
            '{"type": "literal", "value": "x"}',
        ]
    )
    assert not any(isinstance(triple.subject, BlankNode) for triple in loaded.triples)
    again = asn.LOADER.read(rdfjson.spelled(loaded.triples), context("d"))
    assert set(again.triples) == set(loaded.triples)


def test_what_xml_cannot_write_is_listed() -> None:
    said = f'<{EX}a> a <{terms.ASN}Statement> ; <{EX}1> "x" ; <{EX}p> "a\\u0001b" .'
    loaded = asn.LOADER.read(said.encode(), context("d"))
    assert {text_of(t.object) for t in loaded.triples} >= {"x", "a\x01b"}
    lost = asn.write(loaded.triples, "d", context("d")).not_kept
    assert {one.column for one in lost} == {EX + "1", EX + "p"}


FROM = {
    "asn": "asn/everything.rdf",
    "badges": "badges/everything.json",
    "case": "case/everything.json",
    "ctdl-asn": "ctdl-asn/everything.json",
    "lrmi": "lrmi/everything.json",
    "rdf": "rdf/framework.ttl",
    "sssom": "sssom/small.sssom.tsv",
    "workbook": "workbook/small",
}
TO = ("skos.ttl", "ctdlasn.json", "asn.rdf", "schema.json", "badges.json", "case.json")
COUNTED = ("sssom.tsv", "xlsx")  # forms that tell their losses by field and not one by one


def losses(path: str, form: str) -> str:
    """How much of a file a form does not say; in brackets, what is only in the words of another dialect."""
    content, filename = sources.content_of(DATA / path)
    loaded = sources.recognise(content, filename).read(content, Context(SETTINGS.base, "d", filename, SETTINGS))
    lost = Counter[bool]()
    for one in FORMS[form].write(loaded.triples, "d", context("d")).not_kept:
        lost["another dialect" in one.why] += int(one.value.split()[1]) if one.value.startswith("and ") else 1
    return f"{lost[False]} ({lost[True]})" if lost[True] else str(lost[False])


def missing(path: str, form: str) -> str:
    """How much of a file does not come back from a form."""
    content, filename = sources.content_of(DATA / path)
    loaded = sources.recognise(content, filename).read(content, Context(SETTINGS.base, None, filename, SETTINGS))
    where = Context(SETTINGS.base, loaded.dataset, filename, SETTINGS)
    written = FORMS[form].write(loaded.triples, loaded.dataset, where)
    try:
        again = set(sources.recognise(written.content, f"x.{form}").read(written.content, where).triples)
    except UnknownFormat:  # nothing of the file has a place in the form
        again = set()
    assert written.not_kept or loaded.triples <= again
    return str(len(set(loaded.triples) - again))


def row(name: str) -> str:
    content, filename = sources.content_of(DATA / FROM[name])
    loaded = sources.recognise(content, filename).read(content, Context(SETTINGS.base, "d", filename, SETTINGS))
    cells = [*(losses(FROM[name], form) for form in TO), *(missing(FROM[name], form) for form in COUNTED)]
    return f"| `{name}` | {len(loaded.triples)} | {' | '.join(cells)} |"


@pytest.mark.parametrize("name", FROM)
def test_the_losses_in_the_integrators_page_are_those_measured(name: str) -> None:
    assert row(name) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_integrators_page_names_every_format_and_form() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [loader.name for loader in LOADERS if f"| `{loader.name}` |" not in text] == []
    assert [form for form in FORMS if f"`{form}`" not in text] == []


def test_the_command_line_reads_a_file_by_a_profile_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, mine = tmp_path / "kurse.ttl", tmp_path / "mine.ttl"
    data.write_text(f'<{EX}m> a <{EX}Kurs> ; <{EX}titel> "M" .', encoding="utf-8")
    mine.write_text(f"<{EX}Kurs> <{terms.readAs}> <{terms.Module}> .", encoding="utf-8")
    for words, count in ((["--profile", str(mine)], 1), ([], 0)):
        assert main(["check", str(data), *words, "--json", "--data", str(tmp_path)]) == 0
        told = json.loads(capsys.readouterr().out)
        assert sum(f"read from {EX}Kurs" == change["rule"] for change in told["changed"]) == count
    assert main(["check", str(data), "--profile", "nothing", "--json", "--data", str(tmp_path)]) == 1
