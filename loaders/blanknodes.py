"""Blank nodes get names made from what they say, so that the same file, and the same part of a newer one, gives
the same triples.

The standard's canonical form (RDFC-1.0) numbers all nodes of a graph together and can take exponential time on a
graph made to harm it. Here each group of blank nodes that hang together is named on its own: every node gets a
hash of its statements, then of its neighbours' hashes, until nothing more is told apart (colour refinement). Nodes
still alike are told apart by their place in the file, one at a time, in a bounded number of rounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Final

from goldenthread.store.rdf import BlankNode, NamedNode, Term, Triple
from goldenthread.store.triples import Triples

ROUNDS: Final = 32  # most rounds for one group
WORK: Final = 1_000_000  # most statements hashed for one group; a large one gets fewer rounds, two at least


def named(triples: Iterable[Triple], prefix: str) -> Triples:
    """The triples with each blank node named `prefix` + a hash of what is said of it."""
    held = triples if isinstance(triples, Triples) else Triples(triples)
    about = _statements(held)
    if not about:
        return held
    names: dict[BlankNode, NamedNode] = {}
    seen: Counter[str] = Counter()
    for group in _groups(about):
        colours = _apart(group, about)
        sign = _hash(*sorted(colours.values()))
        seen[sign] += 1  # groups alike in all they say are numbered in the order of the file
        for node in group:
            names[node] = NamedNode(prefix + _hash(sign, str(seen[sign]), colours[node]))
    return Triples(_renamed(triple, names) for triple in held)


def _statements(triples: Iterable[Triple]) -> dict[BlankNode, list[Triple]]:
    """For each blank node, in the order of the file, the triples it stands in."""
    about: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        for node in dict.fromkeys(_nodes(triple)):
            about[node].append(triple)
    return about


def _nodes(term: Term) -> Iterator[BlankNode]:
    if isinstance(term, BlankNode):
        yield term
    elif isinstance(term, Triple):
        yield from _nodes(term.subject)
        yield from _nodes(term.object)


def _groups(about: dict[BlankNode, list[Triple]]) -> Iterator[list[BlankNode]]:
    """The blank nodes that hang together by triples, each group and its nodes in the order of the file."""
    order = {node: place for place, node in enumerate(about)}
    left = dict.fromkeys(about)
    while left:
        first = next(iter(left))
        del left[first]
        group, todo = [first], [first]
        while todo:
            for triple in about[todo.pop()]:
                for other in _nodes(triple):
                    if other in left:
                        del left[other]
                        group.append(other)
                        todo.append(other)
        yield sorted(group, key=order.__getitem__)


def _apart(group: list[BlankNode], about: dict[BlankNode, list[Triple]]) -> dict[BlankNode, str]:
    """A colour for each node of a group, no two alike."""
    colours = dict.fromkeys(group, "")
    cost = sum(len(about[node]) for node in group)
    for _ in range(max(2, min(ROUNDS, WORK // cost))):
        finer = {
            node: _hash(colours[node], *sorted(_said(triple, node, colours) for triple in about[node]))
            for node in group
        }
        counts = Counter(finer.values())
        if len(counts) == len(group):
            return finer
        if len(counts) == len(set(colours.values())):  # nothing more shows: the first of those alike is told apart
            first = next(node for node in group if counts[finer[node]] > 1)
            finer[first] = _hash(finer[first], "first")
        colours = finer
    return {node: f"{colours[node]} {place}" for place, node in enumerate(group)}


def _said(term: Term, node: BlankNode, colours: Mapping[BlankNode, str]) -> str:
    """A triple or term as the text to hash: `node` itself as one sign, other blank nodes as their colours."""
    if isinstance(term, Triple):
        parts = (_said(part, node, colours) for part in (term.subject, term.predicate, term.object))
        return f"<< {' '.join(parts)} >>"
    if isinstance(term, BlankNode):
        return "_:" if term == node else f"_:{colours[term]}"
    return str(term)


def _hash(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def _renamed(triple: Triple, names: Mapping[BlankNode, NamedNode]) -> Triple:
    subject, value = triple.subject, triple.object
    return Triple(
        names[subject] if isinstance(subject, BlankNode) else subject,
        triple.predicate,
        names[value]
        if isinstance(value, BlankNode)
        else _renamed(value, names)
        if isinstance(value, Triple)
        else value,
    )
