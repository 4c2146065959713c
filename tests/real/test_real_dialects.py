"""Real files of others in each dialect: in, out and in again without a loss, and what other dialects cannot say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from goldenthread import sources, terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, asn, badges, ctdl_asn, lrmi, skos
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.profile import requested
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of

SHARED = Path(__file__).parent.parent.parent.parent / "shared/data"
SETTINGS = Settings()
FILES: dict[str, Dialect] = {
    "asn/acara-v9-technologies.asn.rdf": asn.LOADER,
    "badges/ob3-complete.json": badges.LOADER,
    "ctdl-asn/onet-knowledge.ctdlasn.json": ctdl_asn.LOADER,
    "lrmi/dalia-dif13.ttl": lrmi.LOADER,
    "lrmi/oak-computing-key-stage-1.ttl": lrmi.LOADER,
    "skos/digCompEdu.ttl": skos.WRITER,
    "skos/england-nc-computing-knowledge-taxonomy.ttl": skos.WRITER,
}
PAIRS = [(name, dialect) for name in FILES for dialect in (asn.LOADER, ctdl_asn.LOADER, lrmi.LOADER, badges.LOADER)]


def load(name: str) -> Loaded:
    checked = sources.check((SHARED / name).read_bytes(), filename=name.split("/")[1], settings=SETTINGS)
    assert not checked.refused, checked.remarks[:5]
    return checked.loaded


def context(name: str, dataset: str) -> Context:
    return Context(SETTINGS.base, dataset, name.split("/")[1], SETTINGS)


@pytest.mark.real
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_goes_out_in_its_dialect_and_comes_in_the_same(name: str) -> None:
    loaded, dialect = load(name), FILES[name]
    written = dialect.write(loaded.triples, loaded.dataset, context(name, loaded.dataset))
    assert written.not_kept == ()
    again = dialect.read(written.content, context(name, loaded.dataset))
    assert set(again.triples) == set(loaded.triples)


@pytest.mark.real
@pytest.mark.parametrize(("name", "dialect"), PAIRS, ids=lambda value: value if isinstance(value, str) else value.name)
def test_what_another_dialect_cannot_say_of_a_real_file_is_listed_in_full(name: str, dialect: Dialect) -> None:
    loaded = load(name)
    written = dialect.write(loaded.triples, loaded.dataset, context(name, loaded.dataset))
    listed = sum(int(one.value.split()[1]) if one.value.startswith("and ") else 1 for one in written.not_kept)
    try:
        again = set(dialect.read(written.content, context(name, loaded.dataset)).triples)
    except Unreadable:  # nothing of the file has a place in the dialect
        again = set()
    assert listed == len(set(loaded.triples) - again)


@pytest.mark.real
def test_the_australian_curriculum_is_the_same_as_json() -> None:
    name = "asn/acara-v9-technologies.asn.rdf"
    loaded = load(name)
    written = asn.write_json(loaded.triples, loaded.dataset, context(name, loaded.dataset))
    assert written.not_kept == ()
    again = asn.LOADER.read(written.content, context(name, loaded.dataset))
    assert set(again.triples) == set(loaded.triples)
    statements = sum(text_of(triple.object) == terms.ASN + "Statement" for triple in again.triples)
    assert statements == 884


@pytest.mark.real
def test_the_badge_keeps_its_achievement_and_leaves_its_holder_out() -> None:
    loaded = load("badges/ob3-complete.json")
    claims = [t for t in loaded.triples if text_of(t.object) == terms.CertificationClaim]
    assert len(claims) == 2
    assert loaded.read["ob:Achievement"] == 1
    text = " ".join(text_of(triple.object) for triple in loaded.triples)
    assert "student@1edtech.edu" not in text
    assert "A-9320041" not in text
    assert all(lost.value == "" for lost in loaded.not_kept)
    assert {"$.credentialSubject.id", "$.credentialSubject.identifier", "$.proof"} <= {
        lost.column for lost in loaded.not_kept
    }


@pytest.mark.real
def test_resources_of_dalia_are_modules_where_that_is_asked_for() -> None:
    content = (SHARED / "lrmi/dalia-dif13.ttl").read_bytes()
    for asked in ("auto+dalia", "lrmi+dalia"):
        checked = sources.check(content, filename="dalia.ttl", form=asked, settings=SETTINGS)
        kinds = Counter(text_of(triple.object) for triple in checked.loaded.triples)
        assert (checked.refused, kinds[terms.Module]) == (False, 406)
    by_file = sources.check(content, filename="dalia.ttl", profile=requested("dalia"), settings=SETTINGS)
    assert set(by_file.loaded.triples) == set(checked.loaded.triples)
    assert Counter(text_of(t.object) for t in load("lrmi/dalia-dif13.ttl").triples)[terms.Module] == 0


@pytest.mark.real
def test_digcomp_3_comes_in_from_its_workbook_with_every_statement_and_outcome() -> None:
    name = "tabular/digcomp-3.0-data-supplement.xlsx"
    checked = sources.check((SHARED / name).read_bytes(), filename="digcomp-3.0.xlsx", settings=SETTINGS)
    assert (checked.loader, checked.refused) == ("list", False)
    assert dict(checked.loaded.read) == {
        "competence": 21, "competence area": 5, "competence statement": 362, "learning outcome": 523,
    }  # fmt: skip
    kinds = Counter(text_of(triple.object) for triple in checked.loaded.triples)
    assert (kinds[terms.Domain], kinds[terms.Competency]) == (5, 906)
    told = {lost.where for lost in checked.loaded.not_kept}
    assert {"ReadMe", "2 Proficiency Levels", "5 Glossary"} <= told
