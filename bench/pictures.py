"""The pictures of docs/tasks.md: `python -m bench.pictures` takes them again from the shipped data."""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
DAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WIDTH, HEIGHT = 920, 560
MOST_BYTES = 100_000
SHOTS = {
    "goal": "/country/np/goal/NP-G2",
    "compare": "/compare?left=xa:TDCS24&right=xa:COAST-S",
    "teaches": "/id/xa/competency/TDCS24/D3",
    "cite": "/releases/2",
    "untold": "/country/uz/untold",
}


@contextmanager
def service(data: Path) -> Iterator[str]:
    """The address of a service with the shipped data, on loopback."""
    settings = Settings(data=data)
    releases = Releases(settings, lambda: DAY)
    releases.prepare()
    releases.load_shipped()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        server = uvicorn.Server(uvicorn.Config(create_app(releases, settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
        server.should_exit = True
        thread.join(30)


def main() -> int:
    """Takes each picture; ends with 1 if one has become too large for the folder."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, path in SHOTS.items():
            page.goto(address + path)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()
    return int(any((FOLDER / f"{name}.png").stat().st_size > MOST_BYTES for name in SHOTS))


if __name__ == "__main__":
    sys.exit(main())
