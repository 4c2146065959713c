"""An edit of what was read from another dialect is an edit of the words it was read from.

A name that CASE wrote as fullStatement, or a parent that CTDL-ASN wrote as isChildOf, is kept in those words and in
ours. Where an edit changes ours, theirs change with them, so that a file written from the dataset says what was
edited and reading it again gives the dataset. What was read from the very same value and was not edited by itself
follows: but where the text of a thing alone is edited, its name stays and is said in a word of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goldenthread import terms
from goldenthread.loaders.profile import Profile
from goldenthread.loaders.values import as_ours, as_theirs
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.store.triples import Triples

_NAME = terms.SKOS_prefLabel
_BACK = {terms.SKOS_broader: terms.SKOS_narrower, terms.SKOS_topConceptOf: terms.SKOS_hasTopConcept}
# At the top of a tree the framework takes the place of the parent.
_TREE = {terms.SKOS_topConceptOf: terms.SKOS_broader, terms.SKOS_hasTopConcept: terms.SKOS_narrower}
_ORIGIN, _END, _KIND = (
    terms.CASE + name for name in ("originNodeURI", "destinationNodeURI", "associationType")
)  # fmt: skip
Change = tuple[Term | None, Term | None]  # a value that went, and the one that came for it


def followed(before: Triples, gone: Iterable[Triple], come: Iterable[Triple], profile: Profile) -> set[Triple]:
    """What `before` says once `gone` went and `come` came, the dialect's own words included."""
    edit = _Edit(before, profile, set(gone), set(come))
    edit.turn()
    for triple in sorted(edit.gone | edit.come, key=str):
        edit.follow(triple.subject, _TREE.get(triple.predicate.value, triple.predicate.value))
    edit.name()
    edit.associate()
    return (set(before) - edit.gone) | edit.come


@dataclass
class _Edit:
    """One edit while what belongs to it is found."""

    before: Triples
    profile: Profile
    gone: set[Triple]
    come: set[Triple]
    done: set[tuple[Term, str]] = field(default_factory=set)

    def turn(self) -> None:
        """Tells from the other end what the dataset tells from both."""
        told = self.before.predicates()
        for some in (self.gone, self.come):
            some |= {
                Triple(one.object, NamedNode(back), one.subject)
                for one in some
                if (back := _BACK.get(one.predicate.value)) in told and isinstance(one.object, NamedNode)
            }

    def follow(self, subject: Term, ours: str) -> None:
        """Has the words of others say of `subject` what the edit says in `ours`."""
        if (subject, ours) in self.done or not isinstance(subject, NamedNode):
            return
        self.done.add((subject, ours))
        for old, new in self._changes(subject, ours):
            told = [(word, raw) for word in self._words(subject, ours) for raw in self.before.values(subject, word)
                    if old is not None and as_ours(ours, raw) == old]  # fmt: skip
            for word, raw in told:
                self._put(subject, word, ours, (raw, None if new is None else as_theirs(ours, new)))
            if not told and new is not None and (free := self._free(subject, ours, new)):
                self._change(subject, free, (None, as_theirs(ours, new)))

    def _changes(self, subject: Term, ours: str) -> list[Change]:
        """The values that a property lost, each with the one in the same language that it got for it; then others."""
        names = {ours, *(top for top, under in _TREE.items() if under == ours)}
        old, new = (
            sorted((t.object for t in some if t.subject == subject and t.predicate.value in names), key=str)
            for some in (self.gone, self.come)
        )
        changes: list[Change] = []
        for value in old:
            match = next((one for one in new if _language(one) == _language(value)), None)
            changes.append((value, match))
            if match is not None:
                new.remove(match)
        return [*changes, *((None, value) for value in new)]

    def _words(self, subject: NamedNode, ours: str) -> list[str]:
        """The words of others that `ours` was read from: of a name, the first that the thing has."""
        has = [word for word in self._readers(ours) if self.before.values(subject, word)]
        return has[:1] if ours == _NAME else has

    def _readers(self, ours: str) -> Sequence[str]:
        if ours == _NAME:
            return self.profile.labels
        return [word for word, what in self.profile.properties.items() if ours in what and word != ours]

    def _free(self, subject: NamedNode, ours: str, new: Term) -> str | None:
        """The word for a value that no word said before: the one that says the others, else, of a thing that has
        none, the only one of its own vocabulary; a link is told in it only where others are."""
        if words := self._words(subject, ours):
            others = self.before.values(subject, ours)
            says = [
                word for word in words if any(as_ours(ours, raw) in others for raw in self.before.values(subject, word))
            ]
            return says[0] if len(says) == 1 else None
        kinds = self.before.values(subject, terms.RDF_type)
        spaces = {_space(text_of(kind)) for kind in kinds} - {terms.GT}
        own = [word for word in self._readers(ours) if _space(word) in spaces]
        if isinstance(new, NamedNode):
            own = [word for word in own if word in self.before.predicates()]
        return own[0] if len(own) == 1 else None

    def _put(self, subject: NamedNode, word: str, ours: str, change: Change) -> None:
        """Has a word say the new value, and what else was read from the old one follow."""
        old, new = change
        others = [Triple(subject, NamedNode(one), old) for one in self.profile.properties.get(word, ())
                  if one != ours and old is not None and self._says(subject, one, old)]  # fmt: skip
        edited = [one for one in others if one in self.gone and any(self._come(subject, one.predicate.value))]
        if ours == _NAME and edited:
            return  # the word is that of the text, whose own edit it follows
        if new is None and (others or (ours != _NAME and old is not None and self._says(subject, _NAME, old))):
            return  # something that stays was read from it
        self._change(subject, word, change)
        for one in others:
            if one not in self.gone:
                self._change(subject, one.predicate.value, change)

    def name(self) -> None:
        """A thing whose name is no longer what its text says is named in a word of its own."""
        touched = {(triple.subject, triple.predicate.value) for triple in self.gone | self.come}
        for subject in {subject for subject, _ in touched if isinstance(subject, NamedNode)}:
            first = next(iter(self._words(subject, _NAME)), "")
            if not self.profile.properties.get(first) or touched.isdisjoint({(subject, _NAME), (subject, first)}):
                continue
            names, texts = self._now(subject, _NAME), self._now(subject, first)
            plain = [word for word in self.profile.labels if not self.profile.properties.get(word)]
            word = next((word for word in plain if _space(word) == _space(first)), None)
            if names != texts and word is not None:
                self.come |= {Triple(subject, NamedNode(word), value) for value in names}

    def associate(self) -> None:
        """An association of CASE whose edge went leads where the edit says, or goes."""
        edges = {one for one in self.gone if one.predicate.value.startswith(terms.CASE)}
        left: set[Term] = set()
        for one in self.before.of(_ORIGIN) if edges else ():
            node = one.subject
            told = ((kind, end) for kind in self.before.values(node, _KIND) for end in self.before.values(node, _END))
            for kind, end in told:
                edge = Triple(one.object, NamedNode(terms.CASE + text_of(kind)), end)  # type: ignore[arg-type]  # a node
                if edge in edges and isinstance(node, NamedNode):
                    new = min(self._come(one.object, edge.predicate.value), key=str, default=None)
                    if new is None:
                        left.add(node)
                    else:
                        self._change(node, _END, (end, new))
        self.gone |= {triple for triple in self.before if triple.subject in left} if left else set()

    def _change(self, subject: NamedNode, word: str, change: Change) -> None:
        for value, into in zip(change, (self.gone, self.come), strict=True):
            if value is not None:
                into.add(Triple(subject, NamedNode(word), value))

    def _says(self, subject: Term, word: str, value: Term) -> bool:
        return value in self.before.values(subject, word)

    def _come(self, subject: Term, word: str) -> set[Term]:
        return {one.object for one in self.come if (one.subject, one.predicate.value) == (subject, word)}

    def _now(self, subject: NamedNode, word: str) -> set[Term]:
        """What a property says after the edit."""
        left = {one for one in self.before.values(subject, word)
                if Triple(subject, NamedNode(word), one) not in self.gone}  # fmt: skip
        return left | self._come(subject, word)


def _language(value: Term) -> str | None:
    """What the value that comes for another has in common with it: a text its language."""
    return (value.language or "").casefold() if isinstance(value, Literal) else None


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
