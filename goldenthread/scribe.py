"""The child process of one write or check: `python -m goldenthread.scribe JOB PARENT`, where JOB is JSON.

What was sent stands on standard input, the outcome goes to standard output as JSON: {"done": …} or {"failed": …}.
A stranger's file is read here and nowhere else, so that one made to harm ends this process alone; killing it in
the midst of a publish leaves the old release or the new one. scribes.py minds it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from goldenthread import lifeline, partial, proposals, seclusion, sources
from goldenthread.decisions import decide, parsed
from goldenthread.edits import Edit, Source
from goldenthread.errors import Deadline, GoldenThreadError, Refused
from goldenthread.outside.wanted import Wanted
from goldenthread.publication import Publication
from goldenthread.releases import Releases, Version
from goldenthread.settings import Settings
from goldenthread.updates import graph_change, graph_condition, update

MEMORY: Final = "the work was stopped at its memory limit; send less at once"


@dataclass(frozen=True)
class Job:
    """One job: `do` is a key of WORK, `given` what that kind of work needs, `only` the datasets it may write (none:
    all). `memory` what may be allocated."""

    do: str
    settings: Settings
    time: datetime
    agent: str
    only: tuple[str, ...]
    memory: int
    given: Mapping[str, Any]

    def to_json(self) -> str:
        settings = {**asdict(self.settings), "data": str(self.settings.data)}
        return json.dumps({**vars(self), "settings": settings, "time": self.time.isoformat()})


def _job(text: str) -> Job:
    said = json.loads(text)
    settings = Settings(**{**said["settings"], "data": Path(said["settings"]["data"])})
    time = datetime.fromisoformat(said["time"])
    return Job(**{**said, "settings": settings, "time": time, "only": tuple(said["only"])})


def _import(releases: Releases, job: Job, content: bytes) -> object:
    given = job.given
    if given["partial"]:
        source = Source(content, given["filename"], given["dataset"], given["form"])
        return _edited(releases, job, partial.rows(source, job.settings))[0]
    return releases.propose(
        content, filename=given["filename"], dataset=given["dataset"], form=given["form"], dry_run=given["dry_run"],
        agent=job.agent, only=job.only,
    ).to_json()  # fmt: skip


def _fetch(releases: Releases, job: Job, content: bytes) -> object:
    """What stands at an address, taken in: an account of each source."""
    from goldenthread.outside.fetch import fetched  # few jobs go out: the others do without a library of HTTP

    given = job.given
    found = fetched(Wanted.from_json(json.loads(content)), job.settings, given["dataset"], given["form"])
    told = releases.propose_all(found, dry_run=given["dry_run"], agent=job.agent, only=job.only)
    return [one.to_json() for one in told]


def _check(releases: Releases, job: Job, content: bytes) -> object:
    """What would come of a file: everything said of it, and the gaps if it would be taken."""
    given = job.given
    checked = sources.check(
        content, filename=given["filename"], form=given["form"], dataset=given["dataset"], settings=job.settings
    )
    if not checked.refused:
        return {"accepted": True, **dict(_dry(releases, job, content).to_json())}
    account = Publication(
        None, checked.loaded.dataset, None, None, False, True, checked.loader, checked.loaded.read,
        checked.loaded.kept, checked.loaded.changed, checked.loaded.not_kept, checked.remarks,
    )  # fmt: skip
    return {"accepted": False, **account.to_json()}


def _dry(releases: Releases, job: Job, content: bytes) -> Publication:
    given = job.given
    return releases.propose(
        content, filename=given["filename"], dataset=given["dataset"], form=given["form"], dry_run=True
    )


def _update(releases: Releases, job: Job, content: bytes) -> object:
    text = content.decode()
    change = update(text, job.settings, job.given["using"], job.given["named"])
    source = Source(content, "update.ru", form="sparql-update")
    return _edited(releases, job, Edit(source, "SPARQL update", _timed(change, job.settings.query_seconds)))


def _graph(releases: Releases, job: Job, content: bytes) -> object:
    given = job.given
    source = Source(content, given["filename"], form="graph-store")
    parts = [(form, size) for form, size in given["parts"]]
    change = graph_change(given["method"], given["dataset"], content, given["form"], job.settings, parts=parts)
    if given["method"] == "PATCH":
        change = _timed(change, job.settings.query_seconds)
    condition = graph_condition(given["dataset"], given["if_match"], given["if_none_match"], given["method"])
    there: list[bool] = []

    def seen(versions: Mapping[str, Version]) -> None:
        condition(versions)
        there.append(given["dataset"] in versions or given["method"] == "DELETE")

    what = f"{given['method']} of the graph {given['dataset']}"
    told = _edited(releases, job, Edit(source, what, change, seen))
    return {"created": not there[0], "told": told}


def _decide(releases: Releases, job: Job, content: bytes) -> object:
    dataset, made = job.given["dataset"], parsed(json.loads(content))
    change = decide(dataset, made, job.settings, job.time)
    what = f"decisions on {dataset}: {made.words}"
    return _edited(releases, job, Edit(Source(content, "decisions.json", form="review"), what, change))


def _propose(releases: Releases, job: Job, content: bytes) -> object:
    dataset, records = job.given["dataset"], proposals.parsed(json.loads(content))
    change = proposals.propose(dataset, records, job.settings, job.time)
    what = f"mappings proposed on {dataset}: {len(records)}"
    return _edited(releases, job, Edit(Source(content, "mappings.json", form="sssom"), what, change))


def _remove(releases: Releases, job: Job, _: bytes) -> object:
    return releases.remove(job.given["dataset"], job.agent, dry_run=job.given["dry_run"]).to_json()


def _undo(releases: Releases, job: Job, _: bytes) -> object:
    return releases.undo(job.agent, dry_run=job.given["dry_run"]).to_json()


def _edited(releases: Releases, job: Job, edit: Edit) -> list[dict[str, object]]:
    dry = job.given.get("dry_run", False)
    return [told.to_json() for told in releases.edit(edit, dry_run=dry, agent=job.agent, only=job.only)]


def _timed(change: Callable[..., Any], seconds: float) -> Callable[..., Any]:  # a Change, bounded
    """The change, ended by the system with this process when it takes longer: no engine has to listen."""

    def bounded(*stores: object) -> object:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        made = change(*stores)
        signal.setitimer(signal.ITIMER_REAL, 0)
        return made

    return bounded


WORK: Final[Mapping[str, Callable[[Releases, Job, bytes], object]]] = {
    "import": _import, "fetch": _fetch, "check": _check, "update": _update, "graph": _graph, "decide": _decide,
    "propose": _propose, "remove": _remove, "undo": _undo,
}  # fmt: skip


def _bound(memory: int) -> None:
    """Limits what can be written in memory to what there is now and `memory` more. The address space tells little:
    an allocator reserves much of it for threads that use a hundredth."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    there = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (there + memory, resource.RLIM_INFINITY))


def run(job: Job, sent: BinaryIO) -> dict[str, object]:
    """The outcome of a job on what was sent."""
    try:
        return {"done": WORK[job.do](Releases(job.settings, lambda: job.time), job, sent.read())}
    except GoldenThreadError as error:
        remarks = [asdict(remark) for remark in error.remarks] if isinstance(error, Refused) else []
        return {"failed": {"code": error.code, "message": str(error), "remarks": remarks}}
    except MemoryError:
        return {"failed": {"code": Deadline.code, "message": MEMORY, "remarks": []}}


if __name__ == "__main__":
    asked = _job(sys.argv[1])
    lifeline.tie(int(sys.argv[2]))
    os.nice(5)  # readers wait for no writer
    if asked.do != "fetch" and not asked.settings.store:  # the others have nobody to ask
        seclusion.seclude()
    _bound(asked.memory)
    outcome = run(asked, sys.stdin.buffer)
    sys.stdout.write(json.dumps(outcome, default=str))
