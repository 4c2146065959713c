"""`export` and `template`: a dataset out again, and an empty workbook to fill in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from goldenthread import branch, rights, sources
from goldenthread.cli.desk import Commands, Desk, command
from goldenthread.errors import BadParameter, UnknownFormat
from goldenthread.loaders import Context, Lost, Written
from goldenthread.loaders.exports import FORMS
from goldenthread.loaders.template import template as empty
from goldenthread.store import Store
from goldenthread.store.rdf import DefaultGraph, Graph, write
from goldenthread.store.triples import Triples

Writer = Callable[[Triples, str, Context], Written]


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`export` and `template`."""
    export = command(
        commands, "export", "write a dataset to a file, or to the screen",
        more="What the format has no place for, and what a licence withholds, is told on the error line.\n"
        "Without DATASET, as N-Quads alone: everything in the newest release, for another engine to load.",
        examples=["export np --format xlsx -o nepal.xlsx", "export np --format ttl --version 1",
                  "export --format nq -o all.nq"],
    )  # fmt: skip
    export.add_argument("dataset", metavar="DATASET", nargs="?")
    export.add_argument("--format", required=True, metavar="F", help=", ".join(sorted(FORMATS)))
    export.add_argument("--version", type=int, metavar="N", help="an earlier version (default: the current one)")
    export.add_argument("--framework", default="", metavar="IRI", help="of several, the one a CASE package is of")
    export.add_argument("--whole", action="store_true", help="with the texts of frameworks that a licence withholds")
    export.set_defaults(run=_export)
    template = command(
        commands, "template", "write an empty workbook, with help and an example row on each sheet",
        examples=["template --country np -o nepal.xlsx"],
    )  # fmt: skip
    template.add_argument("--country", metavar="ISO", help="the country it is for")
    template.set_defaults(run=_template)
    for one in (export, template):
        one.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write (default: the screen)")


def _nquads(triples: Triples, dataset: str, context: Context) -> Written:
    return Written(b"".join(branch.nquads(triples, dataset, context.base)), "application/n-quads", ())


FORMATS: Mapping[str, Writer] = {**{name: form.write for name, form in FORMS.items()}, "nq": _nquads}


def _export(desk: Desk, given: argparse.Namespace) -> int:
    if given.format not in FORMATS:
        raise UnknownFormat(f"the format must be one of {', '.join(sorted(FORMATS))}")
    releases = desk.releases()
    if given.dataset is None:
        return _everything(desk, given, releases.current().store)
    version = releases.version(given.dataset, given.version)
    name = given.output.name if given.output else ""
    base, graph = desk.settings.base, sources.graph_of(given.dataset, desk.settings.base).value
    moment, wanted = version.imported, given.framework
    context = Context(base, given.dataset, name, desk.settings, moment=moment, graph=graph, framework=wanted)
    with desk.working("writing"):
        made = rights.written(FORMATS[given.format], releases.triples(version), context, whole=given.whole)
        _put(given.output, made.content)
    if made.not_kept:
        _not_kept(desk, made.not_kept)
    if given.output:
        data = {
            "dataset": given.dataset,
            "version": version.version,
            "file": str(given.output),
            "bytes": len(made.content),
            "not_kept": [asdict(lost) for lost in made.not_kept],
        }
        desk.answer(data, lambda: desk.say(f"{given.output}: version {version.version} of {given.dataset}"))
    return 0


def _everything(desk: Desk, given: argparse.Namespace, store: Store) -> int:
    """Every graph of the newest release, a graph after the other, each sorted."""
    if given.format != "nq" or given.version:
        raise BadParameter("everything goes out as the newest N-Quads only: --format nq; else name a dataset")
    statements = 0
    with desk.working("writing"), _opened(given.output) as file:
        graphs: tuple[Graph, ...] = (*store.graphs(), DefaultGraph())
        for graph in graphs:
            lines = sorted(write(store.quads(graph=graph), "nq").splitlines(keepends=True))
            file.writelines(lines)
            statements += len(lines)
    if given.output:
        data = {"file": str(given.output), "statements": statements}
        desk.answer(data, lambda: desk.say(f"{given.output}: {statements} statements"))
    return 0


def _opened(path: Path | None) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if path is None else path.open("wb")


def _not_kept(desk: Desk, losses: Iterable[Lost]) -> None:
    for lost in losses:
        place = " ".join(part for part in (lost.where, lost.column) if part)
        desk.err.print(f"not kept: {place} {lost.value}: {lost.why}", markup=False)


def _put(path: Path | None, content: bytes) -> None:
    if path is None:
        sys.stdout.buffer.write(content)
    else:
        path.write_bytes(content)


def _template(desk: Desk, given: argparse.Namespace) -> int:
    made = empty(given.country)
    _put(given.output, made)
    if given.output:
        desk.answer(
            {"file": str(given.output), "bytes": len(made)}, lambda: desk.say(f"{given.output}: ready to fill in")
        )
    return 0
