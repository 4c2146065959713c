"""RDF in any of its six spellings, with frameworks in SKOS read as standards."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from goldenthread import terms
from goldenthread.errors import Remark, TooLarge, Unreadable
from goldenthread.loaders import (
    Changed,
    Context,
    Loaded,
    Loader,
    Lost,
    Written,
    blanknodes,
    frameworks,
    jsonld,
    links,
    markup,
    prefixes,
    spelling,
)
from goldenthread.loaders.framework import Framework, Home
from goldenthread.store.rdf import DefaultGraph, Literal, NamedNode, Quad, Triple, read_quads
from goldenthread.store.rdf import write as spelled
from goldenthread.store.triples import Triples

MEDIA_TYPES: Final = MappingProxyType(
    {
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "nq": "application/n-quads",
        "trig": "application/trig",
        "jsonld": "application/ld+json",
        "rdf": "application/rdf+xml",
    }
)
# Vocabularies whose properties the house uses itself.
_KNOWN = (terms.GT, terms.SKOS, terms.DCTERMS, terms.RDF, terms.RDFS, terms.OWL, terms.PROV, terms.SSSOM, terms.QB)
_PACKED = re.compile(r"\.(?:ttl|turtle|trig|nt|nq|jsonld|rdf|owl)\.(?:gz|bz2|xz|zip)$", re.IGNORECASE)


@dataclass(frozen=True)
class Rdf:
    """The loader of RDF files."""

    name: str = "rdf"
    title: str = "RDF (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML)"

    def recognises(self, content: bytes, filename: str) -> bool:
        return bool(_PACKED.search(filename)) or spelling.form_of(content, filename) is not None

    def read(self, content: bytes, context: Context) -> Loaded:
        where = context.filename
        if len(content) > context.settings.upload_bytes:
            raise TooLarge(f"{where} has {len(content)} bytes; the most is {context.settings.upload_bytes}")
        dataset = context.dataset or identifier(where)
        return loaded(*_statements(content, f"{context.base}{dataset}/", where), context)


LOADER: Final[Loader] = Rdf()


@dataclass(frozen=True)
class Statements:
    """What a file says: its triples, how many it says in each graph, and how many it says again."""

    triples: Triples
    graphs: Mapping[str, int]
    doubles: int


def gathered(quads: Iterable[Quad]) -> Statements:
    """The statements of a file as one graph. Raises what reading them raises."""
    triples, graphs, doubles = Triples(), Counter[str](), 0
    for quad in quads:
        doubles += not triples.say(quad.subject, quad.predicate, quad.object)
        if not isinstance(quad.graph_name, DefaultGraph):
            graphs[str(quad.graph_name)] += 1
    return Statements(triples, graphs, doubles)


def loaded(said: Statements, lost: tuple[Lost, ...], context: Context) -> Loaded:
    """The dataset that the statements of a file make, read by the profiles. Raises Unreadable where there is none."""
    where = context.filename
    if not said.triples:
        raise Unreadable("the file holds no statement. See that it is the whole file", where=where)
    dataset = _told(said.triples, context.base) or context.dataset or identifier(where)
    named = blanknodes.named(said.triples, f"{context.base}{dataset}/bn/")
    read, names = _read(named), named.predicates()
    home = Home(context.base + dataset, dataset, basename(where) or dataset)
    framework = frameworks.complete(named, context.reading(), home)
    described(framework, NamedNode(context.base + dataset), home.name)
    kept: Counter[str] = Counter()
    for name, count in names.items():
        kept[prefixes.short(name)] += count
    return Loaded(
        dataset,
        framework.triples,
        read,
        dict(sorted(kept.items())),
        (*_merged(said, where), *frameworks.changed(framework, where)),
        lost,
        (
            *frameworks.remarks(framework, where),
            *links.remarks(framework, where),
            *_as_it_is(names, framework, where),
        ),
    )


def identifier(filename: str) -> str:
    """The id of a dataset made from the name of its file."""
    stem = re.sub(r"(?:\.(?:ttl|turtle|trig|n3|nt|nq|jsonld|json|rdf|owl|xml))+$", "", basename(filename).lower())
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-") or "dataset"


def basename(filename: str) -> str:
    """The name of a file without its folders."""
    return filename.replace("\\", "/").rpartition("/")[2]


def _statements(content: bytes, base: str, where: str) -> tuple[Statements, tuple[Lost, ...]]:
    """The statements of a file in whichever spelling it is, and what its parser drops."""
    if content.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")):
        raise Unreadable("the file is packed. Unpack it and load what is in it", where=where)
    if not content.strip():
        raise Unreadable("the file is empty", where=where)
    form = spelling.form_of(content, where) or "trig"
    body = spelling.plain(content, form, where)
    if form == "jsonld":
        return _from_json(body, base, where)
    try:
        return gathered(read_quads(body, form, base=base, where=where)), ()
    except Unreadable as fault:
        if form == "nq":
            return _from_turtle(body, base, where, fault), ()
        if form == "rdf":
            row, column = markup.place(body, fault.remark.message)
            raise Unreadable(fault.remark.message, where=where, row=row, column=str(column or "") or None) from fault
        raise


def _from_json(body: bytes, base: str, where: str) -> tuple[Statements, tuple[Lost, ...]]:
    ready, lost = jsonld.ready(body, where)
    try:
        return gathered(read_quads(ready, "jsonld", base=base, where=where)), lost
    except Unreadable as fault:
        if ready is body:
            raise
        raise Unreadable(fault.remark.message, where=where) from fault  # the place is one in the filled-in text


def _from_turtle(body: bytes, base: str, where: str, fault: Unreadable) -> Statements:
    """Turtle that began with lines of N-Triples; the fault that lies further on is the one to tell."""
    try:
        return gathered(read_quads(body, "trig", base=base, where=where))
    except Unreadable as other:
        raise max(fault, other, key=lambda error: error.remark.row or 0) from other


def _told(triples: Triples, base: str) -> str | None:
    """The id of the dataset that the file itself describes, where it describes one of ours."""
    kinds = (t for t in triples.of(terms.RDF_type) if t.object == NamedNode(terms.Dataset))
    own = [triple.subject.value for triple in kinds if isinstance(triple.subject, NamedNode)]
    return own[0].removeprefix(base) if len(own) == 1 and own[0].startswith(base) else None


def described(framework: Framework, node: NamedNode, name: str) -> None:
    """Says what dataset this is, named and licensed as its one framework is, else named after its file."""
    if node in framework.ours:
        return
    rule, found = "the file as a dataset", frameworks.schemes(framework)
    framework.add(node, terms.RDF_type, NamedNode(terms.Dataset), rule)
    framework.add(node, terms.DCTERMS_identifier, Literal(frameworks.last(node)), rule)
    only = found[0] if len(found) == 1 else node
    for label in framework.said(only, terms.SKOS_prefLabel) or [Literal(name)]:
        framework.add(node, terms.SKOS_prefLabel, label, rule)
    for licence in framework.said(only, terms.DCTERMS_license):
        framework.add(node, terms.DCTERMS_license, licence, rule)


def _read(triples: Triples) -> dict[str, int]:
    """How many things of each class, and how many statements."""
    kinds = Counter(
        prefixes.short(triple.object.value)
        for triple in triples.of(terms.RDF_type)
        if isinstance(triple.object, NamedNode)
    )
    return {"statements": len(triples), **dict(sorted(kinds.items()))}


def _as_it_is(names: Mapping[str, int], framework: Framework, where: str) -> Iterable[Remark]:
    """The properties that no profile reads: they stay what they are."""
    unread = sorted(names.keys() - links.READ)
    unread = [n for n in unread if not n.startswith(_KNOWN) and not framework.profile.reads(n)]
    if unread:
        told = ", ".join(f"{prefixes.short(name)} ({names[name]})" for name in unread)
        yield Remark("info", f"kept as they are, for no profile says what they mean here: {told}", where)


def _merged(said: Statements, where: str) -> Iterable[Changed]:
    """What reading several graphs as one, and a statement said twice as one, has changed."""
    for graph, count in sorted(said.graphs.items()):
        yield Changed(where, "graph", f"the graph {graph} is read into the dataset", count)
    if said.doubles:
        yield Changed(where, "statements", "said more than once, kept once", said.doubles)


def write(triples: Iterable[Triple], dataset: str, context: Context, form: str = "ttl") -> Written:
    """A dataset in the spelling `form` (a key of MEDIA_TYPES); RDF has a place for all of it."""
    held = sorted(triples, key=_order)
    if form in {"nq", "trig"}:
        graph = NamedNode(context.graph or context.base + dataset)
        quads = [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in held]
        return Written(spelled(quads, form, prefixes=_used(held) if form == "trig" else None), MEDIA_TYPES[form], ())
    return Written(spelled(held, form, prefixes=_used(held)), MEDIA_TYPES[form], ())


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    """Subject by subject, classes first, so that equal graphs are written the same."""
    return (
        str(triple.subject),
        triple.predicate.value != terms.RDF_type,
        triple.predicate.value,
        str(triple.object),
    )


def _used(triples: Iterable[Triple]) -> dict[str, str]:
    """The prefixes that these triples have a use for."""
    seen = {
        term.value if isinstance(term, NamedNode) else term.datatype.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode | Literal)
    }
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in seen}
    return {prefix: namespace for prefix, namespace in prefixes.PREFIXES.items() if namespace in spaces}
