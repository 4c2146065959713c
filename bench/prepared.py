"""Generated data in a data directory of its own, published as users would, and open for measuring."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.generator import SIZES
from bench.planting import Generated, generate
from goldenthread.releases import Releases, Source
from goldenthread.settings import Settings
from goldenthread.shelf import STORE, Release

SEED = 1
DAY = date(2026, 1, 1)
HOLES = {"G01": 1, "G07": 1, "G18": 3}  # of each type in a block


@dataclass(frozen=True)
class Prepared:
    """One size of generated data, published. `seconds` is how long the publish took from files to release."""

    generated: Generated
    settings: Settings
    releases: Releases
    release: Release
    seconds: float

    @property
    def store(self) -> Path:
        """The store of the release, for a bare engine to open read-only."""
        return self.release.directory / STORE

    def goals(self, count: int) -> tuple[str, ...]:
        """The IRIs of goals that address teachers, spread over the countries."""
        found = [
            f"{self.settings.base}{book.id}/goal/{row['code']}"
            for book in self.generated.workbooks
            for row in book.rows("goals")
            if row.get("addresses_teachers") == "yes"
        ]
        return tuple(found[:: max(1, len(found) // count)][:count])

    @property
    def country(self) -> str:
        """The code of the first country."""
        return self.generated.workbooks[1].id


def now() -> datetime:
    """The clock of generated data."""
    return datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)


@contextmanager
def prepared(triples: int) -> Iterator[Prepared]:
    """Generated data of about so many triples (a key of SIZES), gone afterwards."""
    generated = generate(SEED, SIZES[triples], DAY, HOLES)
    files = [Source(book.zipped(), f"{book.id}.zip") for book in generated.workbooks]
    with TemporaryDirectory(prefix="goldenthread-bench-") as directory:
        settings = Settings(data=Path(directory))
        releases = Releases(settings, now)
        start = time.perf_counter()
        releases.propose_all(files)
        seconds = time.perf_counter() - start
        yield Prepared(generated, settings, releases, releases.release(), seconds)
