"""Frameworks in SKOS, or in what a profile reads as SKOS, become standards: typed, and whole in both directions.

Nothing that came is taken away or renamed; what is added is counted by rule. The rules:
a class or property is read as its profile says, and what hangs under a framework itself is a top concept of it;
broader and narrower, top concept and scheme are told from both ends;
a competency in no scheme is in the one framework that the file is then read as;
a scheme is what its profile says (skos.ttl: gt:ReferenceFramework);
a concept in a scheme is what a profile says of its own class, else a gt:Domain where it is a top concept with
narrower ones, else a gt:Competency; a thing that already has a class of ours is left as it is;
a thing of ours without a label takes one from what names it, else its code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goldenthread import terms
from goldenthread.errors import Remark
from goldenthread.loaders import Changed
from goldenthread.loaders.prefixes import short
from goldenthread.loaders.profile import Profile
from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Term, Triple

Node = NamedNode | BlankNode

_INVERSE = {
    terms.SKOS_narrower: terms.SKOS_broader,
    terms.SKOS_broader: terms.SKOS_narrower,
    terms.SKOS_hasTopConcept: terms.SKOS_topConceptOf,
    terms.SKOS_topConceptOf: terms.SKOS_hasTopConcept,
}
_STRUCTURE = frozenset({*_INVERSE, terms.SKOS_inScheme})
_FRAMEWORKS = frozenset({terms.CompetencyStandard, terms.ReferenceFramework, terms.SKOS_ConceptScheme})
_PARTS = frozenset({terms.Competency, terms.Domain, terms.PerformanceIndicator})


@dataclass(frozen=True)
class Home:
    """The framework that a file is read as where its competencies are in none, and the file's name."""

    node: NamedNode
    name: str


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

    def add(self, subject: Node, predicate: str, value: Term, rule: str) -> None:
        """One more triple, counted under the rule that makes it unless it was there."""
        triple = Triple(subject, NamedNode(predicate), value)
        if triple not in self.triples:
            self.triples[triple] = None
            self._index(triple)
            self.rules[predicate, rule] += 1

    def is_a(self, node: Node, kinds: frozenset[str]) -> bool:
        return not kinds.isdisjoint(self.classes(node))


def complete(triples: Iterable[Triple], profile: Profile, home: Home) -> Framework:
    """The framework in `triples`, with all that the rules add."""
    framework = Framework(dict.fromkeys(triples), profile)
    _read_classes(framework)
    _read_properties(framework)
    _both_ways(framework)
    _at_home(framework, home)
    _top_concepts(framework)
    _both_ways(framework)
    _by_default(framework)
    _label(framework, home)
    return framework


def changed(framework: Framework, where: str) -> tuple[Changed, ...]:
    """What was added, by property and rule."""
    return tuple(
        Changed(where, short(column), rule, count) for (column, rule), count in sorted(framework.rules.items())
    )


def schemes(framework: Framework) -> list[Node]:
    """What is said to be a scheme, or is one by what SKOS says of inScheme."""
    told = [node for node in framework.nodes(terms.RDF_type) if terms.SKOS_ConceptScheme in framework.classes(node)]
    parts = framework.nodes(terms.SKOS_inScheme)
    meant = [scheme for node in parts for scheme in framework.said(node, terms.SKOS_inScheme)]
    return list(dict.fromkeys([*told, *(scheme for scheme in meant if isinstance(scheme, Node))]))


def _read_classes(framework: Framework) -> None:
    """The classes that a particular profile names; those of SKOS itself wait until the tree is whole."""
    for node in framework.nodes(terms.RDF_type):
        for kind in framework.classes(node):
            if kind not in {terms.SKOS_Concept, terms.SKOS_ConceptScheme} and node not in framework.ours:
                for ours in framework.profile.classes.get(kind, ()):
                    framework.add(node, terms.RDF_type, NamedNode(ours), f"read from {short(kind)}")


def _read_properties(framework: Framework) -> None:
    for triple in list(framework.triples):
        subject, value = triple.subject, triple.object
        for ours in framework.profile.properties.get(triple.predicate.value, ()):
            if isinstance(subject, Triple) or (ours in _STRUCTURE and not isinstance(value, Node)):
                continue
            said = ours
            if ours == terms.SKOS_broader and isinstance(value, Node) and framework.is_a(value, _FRAMEWORKS):
                said = terms.SKOS_topConceptOf
            elif ours == terms.SKOS_narrower and framework.is_a(subject, _FRAMEWORKS):
                said = terms.SKOS_hasTopConcept
            framework.add(subject, said, value, f"read from {short(triple.predicate.value)}")


def _both_ways(framework: Framework) -> None:
    """What is told from one end is told from the other, but between things in our own words."""
    for triple in list(framework.triples):
        inverse, subject, value = _INVERSE.get(triple.predicate.value), triple.subject, triple.object
        if inverse is None or not isinstance(subject, Node) or not isinstance(value, Node):
            continue
        if subject not in framework.ours or value not in framework.ours:
            framework.add(value, inverse, subject, f"completed from {short(triple.predicate.value)}")


def _at_home(framework: Framework, home: Home) -> None:
    """What a profile reads as a part of a framework, and is in none, is in the framework that the file is."""
    for node in framework.nodes(terms.RDF_type):
        placed = framework.said(node, terms.SKOS_inScheme) or framework.said(node, terms.SKOS_topConceptOf)
        if node not in framework.ours and framework.is_a(node, _PARTS) and not placed:
            framework.add(node, terms.SKOS_inScheme, home.node, "in no scheme: the file is read as one framework")


def _top_concepts(framework: Framework) -> None:
    """A top concept is in its scheme; a concept of a scheme with nothing above it is a top concept."""
    for node in framework.nodes(terms.SKOS_topConceptOf):
        for scheme in framework.said(node, terms.SKOS_topConceptOf):
            framework.add(node, terms.SKOS_inScheme, scheme, "a top concept is in its scheme")
    for node in framework.nodes(terms.SKOS_inScheme):
        if not framework.said(node, terms.SKOS_broader) and node not in framework.ours:
            for scheme in framework.said(node, terms.SKOS_inScheme):
                framework.add(node, terms.SKOS_topConceptOf, scheme, "nothing stands above it in its scheme")


def _by_default(framework: Framework) -> None:
    """Schemes and concepts that no profile has named more closely."""
    for scheme in schemes(framework):
        read = framework.profile.classes.get(terms.SKOS_ConceptScheme, ())
        _default(framework, scheme, terms.SKOS_ConceptScheme, read)
    read = framework.profile.classes.get(terms.SKOS_Concept, ())
    for node in framework.nodes(terms.SKOS_inScheme):
        top = framework.said(node, terms.SKOS_topConceptOf) and framework.said(node, terms.SKOS_narrower)
        kinds = [terms.Domain if top and ours == terms.Competency else ours for ours in read]
        _default(framework, node, terms.SKOS_Concept, kinds)


def _default(framework: Framework, node: Node, kind: str, ours: Sequence[str]) -> None:
    """Gives a node the classes it is read as where nothing has given it one of ours."""
    if not framework.has_our_class(node):
        for name in ours:
            framework.add(node, terms.RDF_type, NamedNode(name), f"read from {short(kind)}")


def _label(framework: Framework, home: Home) -> None:
    for node in framework.nodes(terms.RDF_type):
        if node not in framework.ours and framework.has_our_class(node):
            if not framework.said(node, terms.SKOS_prefLabel):
                _name(framework, node)
            if not framework.said(node, terms.SKOS_prefLabel):
                codes = [code.value for code in framework.said(node, terms.SKOS_notation) if isinstance(code, Literal)]
                code = home.name if node == home.node else min(codes, default=last(node))
                framework.add(node, terms.SKOS_prefLabel, Literal(code), "no label in the file: its code")


def _name(framework: Framework, node: Node) -> None:
    """One label a language from the first property that names a thing."""
    for name in framework.profile.labels:
        found = [value for value in framework.said(node, name) if isinstance(value, Literal)]
        for value in {value.language or "": value for value in reversed(found)}.values():
            label = Literal(value.value, language=value.language) if value.language else Literal(value.value)
            framework.add(node, terms.SKOS_prefLabel, label, f"read from {short(name)}")
        if found:
            return


def last(node: Node) -> str:
    """The last part of an IRI."""
    return node.value.rstrip("/#").replace("#", "/").rpartition("/")[2] or node.value


def remarks(framework: Framework, where: str) -> tuple[Remark, ...]:
    """What is worth knowing of the tree. Labels, codes and cycles are the business of the intake shapes."""
    several = [n for n in framework.nodes(terms.SKOS_broader) if len(framework.said(n, terms.SKOS_broader)) > 1]
    concepts = [n for n in framework.nodes(terms.RDF_type) if terms.SKOS_Concept in framework.classes(n)]
    outside = [n for n in concepts if not framework.said(n, terms.SKOS_inScheme) and not framework.has_our_class(n)]
    found = []
    if several:
        message = f"{len(several)} concepts stand under several parents (the first: {several[0].value}); all are kept"
        found.append(Remark("info", message, where, column="skos:broader"))
    if outside:
        message = f"{len(outside)} concepts are in no scheme (the first: {outside[0].value}): they are kept but are no "
        hint = "part of a standard. Say skos:inScheme to make them one"
        found.append(Remark("warning", message + hint, where, column="skos:inScheme"))
    return tuple(found)
