"""`bench`: the measurements side by side, which stand beside the source and not in the package."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

from goldenthread.cli.desk import Commands, Desk, command, positive
from goldenthread.errors import NotFound

SOURCE: Final = Path(__file__).resolve().parents[2]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`bench`."""
    bench = command(
        commands, "bench", "measure side by side with peers, on data made for it",
        more="Needs the source: the measurements are not part of the installed package. Ends with 1 where a promise "
        "is not kept.",
        examples=["bench --triples 10000 --only trace page"],
    )  # fmt: skip
    bench.add_argument("--triples", type=positive, nargs="+", metavar="N", help="sizes of the data")
    bench.add_argument("--only", nargs="+", metavar="PART", help="these measures alone")
    bench.set_defaults(run=_bench)


def _bench(desk: Desk, given: argparse.Namespace) -> int:
    if not (SOURCE / "bench" / "__main__.py").is_file():
        raise NotFound("the measurements are not in the installed package: get the source and run `make bench` there")
    words = ["--json"] if desk.json else []
    for name in ("triples", "only"):
        if values := getattr(given, name):
            words += [f"--{name}", *map(str, values)]
    return subprocess.run([sys.executable, "-m", "bench", *words], cwd=SOURCE, check=False).returncode
