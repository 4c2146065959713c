"""What may be passed on of a framework: its licence decides whether its text goes out, or codes, names and structure
alone.

A licence is told by its address or in words. One that is known to let a text be passed on does, whatever else it
asks; any other that is named does not. Where none is named, the setting `unlicensed_text` decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from goldenthread import terms
from goldenthread.loaders import Context, Lost, Written
from goldenthread.loaders.prefixes import short
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.store.triples import Triples

SHORT: Final = 100  # characters of the longest name; what is longer is text
GONE: Final = "text withheld"  # the name of what has no code either
_OPEN: Final = re.compile(
    r"creativecommons\.org/(publicdomain|licenses)/|creative commons|\bcc[ -]?(0|zero|by|pdm)\b|public domain|"
    r"opendatacommons\.org/|\bodbl\b|\bodc[ -]by\b|\bpddl\b|open database licen[cs]e|"
    r"open[ -]government[ -]licen[cs]e|\bogl\b|\bgodl\b|licence ouverte|etalab|open parliament licen[cs]e|"
    r"apache\.org/licenses/|\bapache\b|opensource\.org/licen[cs]es?/|spdx\.org/licenses/|\bmit( licen[cs]e)?$|"
    r"gnu\.org/(licenses|copyleft)/|rightsstatements\.org/vocab/noc-|2011/833/eu|reuse is authori[sz]ed|"
    r"reuse authori[sz]ed|europa\.eu/eli/dec_impl/2011/833",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"all rights reserved|no (redistribution|reproduction|reuse)|"
    r"not be (reproduced|redistributed|copied|passed on|shared)|rightsstatements\.org/vocab/inc",
    re.IGNORECASE,
)
_WORDS: Final = 300  # characters of a licence told in words; a whole contract has all words in it
# The last part of the name of a property that holds running text, in whatever vocabulary.
_RUNNING: Final = frozenset(
    {
        "abstract", "changeNote", "comment", "definition", "description", "editorialNote", "example", "feedback",
        "historyNote", "note", "notes", "quality", "scopeNote", "text",
    }
)  # fmt: skip
_NAMES: Final = (terms.SKOS_prefLabel, terms.CASE + "fullStatement", terms.CASE + "title")
_CODES: Final = (terms.SKOS_notation, terms.CASE + "humanCodingScheme")
_LICENCES: Final = (terms.DCTERMS_license, terms.CASE + "licenseURI")
_PLACES: Final = (terms.SKOS_inScheme, terms.SKOS_topConceptOf)
_TELLING: Final = frozenset({terms.RDF_type, *_NAMES, *_CODES, *_LICENCES, *_PLACES, terms.CASE + "licenseText"})
_FRAMEWORKS: Final = frozenset({terms.CompetencyStandard, terms.ReferenceFramework, terms.SKOS_ConceptScheme})
_TEXTS: Final = frozenset({terms.XSD + "string", terms.RDF + "langString", terms.RDF + "JSON", terms.RDF + "HTML"})


@dataclass(frozen=True)
class Passed:
    """What of a dataset may be passed on, and what is withheld, counted by framework and property."""

    triples: Triples
    withheld: tuple[Lost, ...]


def is_open(licence: str, settings: Settings) -> bool:
    """Whether a licence, by its address or in words, is known to let a text be passed on."""
    words = licence.strip()
    if words and any(own and own in words.lower() for own in map(str.strip, settings.open_licences.lower().split(","))):
        return True
    return bool(_OPEN.search(words)) and not (len(words) <= _WORDS and _CLOSED.search(words))


def passed_on(triples: Triples, settings: Settings) -> Passed:
    """The statements of one dataset without the texts that a licence withholds; a name that is withheld gives way to
    the code."""
    rights = Rights(triples, settings)
    if not rights.closed:
        return Passed(triples, ())
    kept = Triples()
    withheld: Counter[tuple[str, str, str]] = Counter()
    for triple in triples:
        licence = rights.withholding(triple)
        if licence is None:
            kept.add(triple)
            continue
        withheld[rights.home(triple.subject), short(triple.predicate.value), licence] += 1
        if triple.predicate.value in _NAMES:
            kept.say(triple.subject, triple.predicate, Literal(rights.code(triple.subject)))
    lost = (Lost(where, None, name, f"{count} texts", f"licence: {licence}. It is not known to let text be passed on")
            for (where, name, licence), count in sorted(withheld.items()))  # fmt: skip
    return Passed(kept, tuple(lost))


def written(
    write: Callable[[Triples, str, Context], Written], triples: Triples, context: Context, *, whole: bool = False
) -> Written:
    """A dataset in a form, without what may not be passed on unless it is for those whose it is (`whole`)."""
    dataset = context.dataset or ""
    if whole:
        return write(triples, dataset, context)
    passed = passed_on(triples, context.settings)
    made = write(passed.triples, dataset, context)
    return replace(made, not_kept=(*passed.withheld, *made.not_kept)) if passed.withheld else made


def of_dataset(store: Store, dataset: str, settings: Settings) -> Rights:
    """The licences of one dataset of a release; only what tells them is read."""
    graph = NamedNode(dataset)
    held = (store.quads(None, NamedNode(predicate), None, graph) for predicate in sorted(_TELLING))
    return Rights((quad.triple for quads in held for quad in quads), settings)


class Rights:
    """The licences of one dataset: of each framework, and of single items where they have their own."""

    def __init__(self, held: Iterable[Triple], settings: Settings) -> None:
        self._settings = settings
        self._said: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in held:
            if triple.predicate.value in _TELLING:
                self._said[triple.subject][triple.predicate.value].append(triple.object)

    @cached_property
    def closed(self) -> Mapping[Term, str]:
        """The frameworks and items whose licence withholds their text, with that licence in words."""
        found = {}
        for node in (*self._frameworks, *self._homes):
            licence = self._licence(node)
            if licence is not None:
                found[node] = licence
        return found

    @cached_property
    def _frameworks(self) -> tuple[Term, ...]:
        typed = (node for node, said in self._said.items() if self._types(said) & _FRAMEWORKS)
        return tuple(dict.fromkeys((*typed, *(home for home in self._homes.values()))))

    @cached_property
    def _homes(self) -> Mapping[Term, Term]:
        """The framework that each item is in."""
        found: dict[Term, Term] = {}
        for node, said in self._said.items():
            for name in _PLACES:
                for home in sorted(said.get(name, ()), key=str):
                    found.setdefault(node, home)
        return found

    @cached_property
    def _datasets(self) -> tuple[Term, ...]:
        return tuple(node for node, said in self._said.items() if terms.Dataset in self._types(said))

    @cached_property
    def _dialect(self) -> str | None:
        """The licence for what CASE has beside items, such as rubrics and associations: that of a framework which
        withholds."""
        return min((self.closed[node] for node in self._frameworks if node in self.closed), default=None)

    def _types(self, said: Mapping[str, list[Term]]) -> set[str]:
        return {text_of(kind) for kind in said.get(terms.RDF_type, ())}

    def _licence(self, node: Term) -> str | None:
        """The licence that withholds the text of a node: its own, else of its framework, else of the dataset. None
        where the text may be passed on."""
        for place in (node, self._homes.get(node), *self._datasets):
            values = [value for name in _LICENCES for value in self._said.get(place, {}).get(name, ())] if place else []
            if values:
                words = [text for value in values for text in self._words(value)]
                return None if any(is_open(text, self._settings) for text in words) else words[0]
        return None if self._settings.unlicensed_text else "none is named"

    def _words(self, licence: Term) -> Iterator[str]:
        """What tells which licence it is: the words of its node where there is one, and its address."""
        said = self._said.get(licence, {})
        for name in (*_NAMES, terms.CASE + "licenseText"):
            yield from (text_of(value) for value in said.get(name, ()))
        yield text_of(licence)

    def withholding(self, triple: Triple) -> str | None:
        """The licence by which the text of a statement is withheld; None where it is none, or may be passed on."""
        value = triple.object
        if not isinstance(value, Literal) or value.datatype.value not in _TEXTS:
            return None
        licence = self._over(triple.subject)
        if licence is None:
            return None
        name = triple.predicate.value
        running = name.replace("#", "/").rpartition("/")[2] in _RUNNING
        long = len(value.value) > SHORT and "://" not in value.value and triple.subject not in self._frameworks
        return licence if name not in _CODES and (running or long) else None

    def _over(self, node: Term) -> str | None:
        if node in self.closed or node in self._homes or node in self._frameworks:
            return self.closed.get(node)
        kinds = self._types(self._said.get(node, {}))
        beside = any(kind.startswith(terms.CASE) for kind in kinds) and terms.CASE + "CFLicense" not in kinds
        return self._dialect if beside else None

    def home(self, node: Term) -> str:
        """The framework of a node, for the account."""
        return text_of(self._homes.get(node, node))

    def code(self, node: Term) -> str:
        """What a node is called without its name."""
        codes = (text_of(value) for name in _CODES for value in self._said.get(node, {}).get(name, ()))
        return min((code for code in codes if code and len(code) <= SHORT), default=GONE)
