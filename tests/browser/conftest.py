"""A real browser on a live service: one server on loopback and one browser for all of these tests."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY_SECONDS = 30


@pytest.fixture(scope="session")
def live(shipped: Releases) -> Iterator[str]:
    """The address of a service with the shipped data."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(create_app(shipped, Settings(pseudo_languages=True)), log_level="warning")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
        thread.start()
        end = time.monotonic() + READY_SECONDS
        while not server.started and thread.is_alive() and time.monotonic() < end:
            thread.join(0.05)
        assert server.started, "the service did not start"
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
        server.should_exit = True
        thread.join(READY_SECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    program = shutil.which("chromium")
    assert program, "the browser tests need chromium: apt-get install chromium fonts-noto-core"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
