"""Links and alignments of a file become claims, and what a profile says is read on what it is said of."""

from __future__ import annotations

from collections import Counter

import pytest

from goldenthread import sources, terms
from goldenthread.errors import UnknownFormat, Unreadable
from goldenthread.loaders import Context, Loaded, rdf
from goldenthread.loaders.profile import both, brought, merged, on_request, requested, shipped
from goldenthread.loaders.values import as_ours, duration
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode, text_of

BASE = Settings().base
TAUGHT, ASSESSED = ("m", "TeachingClaim", "k"), ("m", "AssessmentClaim", "k")
EX = "https://courses.example.org/"
HEAD = (
    f"@prefix s: <{terms.SCHEMA}> . @prefix o: <{terms.OLDSCHEMA}> . @prefix l: <{terms.LRMI}> . @prefix ex: <{EX}> . "
    f"@prefix skos: <{terms.SKOS}> . @prefix c: <{terms.CEASN}> . @prefix dcterms: <{terms.DCTERMS}> . "
    f"@prefix gt: <{terms.GT}> . @prefix owl: <{terms.OWL}> . @prefix t: <{terms.CETERMS}> . "
)


def read(body: str, profile: str = "") -> Loaded:
    mine = brought((HEAD + profile).encode(), "mine.ttl") if profile else None
    return rdf.LOADER.read((HEAD + body).encode(), Context(BASE, "d", "x.ttl", Settings(), mine))


def claims(loaded: Loaded) -> set[tuple[str, str, str]]:
    """Each claim as subject, what it says and object, in short."""
    said = {
        (text_of(triple.subject), triple.predicate.value): text_of(triple.object)
        for triple in loaded.triples
        if triple.predicate.value != terms.RDF_type or text_of(triple.object).startswith(terms.GT)
    }
    return {
        (
            said[node, terms.subject].removeprefix(EX),
            said.get((node, terms.predicate), said[node, terms.RDF_type])
            .removeprefix(terms.GT)
            .removeprefix(terms.SKOS),
            value.removeprefix(EX),
        )
        for (node, name), value in said.items()
        if name == terms.object
    }


def kinds(loaded: Loaded, name: str) -> set[str]:
    found = {
        text_of(t.object)
        for t in loaded.triples
        if text_of(t.subject) == EX + name and t.predicate.value == terms.RDF_type
    }
    return {kind.removeprefix(terms.GT) for kind in found if kind.startswith(terms.GT)}


def values(loaded: Loaded, name: str, predicate: str) -> set[str]:
    return {
        text_of(t.object) for t in loaded.triples if text_of(t.subject) == EX + name and t.predicate.value == predicate
    }


@pytest.mark.parametrize(
    ("body", "claim"),
    [
        ("ex:m a s:Course ; s:teaches ex:k .", TAUGHT),
        ("ex:m a o:Course ; o:teaches ex:k .", TAUGHT),
        ("ex:m l:teaches ex:k .", TAUGHT),
        ("ex:m t:teaches ex:k .", TAUGHT),
        ("ex:m s:assesses ex:k .", ASSESSED),
        (f'ex:m s:assesses "{EX}k" .', ASSESSED),
        (f'ex:m a c:Competency ; c:exactAlignment "{EX}k" .', ("m", "exactMatch", "k")),
        ("ex:m a s:EducationalOccupationalCredential ; s:competencyRequired ex:k .", ("m", "CertificationClaim", "k")),
        ('ex:m s:educationalAlignment [ s:alignmentType "teaches" ; s:targetUrl ex:k ] .', TAUGHT),
        ('ex:m l:educationalAlignment [ l:alignmentType "assesses" ; l:targetUrl ex:k ] .', ASSESSED),
        (f'ex:m s:educationalAlignment [ s:alignmentType "teaches" ; s:targetUrl "{EX}k" ] .', TAUGHT),
        ("ex:m a t:Course ; t:teaches [ a t:CredentialAlignmentObject ; t:targetNode ex:k ] .", TAUGHT),
        ("ex:m a c:Competency ; c:exactAlignment ex:k .", ("m", "exactMatch", "k")),
        ("ex:m a c:Competency ; c:majorAlignment ex:k .", ("m", "closeMatch", "k")),
        ("ex:m a c:Competency ; c:minorAlignment ex:k .", ("m", "relatedMatch", "k")),
        ("ex:m a skos:Concept ; skos:inScheme ex:f ; skos:broadMatch ex:k .", ("m", "broadMatch", "k")),
        ("ex:m a skos:Concept ; skos:inScheme ex:f ; skos:narrowMatch ex:k .", ("m", "narrowMatch", "k")),
    ],
)  # fmt: skip
def test_a_link_or_alignment_is_a_claim(body: str, claim: tuple[str, str, str]) -> None:
    assert claims(read(body)) == {claim}


@pytest.mark.parametrize(
    "body",
    [
        'ex:m a s:Course ; s:teaches "reading" .',
        'ex:m a s:Course ; s:teaches "reading:aloud" .',
        'ex:m s:educationalAlignment [ a s:AlignmentObject ; s:alignmentType "teaches" ; s:targetName "Reading" ] .',
        "ex:m a t:Course ; t:teaches [ a t:CredentialAlignmentObject ] .",
    ],
)
def test_an_alignment_without_an_address_claims_nothing_and_that_is_said(body: str) -> None:
    loaded = read(body)
    assert claims(loaded) == set()
    assert any("claim nothing" in remark.message and remark.severity == "warning" for remark in loaded.remarks)


@pytest.mark.parametrize(
    "body",
    [
        'ex:m s:educationalAlignment [ s:alignmentType "readingLevel" ; s:targetUrl ex:k ] .',
        "ex:m a s:LearningResource ; s:competencyRequired ex:k .",
        "ex:m skos:exactMatch ex:k .",
        "ex:m a gt:Competency ; skos:exactMatch ex:k .",
        "ex:m a s:Course ; s:teaches ex:k . ex:k a s:Course .",
    ],
)
def test_what_says_something_else_is_no_claim(body: str) -> None:
    assert claims(read(body)) == set()


def test_the_node_of_an_alignment_is_the_claim_and_a_plain_link_beside_it_makes_no_second() -> None:
    loaded = read(
        "ex:m s:teaches ex:k ; s:educationalAlignment ex:x . ex:x s:alignmentType 'teaches' ; s:targetUrl ex:k ."
    )
    assert kinds(loaded, "x") == {"TeachingClaim"}
    assert sum(text_of(triple.object) == terms.TeachingClaim for triple in loaded.triples) == 1


def test_one_alignment_of_two_courses_makes_a_claim_of_each() -> None:
    body = "ex:m s:educationalAlignment ex:x . ex:n s:educationalAlignment ex:x . "
    body += "ex:x s:alignmentType 'teaches' ; s:targetUrl ex:k ."
    assert claims(read(body)) == {("m", "TeachingClaim", "k"), ("n", "TeachingClaim", "k")}


@pytest.mark.parametrize(
    ("body", "name", "found"),
    [
        ("ex:m s:teaches ex:k .", "m", {"Module"}),
        ("ex:m a s:LearningResource .", "m", {"Module"}),
        ("ex:m a s:LearningResource ; s:assesses ex:k .", "m", {"Assessment"}),
        ("ex:m a s:LearningResource ; s:assesses ex:k ; s:teaches ex:k .", "m", {"Assessment", "Module"}),
        ("ex:m a s:Course ; s:assesses ex:k .", "m", {"Assessment", "Module"}),
        ("ex:m s:teaches ex:k .", "k", set()),
        ("ex:m s:teaches ex:k . ex:k a ex:Skill .", "k", {"Competency"}),
        ("ex:m a s:Course ; s:provider ex:k . ex:k a s:Organization .", "k", {"Provider"}),
        ("ex:m a s:Article ; s:provider ex:k . ex:k a s:Organization .", "k", set()),
    ],
)
def test_what_a_thing_is_read_as_follows_from_what_it_does(body: str, name: str, found: set[str]) -> None:
    assert kinds(read(body), name) == found


def test_a_claim_says_who_asserts_it_where_and_since_when() -> None:
    loaded = read(
        "ex:m a c:Competency ; c:exactAlignment ex:k ; c:isPartOf ex:f . "
        "ex:f a c:CompetencyFramework ; c:publisherName 'The Ministry'@en ; c:dateModified '2024-05-01T10:00:00' ."
    )
    (claim,) = {text_of(t.subject) for t in loaded.triples if text_of(t.object) == terms.Mapping}
    said = {(t.predicate.value, text_of(t.object)) for t in loaded.triples if text_of(t.subject) == claim}
    assert {
        (terms.asserter, "The Ministry"), (terms.DCTERMS_date, "2024-05-01"), (terms.DCTERMS_source, EX + "f"),
        (terms.basis, "stated"), (terms.status, "accepted"),
    } <= said  # fmt: skip


@pytest.mark.parametrize(
    ("said", "ours", "value"),
    [
        ('s:timeRequired "PT12H30M"', terms.hours, {"12.5"}),
        ('s:timeRequired "PT90M"', terms.hours, {"1.5"}),
        ('s:timeRequired "P2D"', terms.hours, set()),
        ('s:timeRequired "two hours"', terms.hours, set()),
        ('s:timeRequired "PT1H" , "PT2H"', terms.hours, set()),
        ("s:numberOfCredits 2", terms.credits, {"2"}),
        ("s:numberOfCredits [ s:value 2 ]", terms.credits, set()),
        ("s:coursePrerequisites ex:n", terms.hasPrerequisite, {EX + "n"}),
        ('s:coursePrerequisites "maths"', terms.hasPrerequisite, set()),
        ("s:coursePrerequisites ex:k . ex:k a s:DefinedTerm", terms.hasPrerequisite, set()),
        ("s:courseCode 'C1'", terms.SKOS_notation, {"C1"}),
        ("s:description 'About'", terms.DCTERMS_description, {"About"}),
    ],
)
def test_a_property_of_a_course_is_read_where_its_value_can_be_one_of_ours(
    said: str, ours: str, value: set[str]
) -> None:
    loaded = read(f"ex:m a s:Course ; s:name 'M' ; {said} .")
    assert values(loaded, "m", ours) == value


def test_dates_of_an_instance_and_its_course_are_read_from_the_other_end() -> None:
    loaded = read(
        "ex:m a s:Course ; s:hasCourseInstance ex:i . ex:i a s:CourseInstance ; s:startDate '2024-09-01T08:00:00Z' ."
    )
    assert values(loaded, "i", terms.ofModule) == {EX + "m"}
    assert values(loaded, "i", terms.start) == {"2024-09-01"}


def test_a_statement_is_in_the_document_of_what_it_stands_under() -> None:
    loaded = read(
        f"@prefix a: <{terms.ASN}> . @prefix g: <http://purl.org/gem/qualifiers/> . ex:f a a:StandardDocument ; "
        "g:hasChild ex:a . ex:a a a:Statement ; g:hasChild ex:b . ex:b a a:Statement ; dcterms:description 'Reads' ."
    )
    assert values(loaded, "b", terms.SKOS_inScheme) == {EX + "f"}
    assert values(loaded, "b", terms.SKOS_prefLabel) == {"Reads"} == values(loaded, "b", terms.SKOS_definition)


def test_a_profile_of_ones_own_says_more_and_overrules() -> None:
    body = "ex:m a ex:Kurs ; ex:titel 'M' ; ex:lehrt ex:k ; ex:teil ex:i . ex:i a ex:Gruppe . ex:n a s:Course ."
    mine = (
        "ex:Kurs gt:readAs gt:Module . ex:Gruppe gt:readAs gt:Offering . ex:titel gt:readAs skos:prefLabel . "
        "ex:lehrt gt:readAs gt:teaches . ex:teil gt:readAs [ owl:inverseOf gt:ofModule ] . "
        "s:Course gt:readAs gt:Curriculum ."
    )
    assert claims(read(body)) == set()
    loaded = read(body, mine)
    assert (kinds(loaded, "m"), kinds(loaded, "i"), kinds(loaded, "n")) == ({"Module"}, {"Offering"}, {"Curriculum"})
    assert values(loaded, "m", terms.SKOS_prefLabel) == {"M"}
    assert claims(loaded) == {("m", "TeachingClaim", "k")}
    assert values(loaded, "i", terms.ofModule) == {EX + "m"}


def test_a_profile_that_says_nothing_or_cannot_be_read_is_refused_with_its_name() -> None:
    for content in (b"<http://e/a> <http://e/b> <http://e/c> .", b"ex:a gt:readAs"):
        with pytest.raises(Unreadable) as caught:
            brought(content, "mine.ttl")
        assert caught.value.remark.where == "mine.ttl"


@pytest.mark.parametrize(
    "rule",
    ["ex:Kurs gt:readAs gt:Modul", "ex:t gt:readAs 'skos:prefLabel'", "ex:g gt:readAs [ owl:inverse gt:ofModule ]",
     "ex:g gt:readAs [ owl:inverseOf gt:ofModul ]"],
)  # fmt: skip
def test_a_rule_of_a_profile_that_could_never_act_is_told(rule: str) -> None:
    with pytest.raises(Unreadable, match=rf"{EX}\w+ is read as .*, which ") as caught:
        brought((HEAD + f"ex:ok gt:readAs gt:Module . {rule} .").encode(), "mine.ttl")
    assert caught.value.remark.where == "mine.ttl"


def test_profiles_that_ship_read_something_and_those_on_request_wait() -> None:
    assert on_request() == ("dalia",)
    educor = "https://github.com/tibonto/educor#EducationalResource"
    assert educor not in shipped().classes
    assert requested("dalia").classes[educor] == (terms.Module,)
    assert merged(shipped(), requested("dalia")).classes.items() >= shipped().classes.items()


def test_a_rule_holds_under_http_and_https() -> None:
    assert both("https://e/a") == both("http://e/a") == ("https://e/a", "http://e/a")
    assert both("urn:a") == ("urn:a",)


def test_profiles_of_the_data_directory_act_on_every_file_and_those_on_request_by_name(tmp_path) -> None:  # type: ignore[no-untyped-def]  # pytest's path
    folder = tmp_path / "profiles" / "on_request"
    folder.mkdir(parents=True)
    (folder.parent / "always.ttl").write_text(HEAD + "ex:Kurs gt:readAs gt:Module .", encoding="utf-8")
    (folder / "mine.ttl").write_text(HEAD + "ex:Stufe gt:readAs gt:Curriculum .", encoding="utf-8")
    settings, body = Settings(data=tmp_path), (HEAD + "ex:m a ex:Kurs . ex:n a ex:Stufe .").encode()
    found = {
        form: Counter(
            text_of(t.object)
            for t in sources.check(body, filename="x.ttl", form=form, settings=settings).loaded.triples
        )
        for form in ("auto", "auto+mine")
    }
    assert [found[form][terms.Module] for form in found] == [1, 1]
    assert [found[form][terms.Curriculum] for form in found] == [0, 1]
    with pytest.raises(UnknownFormat, match="dalia, mine"):
        sources.check(body, filename="x.ttl", form="auto+other", settings=settings)


@pytest.mark.parametrize(("hours", "text"), [("12.5", "PT12H30M"), ("30", "PT30H"), ("0.25", "PT0H15M")])
def test_hours_go_out_as_a_duration_and_come_in_the_same(hours: str, text: str) -> None:
    assert duration(hours) == text
    assert text_of(as_ours(terms.hours, Literal(text))) == hours


def test_a_value_that_is_no_day_is_none_of_ours() -> None:
    assert as_ours(terms.start, Literal("soon")) is None
    assert as_ours(terms.start, NamedNode("http://e/a")) is None
