"""Whether the names of a dataset are there in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goldenthread import questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of


@dataclass(frozen=True)
class Row:
    """A kind of thing: how many have a name, and how many of those have none in each language."""

    kind: str
    named: int
    missing: Mapping[str, int]


@dataclass(frozen=True)
class Parity:
    """`tags` are the languages that the dataset names as its own, and those in which it has names."""

    tags: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def whole(self) -> bool:
        """Whether no name is missing."""
        return not any(self.lacks(tag) for tag in self.tags)

    def lacks(self, tag: str) -> int:
        """How many names are missing in a language."""
        return sum(row.missing[tag] for row in self.rows)


def parity(store: Store, dataset: NamedNode) -> Parity:
    """The names of `dataset`, counted. A name without a language counts in none."""
    said = store.quads(dataset, NamedNode(terms.DCTERMS_language), graph=dataset)
    own = {text_of(quad.object).lower() for quad in said}
    named: dict[str, int] = {}
    there: dict[tuple[str, str], int] = {}
    for kind, number, language, count in questions.ask(store, "label-parity", dataset=dataset).rows:
        named[text_of(kind)] = int(text_of(number))
        there[text_of(kind), text_of(language).lower()] = int(text_of(count))
    tags = tuple(sorted(own | {tag for _, tag in there if tag}))
    rows = (
        Row(kind, number, {tag: number - there.get((kind, tag), 0) for tag in tags})
        for kind, number in sorted(named.items())
    )
    return Parity(tags, tuple(rows))
