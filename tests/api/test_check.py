"""Checking a file: anybody may, nothing is stored, faults are told by place, and a hostile file harms nobody."""

import asyncio
import io
import zipfile
from collections.abc import Iterator

import pytest

from goldenthread.errors import Deadline
from goldenthread.scribe import Job
from goldenthread.scribes import Scribes
from tests.api.writers import Desk, desk, workbook
from tests.conftest import NOW

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("check") / "data") as made:
        yield made


def test_a_file_is_checked_without_a_token_and_nothing_is_stored(service: Desk) -> None:
    before = service.releases.release().number
    answer = service.client.post("/check", files={"file": ("some.ttl", workbook("some"), "text/turtle")})
    said = answer.json()
    assert (answer.status_code, said["accepted"], said["loader"], said["dataset"]) == (200, True, "rdf", "some")
    assert said["gaps"]["counts"]["opened"] > 0
    assert [change["goal"]["code"] for change in said["gaps"]["goals"]] == ["G1"]
    assert service.releases.release().number == before
    assert sorted(path.name for path in (service.settings.data / "checks").iterdir()) == ["lock"]


def test_the_page_tells_the_same_in_words(service: Desk) -> None:
    assert 'enctype="multipart/form-data"' in service.client.get("/check", headers=PAGE).text
    page = service.client.post("/check", files={"file": ("some.ttl", workbook("some"))}, headers=PAGE)
    assert page.status_code == 200
    for words in ("some.ttl</bdi> would be taken in", "By goal", "Everything is kept", "Nothing was stored"):
        assert words in page.text


def test_faults_are_told_by_place_on_page_and_in_json(service: Desk) -> None:
    faulty = workbook("some").replace('gt:locator "p. 1"', "gt:addressesTeachers 7")
    answer = service.client.post("/check?filename=some.ttl", content=faulty)
    assert (answer.status_code, answer.json()["accepted"]) == (422, False)
    page = service.client.post("/check", files={"file": ("some.ttl", faulty)}, headers=PAGE)
    assert page.status_code == 422
    assert "would be refused" in page.text
    assert "addresses_teachers" in page.text
    assert "against what is on record" not in page.text  # what is refused is compared with nothing
    unreadable = service.client.post("/check", files={"file": ("some.ttl", "<a> <b>")}, headers=PAGE)
    assert (unreadable.status_code, "We cannot read" in unreadable.text) == (422, True)


def test_a_name_from_a_file_is_never_markup(service: Desk) -> None:
    page = service.client.post("/check", files={"file": ("<script>x.ttl", "<a> <b>")}, headers=PAGE).text
    assert "<script>x" not in page


def packed(size: int) -> bytes:
    """A zip with one sheet that unpacks to `size` bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("goals.csv", b"0" * size)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"[" * 90_000, "deep.json"),
        (b"<a:" * 30_000, "open.ttl"),
        (b"PK\x03\x04" + b"\x00" * 100, "torn.xlsx"),
        (packed(20_000_000), "bomb.zip"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>', "entities.rdf"),
        (b"\xff\xfe\x00" * 1000, "bytes.csv"),
    ],
)
def test_a_hostile_file_ends_in_a_clear_answer(service: Desk, content: bytes, filename: str) -> None:
    answer = service.client.post(f"/check?filename={filename}", content=content)
    assert answer.status_code in {413, 415, 422}, answer.text
    assert service.client.get("/health").status_code == 200


def test_a_body_over_the_limit_is_refused(service: Desk) -> None:
    assert service.client.post("/check", content=b"x" * 100_001).status_code == 413


@pytest.mark.parametrize(
    ("memory", "seconds", "words"), [(1_000_000, 60, "memory limit"), (700_000_000, 0.05, "stopped after 0.05 s")]
)
def test_work_ends_at_its_limits(service: Desk, memory: int, seconds: float, words: str) -> None:
    scribes = Scribes(service.settings)
    scribes.checking.seconds = seconds
    given = {"filename": "some.ttl", "dataset": None, "form": "auto"}
    job = Job("check", service.settings, NOW, "anybody", (), memory, given)
    path = service.settings.data / "sent.ttl"
    path.write_text(workbook("some"))
    with path.open("rb") as content, pytest.raises(Deadline, match=words):
        asyncio.run(scribes.run(scribes.checking, job, content))
