"""RDF/JSON: one object of subjects, in each the properties, in each a list of values with their type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, Lost, compact, rdf, spelling
from goldenthread.loaders.cells import is_tag
from goldenthread.loaders.jsontext import parsed, shown
from goldenthread.store.rdf import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Term, Triple, iri_of

MEDIA_TYPE = "application/rdf+json"
_START = re.compile(r'\{\s*"(?:[a-z][a-z0-9+.-]*:[^"\s]*)"\s*:\s*\{\s*"[a-z][a-z0-9+.-]*:[^"\s]*"\s*:\s*\[', re.I)
_NAME = re.compile(r".*[/#:?=&~][A-Za-z_][\w.-]*", re.S)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEYS = frozenset({"type", "value", "lang", "datatype"})


def looks_like(content: bytes) -> bool:
    """Whether a file begins with a subject, a property and a list."""
    name, mark = spelling.encoding(content)
    return bool(_START.match(content[mark : mark + spelling.HEAD].decode(name, "replace").lstrip()))


def read(content: bytes, context: Context) -> Loaded:
    """The dataset that a file of RDF/JSON holds. Raises Unreadable and TooLarge."""
    where = context.filename
    if len(content) > context.settings.upload_bytes:
        raise TooLarge(f"{where} has {len(content)} bytes; the most is {context.settings.upload_bytes}")
    document = parsed(spelling.plain(content, "jsonld", where), where)
    lost: list[Lost] = []
    said = rdf.gathered(_quads(document, where, lost))
    return rdf.loaded(said, tuple(lost), context)


def _quads(document: dict[str, Any], where: str, lost: list[Lost]) -> Iterator[Quad]:
    for subject, properties in document.items():
        node = _node(subject)
        if node is None:
            raise Unreadable(
                f"the subject {shown(subject)} is not an IRI. Mend it and load the file again", where=where
            )
        for name, values in properties.items() if isinstance(properties, dict) else [("", properties)]:
            for place, value in enumerate(values if isinstance(values, list) else [values]):
                term, predicate = _term(value), iri_of(name)
                if term is None or predicate is None:
                    path = f"$[{shown(subject)}][{shown(name)}][{place}]"
                    lost.append(Lost(where, None, path, shown(value), "it is no value of RDF/JSON"))
                    continue
                for key in sorted(value.keys() - _KEYS):
                    path = f"$[{shown(subject)}][{shown(name)}][{place}].{key}"
                    lost.append(Lost(where, None, path, shown(value[key]), "RDF/JSON does not say what it means"))
                yield Quad(node, predicate, term, DefaultGraph())


def _node(text: str) -> NamedNode | BlankNode | None:
    if text.startswith("_:") and re.fullmatch(r"\w[\w.-]*", text[2:]):
        return BlankNode(text[2:].replace(".", "_").rstrip("_") or "b")
    return iri_of(text)


def _term(value: Any) -> Term | None:
    if not isinstance(value, dict) or not isinstance(value.get("value"), str):
        return None
    text = value["value"]
    if value.get("type") in ("uri", "bnode"):  # no set: what came in may be a list
        return _node(text)
    if value.get("type") != "literal":
        return None
    if is_tag(str(value.get("lang") or "")):
        return Literal(text, language=value["lang"])
    kind = value.get("datatype")
    datatype = iri_of(kind) if isinstance(kind, str) else None
    return Literal(text, datatype=datatype) if datatype else Literal(text)


def is_spellable(triple: Triple) -> bool:
    """Whether XML has a way to write a triple: a property must end in a name, a text have no control characters."""
    text = triple.object.value if isinstance(triple.object, Literal) else ""
    return bool(_NAME.fullmatch(triple.predicate.value)) and not _CONTROL.search(text)


def spelled(triples: Iterable[Triple]) -> bytes:
    """Triples as RDF/JSON."""
    made = {
        subject: {name: [_value(value) for value in values] for name, values in sorted(properties.items())}
        for subject, properties in compact.said(triples).items()
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _value(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": f"_:{term.value}"}
    if not isinstance(term, Literal):
        return {"type": "literal", "value": str(term)}
    made = {"type": "literal", "value": term.value}
    if term.language:
        return made | {"lang": term.language}
    return made | ({} if term.datatype.value.endswith("#string") else {"datatype": term.datatype.value})
