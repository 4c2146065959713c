"""`load` and `check`: files in, and what is said of them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from goldenthread import partial, sources
from goldenthread.cli.desk import Commands, Desk, command
from goldenthread.errors import BadParameter, Refused, Remark
from goldenthread.loaders import Lost
from goldenthread.loaders.profile import Profile, brought, on_request
from goldenthread.outside.wanted import KINDS, Wanted, is_address
from goldenthread.publication import Publication
from goldenthread.releases import Source

FORMATS = "auto, or the name of a format (`workbook`, `rdf`, …) where the content does not tell"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`load` and `check`."""
    load = command(
        commands, "load", "take files in and publish them as one new release",
        more="A file is a workbook (XLSX, ODS, a zip or folder of CSV), RDF, or one of the formats of --format.\n"
        "A fault anywhere means nothing is stored. The same file twice changes nothing.\n"
        "An address stands for what is there: a file, the frameworks of a CASE server, or a graph or query of a SPARQL "
        "endpoint,\nwhere the setting remote_hosts allows its host.",
        examples=["load nepal.xlsx", "load sheets/ --dataset np --dry-run", "load new-module.xlsx --partial --dry-run",
                  "load https://case.example.org/ims/case/v1p1/CFPackages/ID --dataset tx",
                  "load https://graph.example.org/sparql --graph https://example.org/g --dataset kg"],
    )  # fmt: skip
    load.add_argument("files", nargs="+", metavar="FILE|ADDRESS")
    load.add_argument("--dry-run", action="store_true", help="tell what would happen, store nothing")
    load.add_argument(
        "--partial", action="store_true",
        help="the workbook holds only the rows that change: the others of its dataset stay as they are",
    )  # fmt: skip
    check = command(
        commands, "check", "read a file and say what is wrong with it",
        more="Nothing is stored. An address stands for what is there, as with load.",
        examples=["check nepal.xlsx", "check https://case.example.org/ims/case/v1p1/CFPackages/ID"],
    )  # fmt: skip
    check.add_argument("files", nargs=1, metavar="FILE|ADDRESS")
    known = ", ".join(on_request())
    profiles = f"a mapping profile to read by: {known}, or a file of your own (Turtle with gt:readAs)"
    for one in (load, check):
        one.add_argument("--dataset", metavar="ID", help="the dataset it is (default: as the file says)")
        one.add_argument("--format", default="auto", metavar="NAME", help=FORMATS)
        one.add_argument("--profile", metavar="NAME|FILE", help=profiles)
        one.add_argument("--as", dest="kind", choices=KINDS, default="auto",
                         help="what answers at the address, where it does not tell")  # fmt: skip
        one.add_argument("--graph", metavar="IRI", help="the graph of a SPARQL endpoint to take in")
        one.add_argument("--query", type=Path, metavar="FILE",
                         help="a CONSTRUCT or DESCRIBE that a SPARQL endpoint is asked")  # fmt: skip
    load.set_defaults(run=_load)
    check.set_defaults(run=_check)


def _load(desk: Desk, given: argparse.Namespace) -> int:
    if given.dataset and len(given.files) > 1:
        raise BadParameter("--dataset goes with one file; several files say themselves what they are")
    with desk.working("reading"):
        files = _sources(desk, given)
        try:
            told = _taken(desk, files, given)
        except Refused as refusal:
            _refuse(desk, refusal)
            raise
    desk.answer([one.to_json() for one in told], lambda: _show(desk, told))
    return 0


def _sources(desk: Desk, given: argparse.Namespace) -> list[Source]:
    """The files named, and what stands at the addresses named."""
    limit = desk.settings.upload_bytes
    form, profile = _reading(desk, given)
    query = sources.content_of(given.query, limit)[0].decode("utf-8", "replace") if given.query else None
    found: list[Source] = []
    for name in given.files:
        if is_address(name):
            from goldenthread.outside.fetch import fetched  # other commands do without a library of HTTP

            wanted = Wanted(name, given.kind, given.graph, query)
            for source in fetched(wanted, desk.settings, given.dataset, form):
                found.append(replace(source, profile=profile, heard=desk.heard))
        elif query or given.graph or given.kind != "auto":
            raise BadParameter("--as, --graph and --query go with an address, https://…")
        else:
            content, filename = sources.content_of(Path(name), limit)
            found.append(Source(content, filename, given.dataset, form, profile, desk.heard))
    return found


def _taken(desk: Desk, files: Sequence[Source], given: argparse.Namespace) -> Sequence[Publication]:
    if not given.partial:
        return desk.releases().propose_all(files, dry_run=given.dry_run)
    if len(files) > 1:
        raise BadParameter("--partial goes with one file")
    return desk.releases().edit(partial.rows(files[0], desk.settings), dry_run=given.dry_run)


def _reading(desk: Desk, given: argparse.Namespace) -> tuple[str, Profile | None]:
    """The format to ask for, and the mapping profile where one is a file."""
    if not given.profile:
        return given.format, None
    path = Path(given.profile)
    if path.is_file():
        return given.format, brought(*sources.content_of(path, desk.settings.check_bytes))
    return f"{given.format}+{given.profile}", None


def _show(desk: Desk, told: Iterable[Publication]) -> None:
    for one in told:
        show(desk, one)


def _refuse(desk: Desk, refusal: Refused) -> None:
    data = {"code": refusal.code, "report": [asdict(remark) for remark in refusal.remarks]}
    desk.answer(data, lambda: _remarks(desk, refusal.remarks))


def show(desk: Desk, told: Publication) -> None:
    """What one import did, for people."""
    if not told.changed:
        desk.say(f"{told.dataset}: nothing changed; this is version {told.version}, of release {told.release}")
        return
    would = "would become" if told.dry_run else "is"
    desk.say(f"{told.dataset} {would} version {told.version} in release {told.release}")
    _counts(desk, told.read)
    change = told.difference
    desk.say(f"values: {change.added} added, {change.removed} removed, {change.changed} changed")
    gaps = told.gaps.counts
    desk.say(f"gaps: {gaps['opened']} came, {gaps['closed']} went, {gaps['changed']} have another status")
    _goals(desk, told)
    _lost(desk, told.not_kept)
    _remarks(desk, told.report)


def _goals(desk: Desk, told: Publication) -> None:
    """The goals on whose threads gaps came or went."""
    rows = [
        (one.goal.name, one.before or "new", one.after or "gone", len(one.opened), len(one.closed))
        for one in told.gaps.goals
    ]
    if rows:
        desk.table(("goal", "was", "is", "gaps come", "gaps gone"), rows, right=("gaps come", "gaps gone"))


def _counts(desk: Desk, read: Mapping[str, int]) -> None:
    desk.say("read: " + (", ".join(f"{n} {what}" for what, n in sorted(read.items()) if n) or "nothing"))


def _lost(desk: Desk, not_kept: Sequence[Lost]) -> None:
    if not_kept:
        desk.say(f"not kept: {len(not_kept)}")
        rows = [(lost.where, lost.row, lost.column, lost.value, lost.why) for lost in not_kept]
        desk.table(("where", "row", "column", "value", "why"), rows, right=("row",))


def _remarks(desk: Desk, remarks: Iterable[Remark]) -> None:
    rows = [(remark.severity, remark.where, remark.row, remark.column, remark.message) for remark in remarks]
    if rows:
        desk.table(("", "where", "row", "column", "what"), rows, right=("row",))


def _check(desk: Desk, given: argparse.Namespace) -> int:
    with desk.working("reading"):
        files = _sources(desk, given)
        told = [(file.filename, _checked(desk, file)) for file in files]
    data = [_told(checked) for _, checked in told]

    def people() -> None:
        for filename, checked in told:
            _say(desk, filename, checked)

    desk.answer(data[0] if len(data) == 1 else {"items": data}, people)
    return 1 if any(checked.refused for _, checked in told) else 0


def _checked(desk: Desk, file: Source) -> sources.Checked:
    return sources.check(
        file.content,
        filename=file.filename,
        form=file.form,
        dataset=file.dataset,
        settings=desk.settings,
        profile=file.profile,
        heard=desk.heard,
    )


def _told(checked: sources.Checked) -> dict[str, object]:
    """The shape of what one file holds and what is wrong with it."""
    loaded = checked.loaded
    return {
        "loader": checked.loader,
        "dataset": loaded.dataset,
        "accepted": not checked.refused,
        "read": dict(loaded.read),
        "kept": dict(loaded.kept),
        "changed": [asdict(changed) for changed in loaded.changed],
        "not_kept": [asdict(lost) for lost in loaded.not_kept],
        "report": [asdict(remark) for remark in checked.remarks],
    }


def _say(desk: Desk, filename: str, checked: sources.Checked) -> None:
    loaded = checked.loaded
    desk.say(f"{filename} is read as {checked.loader} and holds the dataset {loaded.dataset}")
    _counts(desk, loaded.read)
    _lost(desk, loaded.not_kept)
    _remarks(desk, checked.remarks)
    desk.say("it would be refused" if checked.refused else "it would be accepted")
