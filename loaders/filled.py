"""The triples of a dataset as filled sheets: the workbook's way back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goldenthread import terms
from goldenthread.loaders import names
from goldenthread.loaders.columns import Column, Sheet
from goldenthread.loaders.references import Entry, References
from goldenthread.loaders.sheets import SHEETS
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple

Said = Mapping[str, list[Term]]  # what is said of one thing, by predicate


@dataclass(frozen=True)
class Filled:
    """One sheet as it will be written. `places` are the columns under its headings, `nodes` the thing of each row."""

    sheet: Sheet
    headings: tuple[str, ...]
    places: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    nodes: tuple[NamedNode, ...] = ()

    @property
    def told(self) -> Filled:
        """The same without the columns that say nothing and need not."""
        kept = [n for n, column in enumerate(self.places) if column.must or any(row[n] for row in self.rows)]
        return Filled(
            self.sheet,
            tuple(self.headings[n] for n in kept),
            tuple(self.places[n] for n in kept),
            tuple(tuple(row[n] for n in kept) for row in self.rows),
            self.nodes,
        )


@dataclass
class Filling:
    """Fills the sheets with one dataset. `references` knows its things by their IRIs."""

    references: References
    said: dict[NamedNode, dict[str, list[Term]]]
    inverse: dict[NamedNode, dict[str, list[Term]]]
    things: dict[str, list[NamedNode]] = field(default_factory=lambda: defaultdict(list))
    sheets: list[Filled] = field(default_factory=list)

    def addresses(self) -> dict[NamedNode, NamedNode]:
        """The things whose IRI a workbook cannot keep, with the one they get."""
        held = [entry.iri for name in ("schemes", *self.things) for entry in self.references.entries(name)]
        return {iri: new for iri in held if (new := self.references.address(iri)) != iri}

    def sheet(self, sheet: Sheet) -> Filled:
        """The rows of one sheet, sorted by code, with a heading for each language that is spoken in it."""
        nodes = self.things[sheet.name]
        headings = [(column, language) for column in sheet.columns for language in self._languages(column, nodes)]
        rows = tuple(tuple(self._cell(c, language, node, sheet) for c, language in headings) for node in nodes)
        texts = tuple(f"{column.name}@{language}" if language else column.name for column, language in headings)
        return Filled(sheet, texts, tuple(column for column, _ in headings), rows, tuple(nodes))

    def _languages(self, column: Column, nodes: Sequence[NamedNode]) -> list[str]:
        if not column.spoken:
            return [""]
        values = (value for node in nodes for value in self.said[node].get(column.predicate, ()))
        return sorted({_tag(value) for value in values if isinstance(value, Literal)}) or [""]

    def _cell(self, column: Column, language: str, node: NamedNode, sheet: Sheet) -> str:
        if column.type == "code":
            entry = self.references.entry(node)
            return entry.code if entry else ""
        if column.name == "kind" and not column.predicate:
            return self._kind(sheet, node)
        if column.type == "special":
            return self._special(column, node)
        if not column.predicate:
            return ""
        if column.inverse:
            values = self.inverse[node].get(column.predicate, [])
        else:
            values = self.said[node].get(column.predicate, [])
        if column.spoken:
            values = [v for v in values if isinstance(v, Literal) and _tag(v) == language]
        beside = self._beside(column, node, sheet)
        texts = sorted({text for value in values if (text := self._text(column, value, beside))})
        return "|".join(texts) if column.many else (texts[0] if texts else "")

    def _text(self, column: Column, value: Term, beside: NamedNode | None) -> str:
        if column.type == "reference":
            return self._reference(column, value, beside)
        if column.type == "choice":
            return next((w for w, iri in column.choices.items() if value.value == (iri or w)), "")  # type: ignore[union-attr]  # no triple terms in a dataset
        return "" if isinstance(value, Triple) else value.value.strip()

    def _reference(self, column: Column, value: Term, beside: NamedNode | None) -> str:
        """The text of a reference; what a sheet adds by itself needs none."""
        implied = {terms.SSSOM_NoTermFound, self.references.base + names.encoded(self.references.dataset)}
        if not isinstance(value, NamedNode) or value.value in implied:
            return ""
        if value.value.startswith(f"{self.references.base}country/"):
            return ""
        return self.references.written(column, value, beside)

    def _beside(self, column: Column, node: NamedNode, sheet: Sheet) -> NamedNode | None:
        if not column.beside:
            return None
        values = self.said[node].get(sheet.column(column.beside).predicate, [])
        return next((value for value in values if isinstance(value, NamedNode)), None)

    def _special(self, column: Column, node: NamedNode) -> str:
        match column.name:
            case "id":
                return self.references.dataset
            case "scheme":
                entry = self.references.entry(node)
                return entry.scope_code if entry else ""
            case "country":
                values = [iri.value for iri in self.said[node].get(column.predicate, []) if isinstance(iri, NamedNode)]
                return values[0].rpartition("/")[2].upper() if values else ""
            case _:
                texts = [v.value for v in self.said[node].get(column.predicate, []) if isinstance(v, Literal)]
                return texts[0] if texts else ""

    def _kind(self, sheet: Sheet, node: NamedNode) -> str:
        types = {value.value for value in self.said[node].get(terms.RDF_type, []) if isinstance(value, NamedNode)}
        words = [word for word, kind in sheet.classes.items() if word and kind in types]
        spelled = {v.value for v in self.said[node].get(terms.kind, []) if isinstance(v, Literal)}
        return next((word for word in words if word in spelled), words[0] if words else "")


def fill(triples: Iterable[Triple], dataset: str, base: str) -> Filling:
    """Every sheet with what `triples` say that it has a place for."""
    said: dict[NamedNode, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    inverse: dict[NamedNode, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            said[triple.subject][triple.predicate.value].append(triple.object)
            if triple.predicate.value == terms.prerequisiteOf and isinstance(triple.object, NamedNode):
                inverse[triple.object][triple.predicate.value].append(triple.subject)
    node = NamedNode(base + names.encoded(dataset))
    space = [value.value for value in said[node].get(terms.VOID_uriSpace, []) if isinstance(value, Literal)]
    filling = Filling(References(base, space[0] if space else base, dataset), said, inverse)
    filling.things["dataset"] = [node]
    for sheet in SHEETS[1:]:
        _take_in(filling, sheet)
    filling.sheets = [filling.sheet(sheet) for sheet in SHEETS]
    return filling


def _take_in(filling: Filling, sheet: Sheet) -> None:
    """The things of one sheet, sorted, with the codes they have or are given."""
    kinds = set(sheet.classes.values())
    own = [node for node, said in filling.said.items() if any(v.value in kinds for v in _iris(said, terms.RDF_type))]
    for entry in sorted((_entry(filling, sheet, node) for node in own), key=_order):
        used, code = entry, entry.code
        count = 1
        while filling.references.add(used):
            count += 1
            used = Entry(sheet.name, f"{code}-{count}", entry.iri, 0, entry.scope_code, entry.scope)
        filling.things[sheet.name].append(entry.iri)
        if sheet.name == "standards":
            for scheme in _iris(filling.said[entry.iri], terms.levelScheme):
                filling.references.schemes[entry.iri] = scheme
        elif sheet.name == "competencies" and entry.scope:
            filling.references.standards[entry.iri] = entry.scope


def _entry(filling: Filling, sheet: Sheet, node: NamedNode) -> Entry:
    said, references = filling.said[node], filling.references
    code = _code(said, node)
    scope = next(iter(_iris(said, terms.SKOS_inScheme)), None) if sheet.scope else None
    if scope is None:
        return Entry(sheet.name, code, node, 0)
    if sheet.name == "levels" and references.entry(scope) is None:
        references.add(Entry("schemes", _code(filling.said[scope], scope), scope, 0))
    held = references.entry(scope)
    spelled = held.code if held else references.written(sheet.column(sheet.scope), scope)
    return Entry(sheet.name, code, node, 0, spelled, scope)


def _code(said: Said, node: NamedNode) -> str:
    """The code as spelled, or the last step of the IRI."""
    spelled = sorted(value.value for value in said.get(terms.SKOS_notation, []) if isinstance(value, Literal))
    return spelled[0] if spelled else names.decoded(re.split(r"[/#]", node.value.rstrip("/#"))[-1])


def _iris(said: Said, predicate: str) -> Iterator[NamedNode]:
    return (value for value in said.get(predicate, ()) if isinstance(value, NamedNode))


def _order(entry: Entry) -> tuple[list[tuple[int, int, str]], ...]:
    """Codes as people count: G2 before G10."""
    return tuple(
        [(0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in re.split(r"(\d+)", text)]
        for text in (entry.scope_code, entry.code, entry.iri.value)
    )


def _tag(value: Literal) -> str:
    """A language tag as it is usually spelled: uz-Latn, pt-BR."""
    first, *rest = (value.language or "").split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part.upper() for part in rest)])
