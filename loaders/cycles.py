"""A parent may not come back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from goldenthread.loaders.account import Account
from goldenthread.loaders.references import References
from goldenthread.loaders.tables import Table
from goldenthread.store.rdf import NamedNode, Term, Triple


def check(tables: Sequence[Table], triples: Iterable[Triple], references: References, account: Account) -> None:
    """A violation for each cycle in the column `parent` of a sheet, naming its codes."""
    properties = {NamedNode(p.column.predicate) for table in tables for p in table.places if p.column.name == "parent"}
    parents: dict[Term, Term] = {
        triple.subject: triple.object
        for triple in triples
        if triple.predicate in properties and isinstance(triple.object, NamedNode)
    }
    for cycle in _cycles(parents):
        entries = [entry for node in cycle if isinstance(node, NamedNode) and (entry := references.entry(node))]
        for node in cycle:
            account.blame(node, "parent")
        if entries:
            first = min(entries, key=lambda entry: entry.row)
            names = [entry.code for entry in entries]
            turn = names.index(first.code)
            round_ = [*names[turn:], *names[:turn], first.code]
            account.wrong(
                f"the parents go in a circle: {' > '.join(round_[:12])}. Take one of these parents out",
                first.sheet, first.row, "parent", rule="cycle",
            )  # fmt: skip


def _cycles(parents: Mapping[Term, Term]) -> Iterator[list[Term]]:
    """Each cycle once."""
    done: set[Term] = set()
    for start in parents:
        path: dict[Term, None] = {}
        node = start
        while node in parents and node not in done and node not in path:
            path[node] = None
            node = parents[node]
        if node in path:
            walked = list(path)
            yield walked[walked.index(node) :]
        done.update(path)
