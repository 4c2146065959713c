"""A dialect of RDF: known by marks in its files, read by the profiles, and written in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from goldenthread import terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, Lost, Written, rdf, spelling
from goldenthread.loaders.account import Account
from goldenthread.loaders.framework import Home
from goldenthread.loaders.prefixes import short
from goldenthread.loaders.profile import Profile
from goldenthread.loaders.projection import Projection, Words
from goldenthread.loaders.values import as_ours
from goldenthread.store.rdf import NamedNode, Triple, text_of

_REWORDED = "it is in the words of another dialect; what it means is there in those of this one"
Spell = Callable[[set[Triple], str, Context], bytes]


@dataclass(frozen=True)
class Dialect:
    """A loader and writer. A file is of the dialect where it is RDF, has one of `marks` and no word of ours."""

    name: str
    title: str
    media_type: str
    marks: tuple[str, ...]
    words: Words
    spell: Spell

    def recognises(self, content: bytes, filename: str) -> bool:
        if spelling.form_of(content, filename) is None:
            return False
        name, mark = spelling.encoding(content)
        head = content[mark : mark + spelling.HEAD].decode(name, "replace")
        return terms.GT not in head and any(mark in head for mark in self.marks)

    def read(self, content: bytes, context: Context) -> Loaded:
        return rdf.LOADER.read(content, context)

    def write(self, triples: Iterable[Triple], dataset: str, context: Context) -> Written:
        """A dataset in the dialect, and what is not there when it is read again."""
        asked = frozenset(triples)
        home = home_of(asked, dataset, context)
        said = Projection(asked, self.words, context.reading(), home).said()
        content = self.spell(said, dataset, context)
        try:
            again = self.read(content, replace(context, dataset=dataset, filename=home.name))
        except Unreadable:  # nothing of the dataset has a place in the dialect, so the file says nothing
            again = None
        return Written(content, self.media_type, losses(asked, again, self.title, context.reading()))


def home_of(asked: Iterable[Triple], dataset: str, context: Context) -> Home:
    """The dataset by its name, so that a file of it reads as it was called."""
    node, label = NamedNode(context.base + dataset), NamedNode(terms.SKOS_prefLabel)
    labels = (text_of(t.object) for t in asked if t.subject == node and t.predicate == label)
    return Home(node.value, dataset, min(labels, default=dataset))


def losses(asked: frozenset[Triple], again: Loaded | None, title: str, profile: Profile) -> tuple[Lost, ...]:
    """Each triple that does not come back, by the class of its subject and its property."""
    account = Account()
    held = frozenset(again.triples if again else ())
    kinds: dict[object, str] = {}
    for triple in sorted(asked, key=str, reverse=True):
        if triple.predicate.value == terms.RDF_type:
            kinds[triple.subject] = short(text_of(triple.object))
    for triple in sorted(asked - held, key=str):
        value = f"{text_of(triple.subject)} {text_of(triple.object)}"
        where = kinds.get(triple.subject, "a thing without a class")
        why = _REWORDED if _meant(triple, profile) & held else f"{title.partition(' (')[0]} has no place for it"
        account.lose(where, None, short(triple.predicate.value), value, why)
    return account.not_kept


def _meant(triple: Triple, profile: Profile) -> set[Triple]:
    """What a triple in the words of another dialect is read as."""
    subject, name, value = triple.subject, triple.predicate.value, triple.object
    if name == terms.RDF_type:
        return {Triple(subject, triple.predicate, NamedNode(ours)) for ours in profile.classes.get(text_of(value), ())}
    read = [*profile.properties.get(name, ()), *([terms.SKOS_prefLabel] if name in profile.labels else [])]
    found = {Triple(subject, NamedNode(ours), told) for ours in read if (told := as_ours(ours, value)) is not None}
    if isinstance(value, NamedNode):
        found |= {Triple(value, NamedNode(ours), subject) for ours in profile.inverses.get(name, ())}
    return found
