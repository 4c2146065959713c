"""Addresses that lead on keep the form and the parameters."""

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.mark.parametrize(
    ("asked", "location"),
    [("/data", "/datasets"), ("/data.json?release=1", "/datasets.json?release=1"), ("/changes", "/history")],
)
def test_an_address_leads_on(shipped: Releases, asked: str, location: str) -> None:
    with TestClient(create_app(shipped, Settings())) as client:
        answer = client.get(asked, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, location)
        assert client.get(location.partition("?")[0]).status_code == 200
