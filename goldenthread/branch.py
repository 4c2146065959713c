"""A branch: a copy of the newest release that one writer changes. Nobody else sees it before it is published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from goldenthread import catalogue, derived, disk
from goldenthread.catalogue import Step, Version
from goldenthread.loaders import Loaded
from goldenthread.publication import Publication
from goldenthread.reach import Change
from goldenthread.shelf import STORE, Facts, Release, write_facts
from goldenthread.sources import Checked, graph_of, triples_of
from goldenthread.store import Store
from goldenthread.store.embedded import Embedded, open_for_writing
from goldenthread.store.rdf import NamedNode, Quad, Triple, write
from goldenthread.store.triples import Triples


@dataclass(frozen=True)
class Writer:
    """Who writes, when, and what for, in words for the list of releases."""

    agent: str
    time: datetime
    what: str

    @property
    def stamp(self) -> str:
        """The time as an xsd:dateTime in UTC, whole seconds."""
        return self.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Branch:
    """The working copy at `directory` of the release in `source`. `datasets` are its versions, `fresh` those that it
    brings in; `changed` has what matters of each before and after."""

    directory: Path
    store: Embedded
    source: Store | None
    number: int
    base: str
    writer: Writer
    before: Facts | None
    datasets: dict[str, Version] = field(default_factory=dict)
    fresh: list[Version] = field(default_factory=list)
    changed: dict[NamedNode, Change] = field(default_factory=dict)

    def put(self, checked: Checked, filename: str, sha256: str) -> Version:
        """Makes what was read the new version of its dataset."""
        loaded, current = checked.loaded, self.datasets.get(checked.loaded.dataset)
        past = catalogue.versions(self.store, loaded.dataset, self.base)
        number = max((version.version for version in past), default=0) + 1
        version = Version(
            loaded.dataset, number, self.number, self.writer.stamp, filename, sha256,
            self._keep(loaded, number), checked.loader, self.writer.agent, len(loaded.not_kept),
            current.version if current else None,
        )  # fmt: skip
        self._become(loaded.dataset, loaded.triples)
        self.datasets[loaded.dataset] = version
        self.fresh.append(version)
        return version

    def _become(self, dataset: str, triples: Iterable[Triple]) -> None:
        """Makes a dataset say `triples`, and notes what it said and says."""
        graph, now = graph_of(dataset, self.base), triples if isinstance(triples, Triples) else Triples(triples)
        self.store.replace(graph, now)
        was = triples_of(self.source, dataset, self.base) if self.source else Triples()
        self.changed[graph] = Change.between(was, now)

    def _keep(self, loaded: Loaded, number: int) -> str:
        """Writes the version as sorted N-Quads; returns their hash."""
        seen = hashlib.sha256()

        def lines() -> Iterator[bytes]:
            for line in nquads(loaded.triples, loaded.dataset, self.base):
                seen.update(line)
                yield line

        (self.directory / "versions").mkdir(exist_ok=True)
        disk.write(self.directory / "versions" / f"{loaded.dataset}.{number}.nq", lines())
        return seen.hexdigest()

    def drop(self, dataset: str) -> None:
        """Takes a dataset out; its versions stay in the catalogue."""
        self._become(dataset, ())
        self.store.drop(graph_of(dataset, self.base))  # its name goes as well
        del self.datasets[dataset]

    def adopt(self, datasets: Mapping[str, Version], store: Store) -> tuple[str, ...]:
        """Brings every dataset back to the version it has in an older release; returns those that moved."""
        both = sorted(self.datasets.keys() | datasets.keys())
        moved = tuple(dataset for dataset in both if self.datasets.get(dataset) != datasets.get(dataset))
        for dataset in moved:
            if dataset in datasets:
                self._become(dataset, triples_of(store, dataset, self.base))
                self.datasets[dataset] = datasets[dataset]
            else:
                self.drop(dataset)
        return moved

    def derive(self, previous: Release | None) -> None:
        """Renews the vocabulary where the shipped one changed, then view, report and search rows. `previous` is the
        release before, as of today."""
        day, same = self.writer.time.date(), self.before is not None and self.before.rules == derived.rules()
        if not same:
            derived.renew_vocabulary(self.store)
        before = None
        if self.before is not None and previous is not None:
            index = previous.search if same else None
            holds = same and self.before.covers(day)
            before = derived.Before(previous.store, index, self.changed, holds)
        derived.renew(self.store, day, self.number, before, directory=self.directory, base=self.base)

    def seal(self, publications: Iterable[Publication], restores: int | None = None) -> None:
        """Writes the catalogue, the accounts of the imports and `release.json`."""
        previous = self.before.number if self.before else None
        members = tuple(version for _, version in sorted(self.datasets.items()))
        step = Step(self.number, previous, self.writer.stamp, self.writer.agent, self.writer.what, members)
        catalogue.record(self.store, step, self.fresh, self.base)
        (self.directory / "imports").mkdir(exist_ok=True)
        for publication in (one for one in publications if one.id and one.changed):
            account = json.dumps(publication.to_json(), ensure_ascii=False).encode()
            disk.write(self.directory / "imports" / f"{publication.id}.json", account)
        write_facts(self.directory, self._facts(previous, restores))

    def _facts(self, previous: int | None, restores: int | None) -> Facts:
        writer, until = self.writer, derived.valid_until(self.store)
        return Facts(
            self.number, writer.stamp, writer.agent, writer.what, writer.time.date(), until, previous,
            restores, derived.rules(), self.datasets,
        )  # fmt: skip

    def close(self) -> None:
        """Makes the branch safe on disk and lets go of it."""
        self.store.flush()
        self.store.close()
        disk.sync(self.directory)


def start(directory: Path, source: Store | None, before: Facts | None, writer: Writer, base: str) -> Branch:
    """A branch at `directory` of the release whose store is `source`, or of nothing."""
    with disk.translated():
        directory.mkdir(parents=True)
    if source is not None:
        source.copy_to(directory / STORE)
    number = before.number + 1 if before else 1
    datasets = dict(before.datasets) if before else {}
    return Branch(directory, open_for_writing(directory / STORE), source, number, base, writer, before, datasets)


def nquads(triples: Triples, dataset: str, base: str) -> Iterator[bytes]:
    """A dataset as N-Quads, a line a quad, sorted, so that equal datasets make equal bytes."""
    graph = graph_of(dataset, base)
    for t in triples.sorted():
        yield write([Quad(t.subject, t.predicate, t.object, graph)], "nq")
