"""The triples of a file under the rules that read them: looked up by subject and property, added to and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from goldenthread import terms
from goldenthread.loaders.profile import Profile
from goldenthread.store.rdf import BlankNode, NamedNode, Term, Triple

Node = NamedNode | BlankNode


@dataclass(frozen=True)
class Home:
    """Where what a file makes is named: its dataset `{base}{dataset}`, and the file's name as a label."""

    dataset: str
    id: str
    name: str

    @property
    def node(self) -> NamedNode:
        """The framework that a file is read as where its competencies are in none."""
        return NamedNode(f"{self.dataset}/standard/{self.id}")


@dataclass
class Framework:
    """The triples of a file with what the rules add."""

    triples: dict[Triple, None]
    profile: Profile
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: dict[tuple[Node, str], list[Term]] = field(init=False)
    ours: frozenset[Node] = field(init=False)

    def __post_init__(self) -> None:
        self.values = defaultdict(list)
        for triple in self.triples:
            self._index(triple)
        self.ours = frozenset(node for node in self.nodes(terms.RDF_type) if self.has_our_class(node))

    def _index(self, triple: Triple) -> None:
        if not isinstance(triple.subject, Triple):
            self.values[triple.subject, triple.predicate.value].append(triple.object)

    def nodes(self, predicate: str) -> list[Node]:
        """The subjects of a property, in the order of the file."""
        return [subject for subject, said in self.values if said == predicate]

    def said(self, subject: Node, predicate: str) -> list[Term]:
        return self.values.get((subject, predicate), [])

    def classes(self, node: Node) -> list[str]:
        return [kind.value for kind in self.said(node, terms.RDF_type) if isinstance(kind, NamedNode)]

    def has_our_class(self, node: Node) -> bool:
        return any(kind.startswith(terms.GT) for kind in self.classes(node))

    def is_a(self, node: Node, kinds: frozenset[str]) -> bool:
        return not kinds.isdisjoint(self.classes(node))

    def add(self, subject: Node, predicate: str, value: Term, rule: str) -> None:
        """One more triple, counted under the rule that makes it unless it was there."""
        triple = Triple(subject, NamedNode(predicate), value)
        if triple not in self.triples:
            self.triples[triple] = None
            self._index(triple)
            self.rules[predicate, rule] += 1
