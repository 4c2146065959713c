"""A SPARQL server that answers for the newest release as of today. The data directory stays the archive of all
releases and the place where they come to be. The sources of a release are brought to the server, difference by
difference; view and report the server makes of them itself, and they must come out as they are in the archive.

`engine.json` in the data directory says which release the server holds, and nothing while it is being changed: so no
reader takes an answer from a server between two releases. A triple in the server says the same, so that a server that
lost its data is found out.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from contextlib import suppress
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from goldenthread import disk, questions, report, view
from goldenthread.errors import BadParameter, BadQuery, EngineFailed, Locked, NotFound, StoreFailed
from goldenthread.questions import Question
from goldenthread.reach import DERIVED
from goldenthread.settings import Settings
from goldenthread.shelf import STORE, Release
from goldenthread.store import Store
from goldenthread.store.embedded import open_for_reading
from goldenthread.store.mirror import Mirror
from goldenthread.store.probe import probe
from goldenthread.store.rdf import Literal, NamedNode, Triple, text_of
from goldenthread.store.remote import Remote, bound
from goldenthread.store.wire import Address, Wire

LOG: Final = logging.getLogger(__name__)
FILE: Final = "engine.json"
WHOLE: Final = 2_000_000_000  # bytes of a whole graph, as it comes when view and report are compared
TOLD: Final = 3  # statements that the log tells of those that come out wrong
TAG, HOLDS = NamedNode("urn:goldenthread:engine"), NamedNode("urn:goldenthread:holds")


class Engine:
    """The server that the settings name, for the releases of one data directory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        address = _address(settings)
        self._wire = Wire(address)
        self._patient = Wire(replace(address, seconds=address.write_seconds, most_bytes=WHOLE))  # nobody waits for it
        self._name = hashlib.sha256(settings.store.encode()).hexdigest()
        self._remotes: dict[str, Remote] = {}
        self._guard = threading.Lock()

    def over(self, release: Release) -> Release:
        """The release with the server to answer for it, where the server holds it."""
        key = self._key(release)
        if self._held() != key:
            return release
        mirror = Mirror(
            self._remote(key, release.store), release.store, lambda: self._held() == key,
            fallback=self._settings.store_fallback,
        )  # fmt: skip
        return replace(release, store=mirror)

    def tend(self, release: Release) -> None:
        """Brings a release as of a day to the server where it is not there yet; nothing happens where another process
        is at it. Raises Unreachable, and EngineFailed where the server cannot do what we need."""
        with suppress(Locked), disk.lock(self._settings.data / "engine.lock", 0):
            key, held = self._key(release), self._held()
            if held is not None and not self._tagged(held):
                held = None  # it has lost what it had
            if held != key:
                self._bring(release, held)

    def _key(self, release: Release) -> str:
        """The name of a release as of a day: where it is in the data directory."""
        return release.directory.relative_to(self._settings.data).as_posix()

    def _held(self) -> str | None:
        """What the server holds, by our own word."""
        held = self._said().get("holds")
        return held if isinstance(held, str) else None

    def _remote(self, key: str, archive: Store) -> Remote:
        with self._guard:
            if key not in self._remotes:
                self._remotes.clear()
                self._remotes[key] = Remote(self._wire, archive.graphs())
                self._remotes[key].union = bool(self._said().get("union"))
            return self._remotes[key]

    def _tagged(self, key: str) -> bool:
        """Whether the server itself says that it holds the release."""
        query = bound("sees", {"subject": TAG, "predicate": HOLDS, "value": Literal(key)})
        return Remote(self._wire, [TAG]).ask(query)

    def _bring(self, release: Release, held: str | None) -> None:
        key, archive = self._key(release), release.store
        self._say({})
        before = None if held is None else self._older(held)
        graphs = {*archive.graphs(), *(before.graphs() if before else ()), TAG}
        remote = Remote(self._patient, graphs)
        if before is None:
            self._clear(graphs)
        found = probe(remote)
        for graph in sorted(graphs - {TAG, *DERIVED}, key=text_of):
            wanted = _triples(archive, graph)
            if before is None:
                remote.drop(graph)
                remote.add(graph, wanted)
            else:
                there = _triples(before, graph)
                remote.alter(graph, there - wanted, wanted - there)
        remote.replace(TAG, [Triple(TAG, HOLDS, Literal(key))])
        self._derive(remote, release)
        if not self._same(remote, archive):
            if before is not None:
                return self._bring(release, None)
            raise EngineFailed("the engine does not keep as many statements as it was told; it cannot be used")
        if before is None:
            self._tried(found.union, archive)
        self._say({"holds": key, "engine": self._name, "union": found.union})
        return None

    def _derive(self, remote: Remote, release: Release) -> None:
        """Has the server make view and report. Raises EngineFailed where they are not those of the archive."""
        day = release.facts.as_of
        try:
            view.make(remote, day)
            report.make(remote, day, release.number, release.store, base=self._settings.base)
        except BadQuery as error:
            raise EngineFailed("the engine does not take the queries that make view and report") from error
        for graph in DERIVED:
            wrong = sorted(str(triple) for triple in _triples(remote, graph) ^ _triples(release.store, graph))
            if wrong:
                LOG.warning("of <%s> the engine beneath makes this otherwise: %s", graph.value, "; ".join(wrong[:TOLD]))
                raise EngineFailed(
                    f"the engine makes {len(wrong)} statements of the {graph.value.rpartition('#')[2]} otherwise than "
                    "it should; it cannot be used"
                )

    def _clear(self, graphs: set[NamedNode]) -> None:
        """Takes out what is left of an earlier time: every graph under our base that is in no release brought now."""
        server = Remote(self._patient)
        for graph in server.graphs():
            if graph.value.startswith(self._settings.base) and graph not in graphs:
                server.drop(graph)

    def _tried(self, union: bool, archive: Store) -> None:
        """Asks every question that needs no parameter of both. Raises EngineFailed where the answers differ."""
        remote = Remote(self._patient, archive.graphs())
        remote.union = union
        asked = [question for question in questions.every() if all(p.default is not None for p in question.parameters)]
        asked = [question for question in asked if question.columns]
        wrong = [question.name for question in asked if not _agree(question, remote, archive)]
        if wrong:
            raise EngineFailed(
                f"the engine answers {len(wrong)} of {len(asked)} of our own questions otherwise than it should, "
                f"{wrong[0]} among them; it cannot be used"
            )

    def _older(self, key: str) -> Store | None:
        with suppress(NotFound, StoreFailed):
            return open_for_reading(self._settings.data / key / STORE)
        return None

    def _same(self, remote: Remote, archive: Store) -> bool:
        counts = remote.counts()
        counts.pop(TAG, None)
        return counts == {graph: len(_triples(archive, graph)) for graph in archive.graphs()}

    def _said(self) -> dict[str, object]:
        """What `engine.json` says, nothing where it is of another server."""
        try:
            said: dict[str, object] = json.loads((self._settings.data / FILE).read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return said if said.get("engine") == self._name else {}

    def _say(self, said: dict[str, object]) -> None:
        disk.write(self._settings.data / FILE, json.dumps(said).encode())


def _triples(store: Store, graph: NamedNode) -> set[Triple]:
    return {quad.triple for quad in store.quads(graph=graph)}


def _agree(question: Question, remote: Store, archive: Store) -> bool:
    text = question.query({})
    try:
        return set(remote.select(text).rows) == set(archive.select(text).rows)
    except (BadQuery, StoreFailed):
        return False


def _address(settings: Settings) -> Address:
    """Where the settings say that the server is. Raises BadParameter, which does not echo it."""
    store = settings.store
    for name, given in (("store", store), ("store_update", settings.store_update)):
        parts = urlsplit(given)
        if given and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise BadParameter(f"{name} must be the whole address of a SPARQL server, with http:// or https://")
        if "@" in parts.netloc:
            raise BadParameter(f"{name} must hold no password; use the settings store_user and store_password")
    update = settings.store_update or (store.removesuffix("/query") + "/update" if store.endswith("/query") else store)
    return Address(
        store, update, settings.store_user, settings.store_password, settings.store_token, settings.store_digest,
        settings.store_seconds, settings.store_write_seconds, settings.store_tries, settings.store_rest,
    )  # fmt: skip
