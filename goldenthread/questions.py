"""A `.rq` file becomes a typed Question; the one function that puts values into query text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from goldenthread import files, heads
from goldenthread.errors import BadParameter, NotFound
from goldenthread.store import Store, Table
from goldenthread.store.rdf import XSD, Literal, NamedNode, Term, boolean, date, integer

HEAD = "#+"
TYPES = ("iri", "string", "integer", "boolean", "date", "iris")

# What a query is made of where a `$name` may not be a parameter: strings (long forms first), IRIs, comments.
_NAMESPACE = re.compile(r"PREFIX (\w+): <([^<>]*)>")
_NAME = re.compile(r"<([^<>\s]+)>|\b(\w+):(\w+)")
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*|\$(?P<name>[A-Za-z_]\w*)',
    re.DOTALL,
)


@dataclass(frozen=True)
class Parameter:
    """One `$name` of a question. `default` None means it must be given."""

    name: str
    type: str
    description: str
    default: str | None = None


@dataclass(frozen=True)
class Question:
    """A named query with its documentation: `columns` maps each column to what it holds."""

    name: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    text: str
    public: bool = True

    def query(self, values: Mapping[str, Term | tuple[Term, ...]]) -> str:
        """The query text with `values` in place of the parameters. Raises BadParameter for one missing."""
        given = dict(values)
        for parameter in self.parameters:
            if parameter.name not in given:
                if parameter.default is None:
                    raise BadParameter(f"the parameter {parameter.name} is needed: {parameter.description}")
                given[parameter.name] = term(parameter, parameter.default)
        return substitute(self.text, given)


def substitute(text: str, values: Mapping[str, Term | tuple[Term, ...]]) -> str:
    """`text` with each token `$name` that `values` knows replaced by the serialised term (a tuple: by terms
    one after another, for VALUES). Never inside a string, an IRI or a comment; other `$names` stay variables.
    """

    def put(match: re.Match[str]) -> str:
        name = match.group("name")
        if name is None or name not in values:
            return match.group(0)
        value = values[name]
        return " ".join(serialised(v) for v in value) if isinstance(value, tuple) else serialised(value)

    return _TOKEN.sub(put, text)


def serialised(term: Term) -> str:
    """A term as SPARQL text. Only IRIs and literals can stand in a query for themselves."""
    if isinstance(term, Literal) and term.datatype.value == XSD + "integer":
        return term.value  # LIMIT and OFFSET take the short form only
    if isinstance(term, NamedNode | Literal):
        return str(term)
    raise BadParameter("a parameter must be an IRI or a literal")


def term(parameter: Parameter, text: str) -> Term | tuple[Term, ...]:
    """The text of a parameter as a term of its type. Raises BadParameter, which does not echo the text."""
    try:
        match parameter.type:
            case "iri":
                return NamedNode(text)
            case "iris":
                return tuple(NamedNode(part) for part in text.split())
            case "integer":
                return integer(int(text))
            case "boolean":
                return boolean({"true": True, "false": False}[text.lower()])
            case "date":
                if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                    raise ValueError
                return date(text)
            case _:
                return Literal(text)
    except (ValueError, KeyError) as error:
        raise BadParameter(f"the parameter {parameter.name} must be of type {parameter.type}") from error


def parse(name: str, source: str) -> Question:
    """A question from the text of its file. Raises BadParameter where the head is not as it should be."""
    lines = source.splitlines()
    said = "\n".join(line[len(HEAD) :].removeprefix(" ") for line in lines if line.startswith(HEAD))
    head = heads.parse(said, f"{name}.rq")
    if "summary" not in head or "columns" not in head:
        raise BadParameter(f"{name}.rq has no head with summary and columns")
    params = head.get("params")
    parameters = tuple(_parameter(key, value) for key, value in (params.items() if isinstance(params, dict) else ()))
    if any(parameter.type not in TYPES for parameter in parameters):
        raise BadParameter(f"{name}.rq has a parameter of a type that is none of {', '.join(TYPES)}")
    body = "\n".join(line for line in lines if not line.startswith(HEAD))
    return Question(
        name, heads.text(head, "summary"), heads.text(head, "description"), parameters, heads.texts(head, "columns"),
        body, heads.text(head, "public") != "false",
    )  # fmt: skip


def _parameter(name: str, said: heads.Value) -> Parameter:
    given = said if isinstance(said, dict) else {}
    default = heads.text(given, "default") if "default" in given else None
    return Parameter(name, heads.text(given, "type"), heads.text(given, "description"), default)


@cache
def load(name: str, folder: str = "") -> Question:
    """The shipped question `name`. Raises NotFound."""
    if name not in files.names(*_place(folder), ending=".rq"):
        raise NotFound(f"there is no question {name}; see /questions")
    return parse(name, files.text(*_place(folder), f"{name}.rq"))


def _place(folder: str) -> tuple[str, ...]:
    return ("queries", folder) if folder else ("queries",)


def every(folder: str = "") -> Iterator[Question]:
    """All shipped questions of a folder of `queries/`, by name."""
    for name in files.names(*_place(folder), ending=".rq"):
        yield load(name, folder)


@cache
def vocabularies() -> tuple[str, ...]:
    """The namespaces that the shipped questions speak of: no rule sees a property of another."""
    texts = (question.text for folder in ("", "shacl", "view") for question in every(folder))
    return tuple(sorted({space for text in texts for _, space in _NAMESPACE.findall(text)}))


def names(text: str) -> set[str]:
    """The IRIs that the text of a query names, in full or with a prefix."""
    spaces = dict(_NAMESPACE.findall(text))
    found = ((full, spaces.get(prefix), name) for full, prefix, name in _NAME.findall(text))
    return {full or f"{space}{name}" for full, space, name in found if full or space}


def ask(store: Store, name: str, **values: Term | tuple[Term, ...]) -> Table:
    """The rows that the shipped question `name` (a SELECT) has in `store`, with `values` for its parameters."""
    return store.select(load(name).query(values))


def records(table: Table) -> list[dict[str, Term | None]]:
    """The rows of a table as dicts by column."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]
