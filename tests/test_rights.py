"""A licence decides what text of a framework goes out; codes, short names and structure always do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goldenthread import rights, sources
from goldenthread.cli import main
from goldenthread.loaders import Context
from goldenthread.loaders.exports import FORMS
from goldenthread.rights import SHORT, is_open, passed_on
from goldenthread.settings import Settings
from goldenthread.store.rdf import read_quads
from goldenthread.store.triples import Triples
from tests.api.writers import BASE

LONG = "Teachers plan with others how the tools of the day serve what pupils are to learn, and look at it again " * 2
TEXT = "A paragraph that belongs to its author."


def framework(licence: str, *, whole: str = "", own: str = "") -> str:
    """A dataset whose framework has a licence, the dataset itself another, and one item its own."""
    home = f"{BASE}fw"
    return f"""
@prefix gt: <https://w3id.org/goldenthread/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{home}> a gt:Dataset ; dcterms:identifier "fw" ; skos:prefLabel "A framework"@en
  {whole and f"; dcterms:license {whole}"} .
<{home}/standard/S> a gt:ReferenceFramework ; skos:notation "S" ; skos:prefLabel "Standard {"x" * SHORT}"@en ;
  skos:note "{TEXT}"@en {licence and f"; dcterms:license {licence}"} .
<{home}/competency/S/A> a gt:Competency ; skos:notation "A" ; skos:prefLabel "Plan"@en ;
  skos:inScheme <{home}/standard/S> ;
  skos:topConceptOf <{home}/standard/S> ; skos:definition "{TEXT}"@en {own and f"; dcterms:license {own}"} .
<{home}/competency/S/B> a gt:Competency ; skos:notation "B" ; skos:prefLabel "{LONG}"@en ;
  skos:inScheme <{home}/standard/S> ; skos:broader <{home}/competency/S/A> .
<{home}/module/M> a gt:Module ; skos:notation "M" ; skos:prefLabel "Course"@en ;
  skos:note "Our own words about it."@en .
"""


def said(text: str) -> Triples:
    return Triples(quad.triple for quad in read_quads(text.encode(), "ttl"))


@pytest.mark.parametrize(
    "licence",
    [
        "https://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/publicdomain/zero/1.0/",
        "CC BY 4.0", "CC-BY-SA-3.0", "CC0", "https://creativecommons.org/licenses/by-nc-nd/4.0/", "Public Domain",
        "Open Government Licence v3.0", "OGL 3", "ODbL", "https://opendatacommons.org/licenses/by/1-0/", "Apache-2.0",
        "https://www.apache.org/licenses/LICENSE-2.0", "MIT", "Licence Ouverte 2.0", "https://spdx.org/licenses/CC-BY-4.0",
        "Reuse authorised with attribution (Commission Decision 2011/833/EU)", "Our ministry's open licence, 2020",
    ],
)  # fmt: skip
def test_a_licence_that_lets_text_be_passed_on_is_known_by_its_address_or_words(licence: str) -> None:
    assert is_open(licence, Settings(open_licences="ministry's open, other"))


@pytest.mark.parametrize(
    "licence",
    [
        "All rights reserved", "© 2024 ISTE. All rights reserved.", "UNESCO, version 2.0: non-commercial use",
        "proprietary",
        "https://licence.example/terms", "http://rightsstatements.org/vocab/InC/1.0/", "",
        "CC BY 4.0? All rights reserved",
        "Permit me", "Commit to fair use",
    ],
)  # fmt: skip
def test_any_other_licence_withholds(licence: str) -> None:
    assert not is_open(licence, Settings())


@pytest.mark.parametrize(
    ("licence", "whole", "settings"),
    [
        ('"CC BY 4.0"', "", Settings()),
        ("", "<https://creativecommons.org/licenses/by-sa/4.0/>", Settings()),
        ('"CC BY 4.0"', '"All rights reserved"', Settings(unlicensed_text=False)),
        ("", "", Settings()),
        ('"All rights reserved"', "", Settings(open_licences="all rights")),
    ],
)
def test_all_goes_out_where_the_licence_lets_it(licence: str, whole: str, settings: Settings) -> None:
    triples = said(framework(licence, whole=whole))
    passed = passed_on(triples, settings)
    assert passed.triples is triples
    assert passed.withheld == ()


@pytest.mark.parametrize(
    ("licence", "whole", "settings", "named"),
    [
        ('"All rights reserved"', "", Settings(), "All rights reserved"),
        ('"All rights reserved"', '"CC0"', Settings(), "All rights reserved"),
        ("", "<https://licence.example/>", Settings(), "https://licence.example/"),
        ("", "", Settings(unlicensed_text=False), "none is named"),
    ],
)
def test_codes_short_names_and_structure_go_out_where_it_does_not(
    licence: str, whole: str, settings: Settings, named: str
) -> None:
    triples = said(framework(licence, whole=whole))
    passed = passed_on(triples, settings)
    text = "\n".join(map(str, passed.triples))
    assert TEXT not in text
    assert LONG not in text
    lost = {(one.where.rpartition("/")[2], one.column, one.value) for one in passed.withheld}
    assert lost == {
        ("S", "skos:definition", "1 texts"),
        ("S", "skos:note", "1 texts"),
        ("S", "skos:prefLabel", "1 texts"),
    }
    assert all(one.why.startswith(f"licence: {named}") for one in passed.withheld)
    kept = [triple for triple in triples if TEXT not in str(triple) and LONG not in str(triple)]
    assert set(kept) < set(passed.triples)
    (instead,) = set(passed.triples) - set(kept)
    assert str(instead.object) == '"B"'


def test_an_item_may_have_a_licence_of_its_own() -> None:
    passed = passed_on(said(framework('"All rights reserved"', own='"CC BY 4.0"')), Settings())
    assert "skos:definition" not in {one.column for one in passed.withheld}
    assert passed.withheld


@pytest.mark.parametrize("form", FORMS)
def test_no_form_has_a_text_that_is_withheld_and_each_lists_it(form: str) -> None:
    context = Context(BASE, "fw", f"fw.{form}", Settings())
    triples = said(framework('"All rights reserved"'))
    made = rights.written(FORMS[form].write, triples, context)
    assert TEXT.encode() not in made.content
    assert LONG.encode() not in made.content
    assert len([one for one in made.not_kept if one.why.startswith("licence: ")]) == 3
    whole = rights.written(FORMS[form].write, triples, context, whole=True)
    assert not [one for one in whole.not_kept if one.why.startswith("licence: ")]


CASE = {
    "CFDocument": {
        "identifier": "0b9c1d4e-0000-4000-8000-000000000001", "uri": "urn:uuid:0b9c1d4e-0000-4000-8000-000000000001",
        "title": "T", "creator": "C", "lastChangeDateTime": "2026-01-01T00:00:00Z",
        "licenseURI": {"title": "L", "identifier": "0b9c1d4e-0000-4000-8000-000000000009", "uri": "https://l.example/l"},
    },
    "CFItems": [
        {"identifier": "0b9c1d4e-0000-4000-8000-000000000002", "uri": "urn:uuid:0b9c1d4e-0000-4000-8000-000000000002",
         "fullStatement": LONG, "humanCodingScheme": "A.1", "notes": TEXT,
         "lastChangeDateTime": "2026-01-01T00:00:00Z"},
    ],
    "CFRubrics": [
        {"identifier": "0b9c1d4e-0000-4000-8000-000000000003", "uri": "urn:uuid:0b9c1d4e-0000-4000-8000-000000000003",
         "title": "R", "description": TEXT, "lastChangeDateTime": "2026-01-01T00:00:00Z"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("terms", "opened"), [("CC BY-SA 4.0", True), ("Ask the ministry first.", False)])
def test_a_case_framework_goes_by_the_words_of_its_licence(terms: str, opened: bool) -> None:
    licence = {"identifier": "0b9c1d4e-0000-4000-8000-000000000009", "uri": "https://l.example/l", "title": "Licence",
               "licenseText": terms, "lastChangeDateTime": "2026-01-01T00:00:00Z"}  # fmt: skip
    content = json.dumps(CASE | {"CFDefinitions": {"CFLicenses": [licence]}}).encode()
    loaded = sources.check(content, filename="c.json", settings=Settings(), dataset="c").loaded
    made = rights.written(FORMS["case.json"].write, loaded.triples, Context(BASE, "c", "c.json", Settings()))
    said = json.loads(made.content)
    assert said["CFItems"][0]["fullStatement"] == (LONG if opened else "A.1")
    assert (TEXT in made.content.decode()) is opened
    assert said["CFDefinitions"]["CFLicenses"][0]["licenseText"] == terms
    assert any(one.why.startswith("licence: Licence") for one in made.not_kept) is not opened


def test_the_command_line_withholds_unless_the_whole_is_asked_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fw.ttl").write_text(framework('"All rights reserved"'))
    data = ["--data", str(tmp_path / "data")]
    assert main(["load", str(tmp_path / "fw.ttl"), *data]) == 0
    capfd.readouterr()
    for words, there in (([], False), (["--whole"], True)):
        assert main(["export", "fw", "--format", "nq", *words, *data]) == 0
        told = capfd.readouterr()
        assert (TEXT in told.out) is there
        assert ("licence: All rights reserved" in told.err) is not there
