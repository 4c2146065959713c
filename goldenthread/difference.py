"""What changed between two versions of a dataset, triple by triple."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from goldenthread.store.rdf import NamedNode, Resource, Term, Triple, text_of

_Place = tuple[Resource, NamedNode]


@dataclass(frozen=True)
class Edit:
    """One value that went (`after` is None), came (`before` is None) or became another."""

    subject: Resource
    predicate: NamedNode
    before: Term | None
    after: Term | None

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def was(self) -> str | None:
        """The value before, as text."""
        return None if self.before is None else text_of(self.before)

    @property
    def becomes(self) -> str | None:
        """The value after, as text."""
        return None if self.after is None else text_of(self.after)


@dataclass(frozen=True)
class Difference:
    """How many values were added, removed and changed, and the first of them in order of subject and predicate."""

    added: int
    removed: int
    changed: int
    edits: tuple[Edit, ...] = ()

    @property
    def total(self) -> int:
        return self.added + self.removed + self.changed


NONE = Difference(0, 0, 0)


def between(old: Iterable[Triple], new: Iterable[Triple], *, limit: int) -> Difference:
    """The difference from `old` to `new` with at most `limit` edits listed.

    A value is changed where the same subject and predicate lost one object and got another.
    """
    before, after = set(old), set(new)
    gone, come = _by_place(before - after), _by_place(after - before)
    edits = [edit for place in sorted(gone.keys() | come.keys(), key=_order) for edit in _edits(place, gone, come)]
    kinds = [edit.kind for edit in edits]
    return Difference(kinds.count("added"), kinds.count("removed"), kinds.count("changed"), tuple(edits[:limit]))


def _by_place(triples: Iterable[Triple]) -> dict[_Place, list[Term]]:
    found: dict[_Place, list[Term]] = defaultdict(list)
    for triple in triples:
        if not isinstance(triple.subject, Triple):
            found[triple.subject, triple.predicate].append(triple.object)
    return found


def _order(place: _Place) -> tuple[str, str]:
    return (place[0].value, place[1].value)


def _edits(place: _Place, gone: dict[_Place, list[Term]], come: dict[_Place, list[Term]]) -> list[Edit]:
    before: list[Term | None] = [*sorted(gone.get(place, ()), key=str)]
    after: list[Term | None] = [*sorted(come.get(place, ()), key=str)]
    longest = max(len(before), len(after))
    before += [None] * (longest - len(before))
    after += [None] * (longest - len(after))
    return [Edit(*place, old, new) for old, new in zip(before, after, strict=True)]


def to_json(difference: Difference) -> dict[str, object]:
    """The shape doors answer with: the counts, the edits listed, and how many were left off."""
    return {
        "added": difference.added,
        "removed": difference.removed,
        "changed": difference.changed,
        "items": [
            {
                "kind": edit.kind,
                "subject": edit.subject.value,
                "predicate": edit.predicate.value,
                "before": edit.was,
                "after": edit.becomes,
            }
            for edit in difference.edits
        ],
        "left_off": difference.total - len(difference.edits),
    }
