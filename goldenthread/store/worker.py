"""The child process that runs one stranger's query at a time: `python -m goldenthread.store.worker MEMORY PARENT`.

It reads a request a line (JSON) from standard input and answers in frames on standard output: a kind (one byte),
a length (four bytes, big end first) and so many bytes. Kinds: D data, Z data in gzip, E end, F failure (JSON: code,
message).
It may die at any time of memory or of a crash in the engine; workers.py minds it.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
import zlib
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from goldenthread import disk, lifeline, seclusion
from goldenthread.errors import BadQuery, Deadline, GoldenThreadError, NotFound, StoreFailed
from goldenthread.store.rdf import FORMATS

CHUNK = 65_536
SMALL = 500  # bytes that are not worth packing
LEVEL, GZIP = 4, 31  # of packing; 31 asks zlib for the frame of gzip
KEPT = 2  # stores held open: the current release and one before it
RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
# What stands between two rows as the engine writes them; a text that imitates it counts as a row too many.
BETWEEN = {"json": b'}},{"', "xml": b"</result>", "csv": b"\n", "tsv": b"\n"}


class Meter:
    """A file for the engine to write to: sends chunks on, packed if asked, counts bytes and rows, and stops at a
    limit."""

    def __init__(self, output: BinaryIO, form: str, most_bytes: int, most_rows: int, packed: bool = False) -> None:
        self._output, self._mark, self._packed = output, BETWEEN.get(form), packed
        self._bytes, self._rows, self._held = most_bytes, most_rows, bytearray()
        self._packer: zlib._Compress | None = None

    def write(self, data: bytes) -> int:
        self._bytes -= len(data)
        if self._bytes < 0:
            raise Deadline("the answer is longer than the byte limit; add a LIMIT")
        self._held += data
        if len(self._held) >= CHUNK:
            self._count()
            self._send()
            self._output.flush()
        return len(data)

    def end(self) -> None:
        """Passes on what is held."""
        self._count()
        if self._held or self._packer:
            self._send(last=True)

    def _count(self) -> None:
        if self._mark:
            self._rows -= self._held.count(self._mark)
            if self._rows < 0:
                raise Deadline("the answer has more rows than the limit; add a LIMIT")

    def _send(self, last: bool = False) -> None:
        data, kind = bytes(self._held), b"D"
        self._held.clear()
        if self._packed and (self._packer or len(data) >= SMALL):
            self._packer = self._packer or zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
            data, kind = self._packer.compress(data) + (self._packer.flush() if last else b""), b"Z"
        frame(self._output, kind, data)

    def flush(self) -> None:
        """Nothing: chunks are sent when they are full."""


def frame(output: BinaryIO, kind: bytes, data: bytes) -> None:
    """Writes one frame."""
    output.write(kind + struct.pack(">I", len(data)) + data)


def open_bounded(directory: str, more: int) -> pyoxigraph.Store:
    """The store, with the address space limited to what is mapped once it is open and `more` bytes: opening
    maps hundreds of megabytes for threads that use little of it."""
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store = pyoxigraph.Store.read_only(directory)
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + more, resource.RLIM_INFINITY))
    return store


def open_held(directory: str, more: int) -> tuple[pyoxigraph.Store, int]:
    """The store, bounded, and the handle that holds it. Raises NotFound."""
    try:
        handle = disk.hold(Path(directory))
    except FileNotFoundError as error:
        raise NotFound("the release was pruned meanwhile; ask for a newer one") from error
    try:
        return open_bounded(directory, more), handle
    except OSError:
        os.close(handle)
        raise


def run(store: pyoxigraph.Store, request: dict[str, Any], output: BinaryIO) -> None:
    """Runs one query and sends its answer. Raises BadQuery, Deadline, StoreFailed."""
    defaults = [NamedNode(iri) for iri in request["default_graphs"]]
    named = [NamedNode(iri) for iri in request["named_graphs"]]
    dataset: dict[str, Any] = {"use_default_graph_as_union": request["union"]}
    if defaults or named:
        dataset = {"default_graph": defaults or [DefaultGraph()], "named_graphs": named}
    form = request["form"]
    meter = Meter(output, form, request["bytes"], request["rows"], request["packed"])
    try:
        found = store.query(request["query"], base_iri=request["base"], **dataset)
        triples, rows = isinstance(found, QueryTriples), isinstance(found, QuerySolutions)
        known: dict[str, Any] = FORMATS if triples else RESULTS
        if form not in known or (not triples and not rows and form in {"csv", "tsv"}):
            raise BadQuery("this query's answer cannot be written in the form asked")
        if isinstance(found, QueryTriples):
            prefixes = request["prefixes"] if known[form] in {RdfFormat.TURTLE, RdfFormat.RDF_XML} else None
            pyoxigraph.serialize(found, cast(IO[bytes], meter), format=known[form], prefixes=prefixes)
        else:
            found.serialize(cast(IO[bytes], meter), format=known[form])
        meter.end()
    except SyntaxError as error:
        raise BadQuery(str(error.msg)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreFailed(str(error)) from error


def serve(requests: BinaryIO, output: BinaryIO, memory: int) -> None:
    """Answers requests until there are no more."""
    stores: dict[str, tuple[pyoxigraph.Store, int]] = {}  # with the handle that keeps each from being pruned
    for line in requests:
        request = json.loads(line)
        directory = request["directory"]
        try:
            if directory not in stores:
                while len(stores) >= KEPT:
                    os.close(stores.pop(next(iter(stores)))[1])
                stores[directory] = open_held(directory, memory)
            run(stores[directory][0], request, output)
            frame(output, b"E", b"")
        except GoldenThreadError as error:
            frame(output, b"F", json.dumps({"code": error.code, "message": str(error)}).encode())
        except OSError as error:
            frame(output, b"F", json.dumps({"code": StoreFailed.code, "message": str(error)}).encode())
        output.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seclusion.seclude()
    lifeline.tie(int(sys.argv[2]))  # else a query without end would outlive the service
    with os.fdopen(sys.stdout.fileno(), "wb", 2 * CHUNK) as answers:  # a short answer and its end are one write
        frame(answers, b"E", b"")  # ready
        answers.flush()
        serve(sys.stdin.buffer, answers, int(sys.argv[1]))
