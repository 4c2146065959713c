"""Logs: one line of JSON a record, with the request it belongs to."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from goldenthread import logs
from goldenthread.errors import BadParameter


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_has_level_source_message_request_and_facts(stream: io.StringIO) -> None:
    logs.install(stream, "info")
    logs.REQUEST.set("r1")
    logging.getLogger("goldenthread.x").info("two\nlines", extra={logs.FACTS: {"status": 200}})
    logging.getLogger("goldenthread.x").debug("not told")
    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "info", "source": "goldenthread.x", "message": "two\nlines", "request": "r1", "status": 200,
    }  # fmt: skip
    logs.REQUEST.set("")


def test_a_failure_has_its_trace_on_the_same_line(stream: io.StringIO) -> None:
    logs.install(stream, "error")
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("x").exception("failed")
    assert json.loads(stream.getvalue())["trace"].endswith("ValueError: why")


def test_a_level_that_is_none_is_refused(stream: io.StringIO) -> None:
    with pytest.raises(BadParameter, match="debug, info"):
        logs.install(stream, "loud")
