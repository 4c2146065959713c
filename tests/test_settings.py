"""Settings: every value may be set from the environment, a wrong one is named."""

from pathlib import Path

import pytest

from goldenthread.errors import BadParameter
from goldenthread.settings import Settings, from_environment


def test_the_environment_overrides_a_default() -> None:
    settings = from_environment({"GOLDENTHREAD_DATA": "/srv/gt", "GOLDENTHREAD_QUERY_SECONDS": "2.5"})
    assert settings == Settings(data=Path("/srv/gt"), query_seconds=2.5)


@pytest.mark.parametrize("name", ["GOLDENTHREAD_QUERY_SECONDS", "GOLDENTHREAD_PAGE_SIZE", "GOLDENTHREAD_OPEN_READING"])
def test_a_wrong_value_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadParameter, match=name):
        from_environment({name: "many"})
