"""SPARQL Update and Graph Store operations as edits: which datasets they change, and what each is to say.

The default graph is the dataset `default`. Patterns without GRAPH see the union of all graphs, as queries do, unless
the update says USING or WITH; the engine has no option for that, so each operation is given its USING clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final

from goldenthread import terms
from goldenthread.catalogue import Version
from goldenthread.edits import Change, Condition, Said
from goldenthread.errors import BadParameter, Forbidden, NotFound, PreconditionFailed, Refused, Remark, Unreadable
from goldenthread.loaders import jsonld
from goldenthread.questions import serialised
from goldenthread.settings import Settings
from goldenthread.sources import graph_of, id_of, triples_of
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.gate import CLOSE, OPEN, Token, check_update, tokens
from goldenthread.store.rdf import DefaultGraph, NamedNode, Triple, read_quads

DEFAULT: Final = "default"  # the dataset that is the default graph
MADE: Final = frozenset({terms.GRAPH_catalogue, terms.GRAPH_report, terms.GRAPH_view, terms.GRAPH_vocabulary})
READ_ONLY: Final = "the graphs of the view, the report, the catalogue and the vocabulary are made here and only read"


def update(text: str, settings: Settings, using: Sequence[str] = (), named: Sequence[str] = ()) -> Change:
    """The edit that a SPARQL update makes; `using` and `named` are the graphs the protocol's parameters give.
    Raises BadQuery, BadParameter, Forbidden."""
    check_update(text, settings)

    def change(store: Store, before: Store) -> Said:
        default = graph_of(DEFAULT, settings.base)
        _copy(store, default, DefaultGraph())
        settled = set(_triples(store, default))
        for prologue, operation in _operations(text):
            if _swept(store, operation, default):
                settled = _settled(store, default, settled)
                continue
            graphs = [graph.value for graph in store.graphs()]
            clauses = _using(using, named) if using or named else _using(graphs, graphs)
            base = f"BASE {serialised(NamedNode(settings.base))}\n"
            store.update(base + prologue + _scoped(text, operation, clauses, given=bool(using or named)))
            settled = _settled(store, default, settled)
        store.drop(DefaultGraph())
        return dict(_touched(store, before, settings.base))

    return change


def _swept(store: Store, operation: Sequence[Token], default: NamedNode) -> bool:
    """Does CLEAR or DROP of all graphs or all named ones, if this is one: what is made here stays, for it would only
    be made again."""
    words = [token.text.upper() for token in operation if token.text.upper() != "SILENT"]
    if len(words) != 2 or words[0] not in {"CLEAR", "DROP"} or words[1] not in {"ALL", "NAMED"}:
        return False
    for graph in store.graphs():
        if graph.value not in MADE and graph != default:
            store.drop(graph) if words[0] == "DROP" else store.replace(graph, ())
    if words[1] == "ALL":
        store.drop(DefaultGraph())
    return True


def _copy(store: Store, source: NamedNode | DefaultGraph, target: NamedNode | DefaultGraph) -> None:
    store.replace(target, [quad.triple for quad in store.quads(graph=source)])


def _settled(store: Store, default: NamedNode, before: set[Triple]) -> set[Triple]:
    """Makes the default graph and the dataset that stands for it the same again, whichever was written."""
    plain, named = (set(_triples(store, graph)) for graph in (DefaultGraph(), default))
    if plain != before:
        _copy(store, DefaultGraph(), default)
        return plain
    if named != before:
        _copy(store, default, DefaultGraph())
    return named


def _triples(store: Store, graph: NamedNode | DefaultGraph) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads(graph=graph))


def _operations(text: str) -> Iterator[tuple[str, list[Token]]]:
    """Each operation of an update with the prologue that holds for it."""
    found = list(tokens(text))
    prologue, held, depth, place = "", list[Token](), 0, 0
    while place < len(found):
        token = found[place]
        word = token.text.upper() if token.kind == "word" else ""
        if not held and word in {"BASE", "PREFIX"}:
            declared = found[place : place + (2 if word == "BASE" else 3)]
            prologue += text[declared[0].start : declared[-1].end] + "\n"
            place += len(declared)
            continue
        depth += (token.text in OPEN) - (token.text in CLOSE) if token.kind == "sign" else 0
        if token.text == ";" and depth == 0:
            if held:
                yield prologue, held
            held = []
        else:
            held.append(token)
        place += 1
    if held:
        yield prologue, held


def _using(default: Iterable[str], named: Iterable[str]) -> str:
    graphs = [f"USING {serialised(NamedNode(iri))}" for iri in default]
    return " ".join([*graphs, *(f"USING NAMED {serialised(NamedNode(iri))}" for iri in named)])


def _scoped(text: str, operation: Sequence[Token], clauses: str, *, given: bool) -> str:
    """The text of an operation with the USING clauses before its WHERE. Raises BadParameter where it has its own
    and the request gives some."""
    start, end = operation[0].start, operation[-1].end
    top = list(_outermost(operation))
    words = {token.text.upper() for token in top if token.kind == "word"}
    if words & {"USING", "WITH"}:
        if given:
            raise BadParameter("the update says USING or WITH, so using-graph-uri cannot be given beside it")
        return text[start:end]
    where = next((place for place, token in enumerate(top) if token.text.upper() == "WHERE"), None)
    if where is None or "DATA" in words:
        return text[start:end]
    at = top[where].start
    short = top[where - 1].text.upper() == "DELETE"  # DELETE WHERE { … }: what is found is what is deleted
    pattern = text[top[where].end : end] if short else ""
    return f"{text[start:at]}{pattern} {clauses} {text[at:end]}"


def _outermost(operation: Sequence[Token]) -> Iterator[Token]:
    """The tokens that stand in no brackets."""
    depth = 0
    for token in operation:
        depth -= token.kind == "sign" and token.text in CLOSE
        if depth == 0:
            yield token
        depth += token.kind == "sign" and token.text in OPEN


def _touched(store: Store, before: Store, base: str) -> Iterator[tuple[str, tuple[Triple, ...] | None]]:
    """Each dataset that is not as before. Raises Forbidden where a graph that is none of them was written."""
    old, new = set(before.graphs()), set(store.graphs())
    for graph in sorted(old | new, key=lambda graph: graph.value):
        if (graph in old) == (graph in new) and _same(before, store, graph):
            continue
        yield dataset_of(graph.value, base), tuple(_triples(store, graph)) if graph in new else None


def _same(before: Store, after: Store, graph: NamedNode) -> bool:
    """Whether a graph is as it was. Both engines keep the same order, so equal graphs are equal line by line."""
    return all(old == new for old, new in zip_longest(before.quads(graph=graph), after.quads(graph=graph)))


def dataset_of(graph: str, base: str) -> str:
    """The dataset whose graph this is. Raises Forbidden for a graph that cannot be written."""
    if graph in MADE:
        raise Forbidden(READ_ONLY)
    dataset = id_of(graph, base)
    if dataset is None:
        raise Forbidden(f"a graph is named {base}ID, or by a URL or URN elsewhere that is not too long")
    return dataset


# Graph Store


def graph_change(
    method: str, dataset: str, content: bytes, form: str, settings: Settings, *, parts: Sequence[tuple[str, int]] = ()
) -> Change:
    """The edit that PUT, POST, PATCH or DELETE of a graph makes. `parts` are the forms and lengths of the documents
    that `content` is made of, where it is several. Raises BadQuery, BadParameter, Unreadable, NotFound."""
    graph = graph_of(dataset, settings.base)
    if method == "PATCH":
        check_update(_text(content), settings)
    sent = _sent(content, parts or [(form, len(content))], graph.value) if method in {"PUT", "POST"} else ()

    def change(_: Store, before: Store) -> Said:
        held = triples_of(before, dataset, settings.base)
        if method == "PUT":
            return {dataset: sent}
        if method == "POST":
            return {dataset: (*held, *sent)}
        if method == "PATCH":
            return {dataset: _patched(held, _text(content), graph)}
        return {dataset: None}

    return change


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BadParameter("the update is not UTF-8") from error


def _sent(content: bytes, parts: Iterable[tuple[str, int]], base: str) -> tuple[Triple, ...]:
    """The triples of the documents that were sent one after another."""
    found, start = dict[Triple, None](), 0
    for form, size in parts:
        found |= dict.fromkeys(_read(content[start : start + size], form, base))
        start += size
    return tuple(found)


def _read(content: bytes, form: str, base: str) -> tuple[Triple, ...]:
    """The triples of a document. Raises Unreadable where it is not RDF in this form, or names graphs itself."""
    body = jsonld.ready(content, "")[0] if form == "jsonld" else content
    quads = list(read_quads(body, form, base=base, apart=True))
    if any(not isinstance(quad.graph_name, DefaultGraph) for quad in quads):
        raise Unreadable("the document names graphs itself; send the triples of one graph")
    return tuple(dict.fromkeys(quad.triple for quad in quads))


def _patched(held: Iterable[Triple], text: str, graph: NamedNode) -> tuple[Triple, ...]:
    """What an update makes of one graph, which is its default graph and the only one it sees. Raises Refused."""
    alone = in_memory()
    alone.add(DefaultGraph(), held)
    alone.update(f"BASE {serialised(graph)}\n{text}")
    if alone.graphs():
        raise Refused([Remark("violation", "a PATCH changes the graph it is sent to and names no other")])
    return tuple(_triples(alone, DefaultGraph()))


def graph_condition(dataset: str, if_match: str | None, if_none_match: str | None, method: str) -> Condition:
    """What If-Match and If-None-Match ask of a graph, as of now. Raises PreconditionFailed; NotFound where a graph
    is to be changed that is not there."""

    def condition(versions: Mapping[str, Version]) -> None:
        tag = versions[dataset].nquads[:20] if dataset in versions else None
        if if_match is not None and not _matches(if_match, tag):
            raise PreconditionFailed("the graph is not as the request supposes; get it again")
        if if_none_match is not None and _matches(if_none_match.replace("W/", ""), tag):
            raise PreconditionFailed("the graph is there already, as the request did not want it")
        if method in {"DELETE", "PATCH"} and tag is None and dataset != DEFAULT:
            raise NotFound("there is no such graph")

    return condition


def _matches(wanted: str, tag: str | None) -> bool:
    """Whether a header of entity tags names the graph as it is; the form after the dot is no part of its state."""
    if tag is None:
        return False
    held = {part.strip() for part in wanted.split(",")}
    return "*" in held or any(part.startswith('"') and part.strip('"').partition(".")[0] == tag for part in held)
