"""A CASE server by address: discovered, paged, pulled; what it gives goes the way of any file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.api.app import create_app
from goldenthread.errors import GoldenThreadError, RemoteFailed, TooLarge
from goldenthread.outside.case import DISCOVERY, PAGE, PAGES
from goldenthread.outside.fetch import fetched
from goldenthread.outside.wanted import Wanted
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now
from tests.outside.others import Other, Reply, allowing, other, says, served

UUID = "0b9c1d4e-0000-4000-8000-00000000000{}"


@pytest.fixture(scope="module")
def provider(shipped: Releases) -> Iterator[str]:
    """Our own provider, with all the shipped frameworks."""
    with served(create_app(shipped, Settings())) as address:
        yield address


@pytest.fixture
def server() -> Iterator[Other]:
    with other() as played:
        yield played


def pulled(tmp_path: Path, address: str, dataset: str | None = None) -> list[tuple[str, str]]:
    """The name and title of each package that comes from an address."""
    host = address.removeprefix("http://").partition("/")[0]
    found = fetched(Wanted(address, "case"), allowing(tmp_path, host), dataset)
    return [(one.filename, json.loads(one.content)["CFDocument"]["title"]) for one in found]


def package(number: int) -> dict[str, object]:
    return {"CFDocument": document(number)}


def document(number: int) -> dict[str, object]:
    identifier = UUID.format(number)
    return {"identifier": identifier, "uri": f"urn:uuid:{identifier}", "title": f"F{number}", "creator": "C",
            "lastChangeDateTime": "2026-01-01T00:00:00Z"}  # fmt: skip


@pytest.mark.parametrize("place", ["", "/", "/ims/case/v1p1", "/ims/case/v1p0/", "/ims/case/v1p1/CFDocuments?limit=1"])
def test_all_frameworks_of_our_own_provider_are_pulled(tmp_path: Path, provider: str, place: str) -> None:
    found = pulled(tmp_path, provider + place)
    assert len(found) == 21
    assert len({title for _, title in found}) == 21


@pytest.mark.parametrize("kind", ["CFPackages", "CFDocuments"])
@pytest.mark.parametrize("version", ["v1p0", "v1p1"])
def test_one_framework_is_pulled_by_its_address_and_taken_in(
    tmp_path: Path, provider: str, kind: str, version: str
) -> None:
    identifier = pulled(tmp_path, provider)[0][0].rpartition("/")[2]
    home = f"{provider}/ims/case/{version}"
    settings = allowing(tmp_path, provider.removeprefix("http://"))
    (source,) = fetched(Wanted(f"{home}/{kind}/{identifier}"), settings, "au")
    assert source.filename == f"{home}/CFPackages/{identifier}"
    releases = Releases(settings, now)
    (told,) = releases.propose_all([source])
    assert (told.dataset, told.changed) == ("au", True)
    assert releases.version("au").file == source.filename
    assert not releases.propose_all(fetched(Wanted(f"{home}/{kind}/{identifier}"), settings, "au"))[0].changed


def test_a_server_of_1_1_is_asked_where_its_discovery_document_says(tmp_path: Path, server: Other) -> None:
    server.on(f"/ims/case/v1p1{DISCOVERY}", says(json.dumps({"servers": [{"url": "/deep/case/v1p1/"}]})))
    server.on("/deep/case/v1p1/CFDocuments", says(json.dumps({"CFDocuments": [document(1)]})))
    server.on(f"/deep/case/v1p1/CFPackages/{UUID.format(1)}", says(json.dumps(package(1))))
    assert [title for _, title in pulled(tmp_path, server.address)] == ["F1"]


def test_a_package_that_is_elsewhere_is_found_by_its_own_address(tmp_path: Path, server: Other) -> None:
    at = server.on("/store/one.json", says(json.dumps(package(1))))
    listed = [{"CFDocument": document(1) | {"CFPackageURI": {"uri": at, "title": "", "identifier": UUID.format(1)}}}]
    server.on("/ims/case/v1p0/CFDocuments", says(json.dumps({"CFDocumentSet": {"CFDocuments": listed}})))
    assert pulled(tmp_path, server.address) == [(at, "F1")]


@pytest.mark.parametrize(("total", "asked"), [("4", [0, 2]), ("", [0, 2, 4])])
def test_a_list_is_read_page_by_page_to_its_end_however_short_the_pages(
    tmp_path: Path, server: Other, total: str, asked: list[int]
) -> None:
    pages = [[document(1), document(2)], [document(3), document(4)], []]
    server.on("/v1p1/CFDocuments", *(says(json.dumps({"CFDocuments": page}), X_Total_Count=total) for page in pages))
    with pytest.raises(TooLarge, match=r"there are 4 frameworks; ask for one by its address: F1: .*CFPackages"):
        pulled(tmp_path, f"{server.address}/v1p1", "mine")
    assert [path for _, path, _, _ in server.seen] == [
        f"/v1p1/CFDocuments?limit={PAGE}&offset={offset}" for offset in asked
    ]


def test_a_server_that_knows_no_pages_is_read_once_more_and_no_longer(tmp_path: Path, server: Other) -> None:
    every = [document(1), *({"identifier": f"x{n}"} for n in range(PAGE))]
    server.on("/v1p1/CFDocuments", says(json.dumps({"CFDocuments": every})))
    with pytest.raises(TooLarge, match="there are"):
        pulled(tmp_path, f"{server.address}/v1p1")
    assert len(server.seen) == 2


def test_a_list_without_end_is_left(tmp_path: Path, server: Other) -> None:
    pages = [says(json.dumps([{"identifier": f"{page}-{n}"} for n in range(PAGE)])) for page in range(PAGES + 1)]
    server.on("/v1p1/CFDocuments", *pages)
    with pytest.raises(TooLarge, match=f"after {PAGES} pages"):
        pulled(tmp_path, f"{server.address}/v1p1")


def test_a_name_for_the_dataset_goes_with_one_framework(tmp_path: Path, server: Other) -> None:
    server.on("/v1p1/CFDocuments", says(json.dumps({"CFDocuments": [document(1), document(2)]})))
    with pytest.raises(TooLarge, match="there are 2 frameworks"):
        pulled(tmp_path, f"{server.address}/v1p1", "mine")


@pytest.mark.parametrize(
    ("reply", "says_so"),
    [
        (says("<html>", media="text/html"), "did not answer with JSON, but with text/html"),
        (says('{"items": []}'), "lists no frameworks"),
        (says("[" * 100_000), "did not answer with JSON"),
        (says("{}", 404), "there is nothing at"),
        (says(json.dumps([document(1)])), f"there is nothing at .*/v1p1/CFPackages/{UUID.format(1)}"),
    ],
)
def test_what_is_no_case_server_is_told(tmp_path: Path, server: Other, reply: Reply, says_so: str) -> None:
    server.on("/v1p1/CFDocuments", reply)
    with pytest.raises(GoldenThreadError, match=says_so):
        pulled(tmp_path, f"{server.address}/v1p1")


def test_a_package_that_is_a_page_is_told(tmp_path: Path, server: Other) -> None:
    address = server.on("/CFPackages/1", says("<html>", media="text/html"))
    with pytest.raises(RemoteFailed, match=r"text/html\. Is this the address of a CASE server"):
        pulled(tmp_path, address)
