"""A dataset's mappings as SSSOM TSV: the head in lines of `#`, IRIs shortened, what is beyond the standard declared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from goldenthread import terms
from goldenthread.loaders import Context, Lost, Written, prefixes
from goldenthread.loaders.sssom_slots import MAPPING, NO_LICENSE, PREFIXES, SAID, SET, Kind, Slot
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of

MEDIA_TYPE: Final = "text/tab-separated-values"
VERSION: Final = "1.1"
_SPLIT: Final = re.compile(r"(.*[/#])([^/#]+)")
_DULL: Final = frozenset({"com", "net", "org", "www"})  # parts of an address that name nobody
_HINTS: Final = {"iri": "linkml:Uriorcurie", "date": "xsd:date", "number": "xsd:decimal", "text": "xsd:string"}
Facts = dict[str, list[Term]]


def write(triples: Iterable[Triple], dataset: str, context: Context) -> Written:
    """The mappings of a dataset, in the order of their names. What is no mapping is told as not kept."""
    said: dict[str, Facts] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        said[text_of(triple.subject)][triple.predicate.value].append(triple.object)
    mapping = NamedNode(terms.Mapping)
    found = sorted(node for node, facts in said.items() if mapping in facts.get(terms.RDF_type, ()))
    own = context.base + dataset
    shortener = _Shortener(context.base)
    extensions = _extensions([said[node] for node in found])
    lost: list[Lost] = []
    rows = [_row(node, said[node], extensions, shortener, lost) for node in found]
    head = list(_head(said.get(own, {}), own, extensions, shortener))
    left = {node: facts for node, facts in said.items() if node not in {*found, own}}
    lost += [*_others(left), *_set_losses(said.get(own, {}), dataset)]
    return Written(_table(head, rows, shortener, extensions), MEDIA_TYPE, tuple(lost))


class _Shortener:
    """Makes CURIEs and remembers the prefixes that were needed."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._known = {namespace: prefix for prefix, namespace in {**prefixes.PREFIXES, **PREFIXES}.items()}
        self.used: dict[str, str] = {}

    def short(self, iri: str) -> str:
        """The IRI as a CURIE; as it is where nothing can be cut off."""
        parts = _SPLIT.fullmatch(iri)
        if parts is None:
            return iri
        namespace, local = parts.groups()
        prefix = self._known.get(namespace) or self._named(namespace)
        self.used[prefix] = namespace
        return f"{prefix}:{local}"

    def _named(self, namespace: str) -> str:
        """A prefix for a namespace, from the words in it that tell most."""
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", namespace.removeprefix(self._base).split("://")[-1])
        telling = words[:2] if namespace.startswith(self._base) else [word for word in words if word not in _DULL][-1:]
        stem = "_".join(dict.fromkeys(telling)).lower() or "ns"
        taken = set(self._known.values())
        name = next(name for name in _numbered(stem) if name not in taken)
        self._known[namespace] = name
        return name


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    count = 2
    while True:
        yield f"{stem}{count}"
        count += 1


def _extensions(mappings: Iterable[Facts]) -> dict[str, Slot]:
    """A column for each property that no slot of the standard keeps, by property."""
    kept = {slot.property for slot in MAPPING.values()} | {terms.RDF_type, SAID}
    found: dict[str, Slot] = {}
    for facts in mappings:
        for property, values in facts.items():
            if (
                property not in kept
                or property == terms.status
                or (property == terms.justification and isinstance(values[0], Literal))
            ):
                name = "ext_" + re.sub(r"\W", "_", property.rsplit("#", 1)[-1].rsplit("/", 1)[-1])
                found.setdefault(property, Slot(name, _kind(values[0]), False, property, False))
    return dict(sorted(found.items(), key=lambda item: item[1].name))


def _kind(value: Term) -> Kind:
    if isinstance(value, NamedNode):
        return "iri"
    type_ = value.datatype.value if isinstance(value, Literal) else ""
    return "date" if type_ == terms.XSD + "date" else "number" if type_ == terms.XSD + "decimal" else "text"


def _row(
    node: str, facts: Facts, extensions: Mapping[str, Slot], shortener: _Shortener, lost: list[Lost]
) -> dict[str, str]:
    """One mapping as cells by column."""
    cells = {"record_id": shortener.short(node)}
    for property, values in sorted(facts.items()):
        for slot, value in ((_slot(property, value, extensions), value) for value in sorted(values, key=str)):
            if slot is None:
                continue
            text = shortener.short(value.value) if isinstance(value, NamedNode) else text_of(value)
            if slot.name in cells and not slot.many:
                lost.append(Lost(node, None, slot.name, text[:200], "SSSOM has room for one value here"))
                continue
            if isinstance(value, Literal) and value.language:
                lost.append(Lost(node, None, slot.name, f"@{value.language}", "SSSOM keeps no language of a text"))
            one = text.replace("|", "\\|") if slot.many else text
            cells[slot.name] = f"{cells[slot.name]}|{one}" if slot.name in cells else one
    if said := facts.get(SAID):
        cells["predicate_id"] = shortener.short(text_of(said[0]))
    cells.setdefault("mapping_justification", shortener.short(terms.SEMAPV_UnspecifiedMatching))
    if facts.get(terms.status) == [Literal("rejected")]:
        cells["predicate_modifier"] = "Not"  # a reader that knows no status must not take it for a match
    return cells


def _slot(property: str, value: Term, extensions: Mapping[str, Slot]) -> Slot | None:
    """The slot for a value: of two that one property keeps, the one for its kind."""
    if property in {terms.RDF_type, SAID}:
        return None
    if property in extensions and not (property == terms.justification and isinstance(value, NamedNode)):
        return extensions[property]
    wanted = "iri" if isinstance(value, NamedNode) else None
    slots = [slot for slot in MAPPING.values() if slot.property == property]
    return next((slot for slot in slots if (slot.kind == "iri") == (wanted == "iri")), slots[0])


def _head(
    facts: Facts, own: str, extensions: Mapping[str, Slot], shortener: _Shortener
) -> Iterator[tuple[str, object]]:
    yield "sssom_version", VERSION
    yield "mapping_set_id", text_of(min(facts.get(SET["mapping_set_id"].property, ()), key=str, default=None)) or own
    yield "mapping_set_title", text_of(next(iter(_labels(facts)), None)) or own
    yield "license", text_of(min(facts.get(terms.DCTERMS_license, ()), key=str, default=None)) or NO_LICENSE
    for name, slot in SET.items():
        if name not in {"sssom_version", "mapping_set_id", "mapping_set_title", "license"}:
            values = sorted(text_of(value) for value in facts.get(slot.property, ()))
            if values:
                yield name, values if slot.many else values[0]
    if extensions:
        yield (
            "extension_definitions",
            [
                {"slot_name": slot.name, "property": shortener.short(property), "type_hint": _HINTS[slot.kind]}
                for property, slot in extensions.items()
            ],
        )


def _table(
    head: Iterable[tuple[str, object]],
    rows: Iterable[dict[str, str]],
    shortener: _Shortener,
    extensions: Mapping[str, Slot],
) -> bytes:
    listed = list(rows)
    used = {column for row in listed for column in row} | {
        "subject_id",
        "predicate_id",
        "object_id",
        "mapping_justification",
    }
    columns = [column for column in (*MAPPING, *(slot.name for slot in extensions.values())) if column in used]
    text = io.StringIO()
    # JSON is YAML, so that every value is quoted the same safe way.
    for name, value in (*head, ("curie_map", dict(sorted(shortener.used.items())))):
        text.write(f"#{name}: {json.dumps(value, ensure_ascii=False)}\n")
    writer = csv.DictWriter(text, columns, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()


def _others(left: Mapping[str, Facts]) -> Iterator[Lost]:
    """What is in the dataset and is no mapping, counted by kind."""
    kinds = Counter(text_of(kind) for facts in left.values() for kind in facts.get(terms.RDF_type, ()))
    for kind, count in sorted(kinds.items()):
        yield Lost(kind.rsplit("#", 1)[-1], None, None, str(count), "SSSOM holds mappings only")


def _labels(facts: Facts) -> list[Term]:
    """What the dataset is called, the one first that is its title: in English or in no language, else by language."""

    def order(label: Term) -> tuple[bool, str, str]:
        language = getattr(label, "language", None) or ""
        return language not in {"", "en"}, language, text_of(label)

    return sorted(facts.get(terms.SKOS_prefLabel, ()), key=order)


def _set_losses(facts: Facts, dataset: str) -> Iterator[Lost]:
    """What is said of the dataset that the head of a mapping set has no name for."""
    kept = {slot.property for slot in SET.values()} | {
        terms.RDF_type, terms.DCTERMS_identifier, terms.SKOS_prefLabel, terms.DCTERMS_license
    }  # fmt: skip
    for property, values in sorted(facts.items()):
        left = _labels(facts)[1:] if property == terms.SKOS_prefLabel else [] if property in kept else values
        for value in sorted(left, key=str):
            yield Lost(
                dataset,
                None,
                property.rsplit("#", 1)[-1].rsplit("/", 1)[-1],
                text_of(value)[:200],
                "no slot of a mapping set",
            )
