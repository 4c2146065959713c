"""What tests share: settings in a fresh folder, a clock that stands still, and the shipped data loaded once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from goldenthread.releases import Releases
from goldenthread.settings import Settings

# Every run tries the same examples, but for the long one: --hypothesis-profile=long
hypothesis.settings.register_profile("usual", derandomize=True, deadline=None)
hypothesis.settings.register_profile("long", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("usual")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def now() -> datetime:
    """The clock of the tests."""
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", lock_seconds=0.1)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Releases with all the shipped data, as on 24 November 2026. Read only: never write to it."""
    releases = Releases(Settings(data=tmp_path_factory.mktemp("shipped")), now)
    releases.prepare()
    releases.load_shipped()
    return releases
