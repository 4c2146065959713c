"""A CASE package taken in, beside what no import can do without: `python -m bench.imports`.

The limit is a bare `json.load` of the file and a bare pyoxigraph load of the triples that come of it. What an import
takes of memory is the growth of its process over one that took in a small package before.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_URL, uuid5

from bench.prepared import now
from goldenthread import sources
from goldenthread.loaders import Context, case
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, read_quads, write

HOST = "https://case.example.org/ims/case/v1p0"
MOMENT = "2026-01-01T00:00:00+00:00"
STEPS = ("read", "checked", "applied", "published")


@dataclass(frozen=True)
class Taken:
    """One import: its file in bytes and items, seconds up to each step, the limit in seconds, and memory at the
    highest up to each step, as a multiple of the file."""

    items: int
    size: int
    seconds: dict[str, float]
    limit: float
    memory: dict[str, float]


def package(items: int) -> bytes:
    """A framework of so many items in a tree, ten under each, as servers write it: links with title and address."""
    document = _link("CFDocuments", "document", "A framework")
    made, joined = [], []
    for n in range(items):
        text = f"Learner {n} plans, teaches and evaluates with digital tools in the {n % 97}th manner"
        own = _link("CFItems", str(n), text)
        above = _link("CFItems", str((n - 1) // 10), "the one above") if n else document
        made.append(
            {"identifier": own["identifier"], "uri": own["uri"], "CFDocumentURI": document, "fullStatement": text,
             "humanCodingScheme": f"C.{n}", "CFItemType": "Competency", "abbreviatedStatement": f"Manner {n}",
             "educationLevel": ["09", "10"], "language": "en", "lastChangeDateTime": MOMENT}
        )  # fmt: skip
        link = _link("CFAssociations", str(n), "")
        joined.append(
            {"identifier": link["identifier"], "uri": link["uri"], "associationType": "isChildOf",
             "sequenceNumber": n % 10 + 1, "originNodeURI": own, "destinationNodeURI": above,
             "CFDocumentURI": document, "lastChangeDateTime": MOMENT}
        )  # fmt: skip
    head = {"identifier": document["identifier"], "uri": document["uri"], "creator": "Somebody",
            "title": "A framework", "language": "en", "lastChangeDateTime": MOMENT}  # fmt: skip
    return json.dumps({"CFDocument": head, "CFItems": made, "CFAssociations": joined}).encode()


def _link(kind: str, name: str, title: str) -> dict[str, str]:
    identifier = str(uuid5(NAMESPACE_URL, f"{kind} {name}"))
    return {"title": title, "identifier": identifier, "uri": f"{HOST}/{kind}/{identifier}"}


class _Gauge:
    """The seconds and the memory at the highest since it was set. Linux alone tells that."""

    def __init__(self) -> None:
        self.begun, self.base = time.perf_counter(), _kilobytes("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self.seconds: dict[str, float] = {}
        self.memory: dict[str, int] = {}

    def step(self, name: str) -> None:
        self.seconds[name] = time.perf_counter() - self.begun
        self.memory[name] = (_kilobytes("VmHWM") - self.base) * 1024


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def measured(items: int) -> Taken:
    """Takes in a package of so many items in a data directory of its own."""
    with TemporaryDirectory(prefix="goldenthread-bench-") as directory:
        path, settings = Path(directory) / "package.json", Settings(data=Path(directory) / "data")
        path.write_bytes(package(items))
        gauges: list[_Gauge] = []
        releases = Releases(settings, now, lambda name: gauges[-1].step(name) if gauges else None)
        releases.propose(package(100), filename="small.json", dataset="small")
        gauges.append(_Gauge())
        content = path.read_bytes()
        context = Context(settings.base, "large", "package.json", settings)
        case.LOADER.read(content, context)
        gauges[-1].step("read")
        sources.check(content, filename="package.json", dataset="large", settings=settings)
        gauges[-1].step("checked")
        gauges.append(_Gauge())
        releases.propose(content, filename="package.json", dataset="large")
        size = len(content)
        both = [{name: gauge.memory[name] / size for name in STEPS if name in gauge.memory} for gauge in gauges]
        spent = [{name: gauge.seconds[name] for name in STEPS if name in gauge.seconds} for gauge in gauges]
        return Taken(items, size, spent[0] | spent[1], _limit(content, context), both[0] | both[1])


def _limit(content: bytes, context: Context) -> float:
    """The seconds of a bare `json.load` and a bare load of the triples."""
    text = write(case.LOADER.read(content, context).triples, "nt")
    begun = time.perf_counter()
    json.loads(content)
    store = in_memory()
    store.add(NamedNode(f"{context.base}large"), (quad.triple for quad in read_quads(text, "nt")))
    return time.perf_counter() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the measure; ends with 1 where reading and checking take five times the file or more."""
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--items", type=int, default=10_000, help="items of the package")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    taken = measured(asked.items)
    if asked.json:
        sys.stdout.write(json.dumps(asdict(taken), indent=1) + "\n")
    else:
        sys.stdout.write(f"{taken.items:,} items in {taken.size / 2**20:.1f} MB; limit {_rate(taken, taken.limit)}\n")
        for name in STEPS:
            rate, memory = _rate(taken, taken.seconds[name]), taken.memory[name]
            sys.stdout.write(f"{name}: {rate}, memory up to {memory:.1f} times the file\n")
    return 1 if max(taken.memory["checked"], taken.memory["applied"]) >= 5 else 0


def _rate(taken: Taken, seconds: float) -> str:
    return f"{seconds:.1f} s, {taken.items / seconds:,.0f} items a second"


if __name__ == "__main__":
    raise SystemExit(main())
