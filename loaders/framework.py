"""The triples of a file under the rules that read them: looked up by subject and property, added to and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from goldenthread import terms
from goldenthread.loaders.profile import Profile
from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Term, Triple
from goldenthread.store.triples import Triples

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

    def beside(self, node: NamedNode) -> bool:
        """Whether a node is of another dataset under the same base, which alone may speak of it."""
        base = self.dataset.removesuffix(self.id)
        return node.value.startswith(base) and node.value.removeprefix(base).partition("/")[0] != self.id


@dataclass
class Framework:
    """The triples of a file with what the rules add."""

    triples: Triples
    profile: Profile
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    ours: frozenset[Node] = field(init=False)

    def __post_init__(self) -> None:
        self.ours = frozenset(node for node in self.nodes(terms.RDF_type) if self.has_our_class(node))

    def nodes(self, predicate: str) -> list[Node]:
        """The subjects of a property, in the order of the file."""
        return [node for node in self.triples.subjects(predicate) if not isinstance(node, Triple)]

    def said(self, subject: Node, predicate: str) -> list[Term]:
        """The values that a property has of a subject."""
        return self.triples.values(subject, predicate)

    def texts(self, subject: Node, predicate: str) -> list[Literal]:
        """The texts that a property has of a subject, also those that stand in a node of their own (SKOS-XL)."""
        found: list[Literal] = []
        for value in self.said(subject, predicate):
            found += self.within(value) if isinstance(value, Node) else [value] if isinstance(value, Literal) else []
        return found

    def within(self, node: Node) -> list[Literal]:
        """The texts that a profile says a node is there for."""
        held = [text for name in sorted(self.profile.texts) for text in self.said(node, name)]
        return [text for text in held if isinstance(text, Literal)]

    def classes(self, node: Node) -> list[str]:
        return [kind.value for kind in self.said(node, terms.RDF_type) if isinstance(kind, NamedNode)]

    def has_our_class(self, node: Node) -> bool:
        return any(kind.startswith(terms.GT) for kind in self.classes(node))

    def is_a(self, node: Node, kinds: frozenset[str]) -> bool:
        return not kinds.isdisjoint(self.classes(node))

    def add(self, subject: Node, predicate: str, value: Term, rule: str) -> None:
        """One more triple, counted under the rule that makes it unless it was there."""
        if self.triples.say(subject, NamedNode(predicate), value):
            self.rules[predicate, rule] += 1
