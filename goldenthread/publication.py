"""What an import answers: what was read and kept, what was not, what changed, which gaps opened and closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from goldenthread import derived, difference
from goldenthread.difference import Difference
from goldenthread.errors import Remark
from goldenthread.gaps import gaps_of
from goldenthread.loaders import Changed, Lost
from goldenthread.store import Store

Gap = Mapping[str, Any]  # a gap in the shape of `/gaps`


@dataclass(frozen=True)
class GapChanges:
    """The gaps of today's view that came, went, or have another status than before: (gap, from, to). The lists
    may be cut short, the `counts` are not."""

    opened: tuple[Gap, ...] = ()
    closed: tuple[Gap, ...] = ()
    changed: tuple[tuple[Gap, str, str], ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: {"opened": 0, "closed": 0, "changed": 0})

    def to_json(self) -> dict[str, object]:
        return {
            "opened": list(self.opened),
            "closed": list(self.closed),
            "changed": [{"gap": gap, "from": old, "to": new} for gap, old, new in self.changed],
            "counts": dict(self.counts),
        }


@dataclass(frozen=True)
class Publication:
    """The outcome of one import, removal or undo. `id`, `dataset` and `version` are None where there is none."""

    id: str | None
    dataset: str | None
    version: int | None
    release: int | None
    changed: bool
    dry_run: bool
    loader: str = ""
    read: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    altered: tuple[Changed, ...] = ()
    not_kept: tuple[Lost, ...] = ()
    report: tuple[Remark, ...] = ()
    difference: Difference = difference.NONE
    gaps: GapChanges = field(default_factory=GapChanges)

    def to_json(self) -> dict[str, object]:
        """The answer of `POST /imports`."""
        return {
            **{name: getattr(self, name) for name in ("id", "dataset", "version", "release", "changed", "dry_run")},
            "loader": self.loader,
            "read": dict(self.read),
            "kept": dict(self.kept),
            "altered": [asdict(change) for change in self.altered],
            "not_kept": [asdict(lost) for lost in self.not_kept],
            "report": [asdict(remark) for remark in self.report],
            "difference": difference.to_json(self.difference),
            "gaps": self.gaps.to_json(),
        }


def gap_changes(before: Store | None, after: Store, limit: int) -> GapChanges:
    """How the report of `after` differs from that of `before`, gap by gap; at most `limit` of each are told whole."""
    old, new = {} if before is None else derived.statuses(before), derived.statuses(after)
    opened, closed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    changed = sorted(iri for iri in old.keys() & new.keys() if old[iri] != new[iri])
    return GapChanges(
        _told(after, opened[:limit]),
        _told(before, closed[:limit]),
        tuple((gap, old[gap["iri"]], new[gap["iri"]]) for gap in _told(after, changed[:limit])),
        {"opened": len(opened), "closed": len(closed), "changed": len(changed)},
    )


def _told(store: Store | None, iris: Sequence[str]) -> tuple[Gap, ...]:
    return () if store is None else tuple(asdict(gap) for gap in gaps_of(store, iris))
