"""What changed between two versions of a dataset, triple by triple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, zip_longest

from goldenthread.store.rdf import NamedNode, Resource, Term, Triple, text_of
from goldenthread.store.triples import Triples, order


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
    before, after = (said if isinstance(said, Triples) else Triples(said) for said in (old, new))
    gone = ((triple, False) for triple in before.sorted() if triple not in after)
    come = ((triple, True) for triple in after.sorted() if triple not in before)
    kinds: Counter[str] = Counter()
    edits: list[Edit] = []
    for _, said in groupby(merge(gone, come, key=lambda one: order(one[0])), key=lambda one: order(one[0])[:2]):
        for edit in _edits(list(said)):
            kinds[edit.kind] += 1
            if len(edits) < limit:
                edits.append(edit)
    return Difference(kinds["added"], kinds["removed"], kinds["changed"], tuple(edits))


def _edits(said: Sequence[tuple[Triple, bool]]) -> Iterator[Edit]:
    """What became of the values that one property has of one subject: those that went, and those that came."""
    subject, predicate = said[0][0].subject, said[0][0].predicate
    if not isinstance(subject, Triple):
        gone = [triple.object for triple, come in said if not come]
        come = [triple.object for triple, come in said if come]
        for old, new in zip_longest(gone, come):
            yield Edit(subject, predicate, old, new)


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
