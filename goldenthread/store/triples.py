"""Triples held small: each term once, a triple as three numbers, looked up by property and subject.

A triple of the engine takes some 400 bytes, since it holds its terms in full; here it takes about 30 and its share of
the terms, so that a dataset fits into a small multiple of its file.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Set
from heapq import merge

from goldenthread.store.rdf import NamedNode, Resource, Term, Triple

_Values = int | dict[int, None]  # the values of a property: mostly one


class Triples(Set[Triple]):
    """A set of triples in the order they came. What is added while it is walked through is not met on that walk."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._terms: list[Term] = []
        self._ids: dict[Term, int] = {}
        self._subjects, self._predicates, self._objects = array("I"), array("I"), array("I")
        self._slots = array("I", bytes(4 * 64))  # an open hash table: 0, or one more than a place
        self._of: dict[int, array[int]] = {}  # the places of each property
        self._values: dict[int, dict[int, _Values]] = {}  # by subject, of the properties that were asked for
        for triple in triples:
            self.add(triple)

    def add(self, triple: Triple) -> bool:
        """Adds a triple; False where it is there already."""
        return self.say(triple.subject, triple.predicate, triple.object)

    def say(self, subject: Resource | Triple, predicate: NamedNode, value: Term) -> bool:
        """Adds a triple by its parts; False where it is there already."""
        said = self._number(subject), self._number(predicate), self._number(value)
        slot = self._slot(*said)
        if self._slots[slot]:
            return False
        self._subjects.append(said[0])
        self._predicates.append(said[1])
        self._objects.append(said[2])
        self._slots[slot] = len(self._subjects)
        self._of.setdefault(said[1], array("I")).append(len(self._subjects) - 1)
        if said[1] in self._values:
            _note(self._values[said[1]], said[0], said[2])
        if 3 * len(self._subjects) > 2 * len(self._slots):
            self._grow()
        return True

    def _number(self, term: Term) -> int:
        found = self._ids.get(term)
        if found is None:
            found = self._ids[term] = len(self._terms)
            self._terms.append(term)
        return found

    def _slot(self, subject: int, predicate: int, value: int) -> int:
        """Where a triple is in the table, or would be."""
        slots, mask = self._slots, len(self._slots) - 1
        slot = hash((subject, predicate, value)) & mask
        while place := slots[slot]:
            if (
                self._subjects[place - 1] == subject
                and self._objects[place - 1] == value
                and self._predicates[place - 1] == predicate
            ):
                break
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        self._slots = array("I", bytes(4 * 2 * len(self._slots)))
        for place in range(len(self._subjects)):
            slot = self._slot(self._subjects[place], self._predicates[place], self._objects[place])
            self._slots[slot] = place + 1

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, Triple):
            return False
        parts = [self._ids.get(part) for part in (triple.subject, triple.predicate, triple.object)]
        subject, predicate, value = parts
        known = subject is not None and predicate is not None and value is not None
        return known and self._slots[self._slot(subject, predicate, value)] != 0  # type: ignore[arg-type]  # none is None

    def __iter__(self) -> Iterator[Triple]:
        return map(self._at, range(len(self)))

    def __reversed__(self) -> Iterator[Triple]:
        return map(self._at, reversed(range(len(self))))

    def __len__(self) -> int:
        return len(self._subjects)

    def __repr__(self) -> str:
        return f"Triples({len(self)})"

    def _at(self, place: int) -> Triple:
        terms = self._terms
        subject, predicate = terms[self._subjects[place]], terms[self._predicates[place]]
        return Triple(subject, predicate, terms[self._objects[place]])  # type: ignore[arg-type]  # as they came

    def terms(self) -> Iterator[Term]:
        """Every term, once."""
        return iter(self._terms)

    def of(self, *predicates: str) -> Iterator[Triple]:
        """The triples of some properties, in the order they came."""
        found = (self._of.get(self._ids.get(NamedNode(name), -1)) for name in predicates)
        return map(self._at, list(merge(*(array("I", places) for places in found if places))))

    def predicates(self) -> dict[str, int]:
        """Each property, with how many triples it has."""
        return {self._terms[name].value: len(places) for name, places in self._of.items()}  # type: ignore[union-attr]  # a property has a name

    def subjects(self, predicate: str) -> list[Resource | Triple]:
        """The subjects of a property, in the order they came."""
        return [self._terms[subject] for subject in self._looked_up(predicate)]  # type: ignore[misc]  # a subject is none of the others

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """The values that a property has of a subject, in the order they came."""
        number = self._ids.get(subject)
        found = None if number is None else self._looked_up(predicate).get(number)
        if found is None:
            return []
        return [self._terms[found]] if isinstance(found, int) else [self._terms[value] for value in found]

    def _looked_up(self, predicate: str) -> dict[int, _Values]:
        number = self._number(NamedNode(predicate))
        found = self._values.get(number)
        if found is None:
            found = self._values[number] = {}
            for place in self._of.get(number, ()):
                _note(found, self._subjects[place], self._objects[place])
        return found

    def settle(self) -> None:
        """Lets go of what was gathered for looking up: nothing much is asked any more."""
        self._values.clear()

    def sorted(self) -> Iterator[Triple]:
        """The triples in the order of their lines of N-Triples."""
        terms, first = self._terms, array("I", bytes(4 * len(self._terms)))
        after = array("I", bytes(4 * len(self)))  # for each place, one more than that of the next with its subject
        for place, subject in enumerate(self._subjects):
            after[place] = first[subject]
            first[subject] = place + 1
        for subject in sorted((n for n, place in enumerate(first) if place), key=lambda n: str(terms[n])):
            held, place = [], first[subject]
            while place:
                held.append(self._at(place - 1))
                place = after[place - 1]
            yield from sorted(held, key=order)


def order(triple: Triple) -> tuple[str, str, str]:
    """The order of lines of N-Triples."""
    return str(triple.subject), str(triple.predicate), str(triple.object)


def _note(found: dict[int, _Values], subject: int, value: int) -> None:
    held = found.setdefault(subject, value)
    if isinstance(held, dict):
        held[value] = None
    elif held != value:
        found[subject] = {held: None, value: None}
