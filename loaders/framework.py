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
    ours: frozenset[Node] = field(init=False)
    # The triples of each property, and by subject those of the properties that were asked for: in a large file most
    # are not, and a triple that is held costs less than its parts.
    _of: dict[str, list[Triple]] = field(init=False)
    _by_subject: dict[str, dict[Node, list[Triple]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of = defaultdict(list)
        for triple in self.triples:
            self._of[triple.predicate.value].append(triple)
        self.ours = frozenset(node for node in self.nodes(terms.RDF_type) if self.has_our_class(node))

    def _subjects(self, predicate: str) -> dict[Node, list[Triple]]:
        found = self._by_subject.get(predicate)
        if found is None:
            found = self._by_subject[predicate] = {}
            for triple in self._of.get(predicate, ()):
                if not isinstance(triple.subject, Triple):
                    found.setdefault(triple.subject, []).append(triple)
        return found

    def nodes(self, predicate: str) -> list[Node]:
        """The subjects of a property, in the order of the file."""
        return list(self._subjects(predicate))

    def said(self, subject: Node, predicate: str) -> list[Term]:
        """The values that a property has of a subject."""
        return [triple.object for triple in self._subjects(predicate).get(subject, ())]

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
            self._subjects(predicate).setdefault(subject, []).append(triple)
            self.triples[triple] = None
            self._of[predicate].append(triple)
            self.rules[predicate, rule] += 1
