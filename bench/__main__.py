"""Measurements side by side, in one run: `python -m bench` prints a table, `--json` the same for machines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench import measures
from bench.generator import SIZES
from bench.prepared import Prepared, prepared
from bench.renewal import renewal
from bench.timing import Measure

PARTS = ("load", "trace", "page", "renewal", "gaps")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measures; ends with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--triples", type=int, nargs="+", choices=sorted(SIZES), default=[10_000, 100_000], help="sizes of the data"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these measures alone")
    parser.add_argument(
        "--pyshacl-seconds", type=float, default=600, help="stop pySHACL after so long; 0: leave it out"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args(arguments)
    wanted = set(asked.only or PARTS)
    found: list[Measure] = []
    for triples in asked.triples:
        with prepared(triples) as data:
            for measure in _measured(data, triples, wanted, asked.pyshacl_seconds):
                found.append(measure)
                Console(stderr=True).print(f"{measure.triples:,} triples, {measure.name}: {measure.ratio}")
    _show(found, asked.json)
    return 1 if any(measure.kept is False for measure in found) else 0


def _measured(data: Prepared, triples: int, wanted: set[str], pyshacl_seconds: float) -> Iterator[Measure]:
    if "load" in wanted:
        yield from measures.load(data, triples)
    if "trace" in wanted:
        yield from measures.tracing(data, triples, with_rdflib=triples <= 100_000)
    if "page" in wanted:
        yield from measures.page(data, triples)
    if "renewal" in wanted:
        yield from renewal(data, triples)
    if "gaps" in wanted and pyshacl_seconds and triples <= 100_000:
        with TemporaryDirectory(prefix="goldenthread-bench-") as directory:
            yield from measures.gap_report(data, triples, pyshacl_seconds, Path(directory))


def _show(found: Sequence[Measure], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([_record(measure) for measure in found], indent=1) + "\n")
        return
    table = Table(title="Golden Thread, side by side")
    for column in ("what", "triples", "ours", "triples/s", "beside", "theirs", "ratio", "promised", "kept"):
        table.add_column(column, justify="right" if column in {"triples", "ours", "triples/s", "theirs"} else "left")
    for one in found:
        kept = {True: "yes", False: "no", None: ""}[one.kept]
        table.add_row(
            one.name, f"{one.triples:,}", _seconds(one.ours), one.rate, one.other, _seconds(one.theirs), one.ratio,
            one.promised, kept,
        )  # fmt: skip
    Console(width=160).print(table)


def _record(measure: Measure) -> dict[str, object]:
    return {**asdict(measure), "rate": measure.rate, "ratio": measure.ratio, "kept": measure.kept}


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


if __name__ == "__main__":
    raise SystemExit(main())
