"""Settings: every value may be set from the environment, a wrong one is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from goldenthread.errors import BadParameter
from goldenthread.settings import Settings, from_environment


def test_the_environment_overrides_a_default() -> None:
    settings = from_environment({"GOLDENTHREAD_DATA": "/srv/gt", "GOLDENTHREAD_QUERY_SECONDS": "2.5"})
    assert settings == Settings(data=Path("/srv/gt"), query_seconds=2.5)


def test_a_file_sets_what_the_environment_does_not(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('data = "/srv/gt"\nquery_seconds = 3\npage_size = 20\nopen_reading = false\n')
    settings = from_environment({"GOLDENTHREAD_SETTINGS": str(path), "GOLDENTHREAD_PAGE_SIZE": "30"})
    assert settings == Settings(data=Path("/srv/gt"), query_seconds=3.0, page_size=30, open_reading=False)


@pytest.mark.parametrize(
    ("text", "says"),
    [("page_sise = 1", "page_sise, which is no setting"), ("page_size = 'many'", "page_size in the"), ("=", "TOML")],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(BadParameter, match=says):
        from_environment({"GOLDENTHREAD_SETTINGS": str(tmp_path / "settings.toml")})


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(BadParameter, match="cannot be read"):
        from_environment({"GOLDENTHREAD_SETTINGS": "/nowhere"})


def test_the_page_for_operators_has_every_setting_with_its_default() -> None:
    table = Path(__file__, "../../docs/operator.md").resolve().read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \|", table, re.MULTILINE)
    shown = {field.name: str(field.default) for field in fields(Settings)}
    assert dict(rows) == shown
    assert len(rows) == len(shown)


@pytest.mark.parametrize("name", ["GOLDENTHREAD_QUERY_SECONDS", "GOLDENTHREAD_PAGE_SIZE", "GOLDENTHREAD_OPEN_READING"])
def test_a_wrong_value_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadParameter, match=name):
        from_environment({name: "many"})
