"""The page for advisors says what is there: every address it names answers, every status is in its words."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread.api import words
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "advisor.md").read_text()
ADDRESSES = sorted(set(re.findall(r"`(/[^`\s]*)`", TEXT)))


def test_there_are_addresses_to_try() -> None:
    assert len(ADDRESSES) >= 6


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_address_answers(shipped: Releases, address: str) -> None:
    with TestClient(create_app(shipped, Settings())) as client:
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("status", words.STATUS.values())
def test_each_status_is_explained(status: str) -> None:
    assert f"| {status} |" in TEXT
