"""Frameworks in SKOS, or in what a profile reads as SKOS, become standards: typed, and whole in both directions.

Nothing that came is taken away or renamed; what is added is counted by rule. The rules:
a class or property is read as its profile says, and what hangs under a framework itself is a top concept of it;
broader and narrower, top concept and scheme are told from both ends;
a competency in no scheme is in that of what it stands under, else in the one framework that the file is then read as;
a scheme is what its profile says (skos.ttl: gt:ReferenceFramework);
a concept in a scheme is what a profile says of its own class, else a gt:Domain where it is a top concept with
narrower ones, else a gt:Competency; a thing that already has a class of ours is left as it is;
a thing of ours without a label takes one from what names it, else its code;
a name or text that stands in a node of its own (SKOS-XL, rdf:value) is said of the thing itself as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goldenthread import terms
from goldenthread.errors import Remark
from goldenthread.loaders import Changed, links
from goldenthread.loaders.framework import Framework, Home, Node
from goldenthread.loaders.prefixes import short
from goldenthread.loaders.profile import Profile, both
from goldenthread.loaders.values import as_ours
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.store.triples import Triples

_INVERSE = {
    terms.SKOS_narrower: terms.SKOS_broader,
    terms.SKOS_broader: terms.SKOS_narrower,
    terms.SKOS_hasTopConcept: terms.SKOS_topConceptOf,
    terms.SKOS_topConceptOf: terms.SKOS_hasTopConcept,
}
_STRUCTURE = frozenset({*_INVERSE, terms.SKOS_inScheme})
_FRAMEWORKS = frozenset({terms.CompetencyStandard, terms.ReferenceFramework, terms.SKOS_ConceptScheme})
# Classes of others that say little: read only where nothing else tells what a thing is.
_GENERAL = frozenset(
    {terms.SKOS_Concept, terms.SKOS_ConceptScheme, *both(terms.SCHEMA_LearningResource),
     *both(terms.LRMI_LearningResource)}
)  # fmt: skip
_SKOS = frozenset({terms.SKOS_Concept, terms.SKOS_ConceptScheme})
# What a thing has one of: several values of another vocabulary stay what they are.
_ONE = frozenset({terms.credits, terms.end, terms.hours, terms.start, terms.weight})
# What has a text: of a node in which one stands, that text.
_TEXTS = frozenset({terms.SKOS_altLabel, terms.SKOS_definition, terms.SKOS_hiddenLabel, terms.SKOS_note})
# What the value of a property of ours must be, where the file says anything of it.
_ENDS = {
    terms.awardedBy: terms.Provider,
    terms.hasPrerequisite: terms.Module,
    terms.ofModule: terms.Module,
    terms.partOfCurriculum: terms.Curriculum,
    terms.providedBy: terms.Provider,
}


def complete(triples: Iterable[Triple], profile: Profile, home: Home) -> Framework:
    """The framework in `triples`, with all that the rules add."""
    framework = Framework(triples if isinstance(triples, Triples) else Triples(triples), profile)
    told = links.found(framework)
    _read_classes(framework)
    links.roles(framework, told)
    _read_resources(framework)
    _read_properties(framework)
    _both_ways(framework)
    _under(framework)
    _at_home(framework, home)
    _top_concepts(framework)
    _both_ways(framework)
    _by_default(framework)
    _label(framework, home)
    links.claims(framework, told, home)
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
        if node not in framework.ours:
            for kind in framework.classes(node):
                for ours in framework.profile.classes.get(kind, ()) if kind not in _GENERAL else ():
                    framework.add(node, terms.RDF_type, NamedNode(ours), f"read from {short(kind)}")


def _read_resources(framework: Framework) -> None:
    """A resource of which nothing else tells what it is."""
    for node in framework.nodes(terms.RDF_type):
        for kind in framework.classes(node):
            if kind in _GENERAL - _SKOS:
                _default(framework, node, kind, framework.profile.classes.get(kind, ()))


def _read_properties(framework: Framework) -> None:
    """What a property is read as, on things that are read as something themselves."""
    for triple in framework.triples.of(*framework.profile.properties.keys() | framework.profile.inverses.keys()):
        subject, said, value = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, Triple) and _is_read(framework, subject):
            for ours in framework.profile.properties.get(said, ()):
                _read(framework, subject, ours, value, said)
        for ours in framework.profile.inverses.get(said, ()):
            if isinstance(value, Node) and not isinstance(subject, Triple) and _is_read(framework, value):
                _read(framework, value, ours, subject, said)


def _is_read(framework: Framework, node: Node) -> bool:
    kinds = framework.classes(node)
    return node not in framework.ours and (not kinds or framework.has_our_class(node) or not _SKOS.isdisjoint(kinds))


def _read(framework: Framework, subject: Node, ours: str, value: Term, said: str) -> None:
    if ours in _TEXTS and isinstance(value, Node):
        for text in framework.within(value):
            framework.add(subject, ours, text, f"read from {short(said)}")
        return
    found = as_ours(ours, value)
    if found is None or ours in links.KINDS or (ours in _STRUCTURE and not isinstance(value, Node)):
        return
    if ours in _ONE and len(framework.said(subject, said)) > 1:
        return
    if ours in _ENDS and not _ends(framework, value, _ENDS[ours]):
        return
    if ours == terms.SKOS_broader and isinstance(value, Node) and framework.is_a(value, _FRAMEWORKS):
        ours = terms.SKOS_topConceptOf
    elif ours == terms.SKOS_narrower and framework.is_a(subject, _FRAMEWORKS):
        ours = terms.SKOS_hasTopConcept
    framework.add(subject, ours, found, f"read from {short(said)}")


def _ends(framework: Framework, value: Term, kind: str) -> bool:
    """Whether a value can be of a class of ours; an organisation that provides something is a provider."""
    if not isinstance(value, Node):
        return False
    if kind == terms.Provider and framework.classes(value):
        _default(framework, value, terms.ORG_Organization, [kind])
    return not framework.classes(value) or framework.is_a(value, frozenset({kind}))


def _both_ways(framework: Framework) -> None:
    """What is told from one end is told from the other, but between things in our own words."""
    for triple in framework.triples.of(*_INVERSE):
        subject, value = triple.subject, triple.object
        if not isinstance(subject, Node) or not isinstance(value, Node):
            continue
        if subject not in framework.ours or value not in framework.ours:
            said = triple.predicate.value
            framework.add(value, _INVERSE[said], subject, f"completed from {short(said)}")


def _under(framework: Framework) -> None:
    """What stands under something in a scheme, and says no scheme itself, is in that scheme."""
    placed = (terms.SKOS_inScheme, terms.SKOS_topConceptOf)
    todo = [node for name in placed for node in framework.nodes(name)]
    while todo:
        node = todo.pop()
        schemes = [scheme for name in placed for scheme in framework.said(node, name)]
        for child in framework.said(node, terms.SKOS_narrower):
            if isinstance(child, Node) and _is_loose(framework, child):
                for scheme in schemes:
                    framework.add(child, terms.SKOS_inScheme, scheme, "it stands under something in the scheme")
                todo.append(child)


def _is_loose(framework: Framework, node: Node) -> bool:
    """Whether a part of a framework is in none yet."""
    placed = framework.said(node, terms.SKOS_inScheme) or framework.said(node, terms.SKOS_topConceptOf)
    return node not in framework.ours and framework.is_a(node, links.PARTS) and not placed


def _at_home(framework: Framework, home: Home) -> None:
    """What a profile reads as a part of a framework, and is in none, is in the framework that the file is."""
    for node in framework.nodes(terms.RDF_type):
        if _is_loose(framework, node):
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
        found = framework.texts(node, name)
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
    return (*found, *_unjoined(framework, where))


def _unjoined(framework: Framework, where: str) -> Iterator[Remark]:
    """The properties that join the parts of a framework where their value is a text."""
    read = {said for said, ours in framework.profile.properties.items() if not _STRUCTURE.isdisjoint(ours)}
    texts: dict[str, list[Triple]] = {}
    for triple in framework.triples.of(*_STRUCTURE, *read - _STRUCTURE):
        if isinstance(triple.object, Literal):
            texts.setdefault(triple.predicate.value, []).append(triple)
    for said, held in sorted(texts.items()):
        first = f"{text_of(held[0].object)[:60]!r} of {text_of(held[0].subject)}"
        message = f"{short(said)} has {len(held)} texts where an address was expected (the first: {first}): they are "
        yield Remark("warning", message + "kept but join nothing. Write the addresses", where, column=short(said))
