"""What somebody who means harm may send: each ends in a clear refusal, soon, and harms nobody else."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

TURTLE, TEXT = "text/turtle", "application/sparql-query"


@dataclass(frozen=True)
class Attack:
    """A request and the statuses that are a clear answer to it."""

    name: str
    method: str
    path: str
    statuses: frozenset[int]
    params: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def _query(name: str, text: str, *statuses: int) -> Attack:
    return Attack(name, "POST", "/sparql", frozenset(statuses or {400, 503}), (), text.encode(), {"Content-Type": TEXT})


PRODUCT: Final = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6))
DEEP: Final = "/".join(["(!<a:a>)*"] * 20)
FAR: Final = "<http://127.0.0.1:9/>"


def queries() -> Iterator[Attack]:
    """Queries that would run for ever, eat the memory, kill the parser or leave the house."""
    yield _query("cross product", f"SELECT * {{ {PRODUCT} }}", 200, 503)  # 200 where a megabyte is out first, then cut
    yield _query("count of a product", f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}", 503)
    yield _query("distinct over a product", f"SELECT DISTINCT ?a0 ?a1 ?a2 {{ {PRODUCT} }}", 503)
    yield _query("order over a product", f"SELECT * {{ {PRODUCT} }} ORDER BY ?c5 ?a0", 503)
    yield _query("group over a product", f"SELECT ?a0 ?a5 (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a0 ?a5", 503)
    yield _query("texts of a group", f"SELECT (GROUP_CONCAT(?c0) AS ?t) {{ {PRODUCT} }}", 503)
    yield _query("deep path", f"SELECT * {{ ?s {DEEP} ?o }}", 503)
    yield _query("path both ways", "SELECT (COUNT(*) AS ?n) { ?s (!<a:a>|^!<a:a>)* ?o . ?o (!<a:a>)* ?p }", 400, 503)
    bomb = "SELECT * { ?s ?p ?o . ?t ?q ?l FILTER REGEX(CONCAT(STR(?o), STR(?l)), '(a?){64}(.*a){24}$') }"
    yield _query("regex over a product", bomb, 400, 503)
    doubled = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    yield _query(
        "text doubled forty times", f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {doubled} }}"
    )
    yield _query("answer of gigabytes", "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }", 200, 503)
    for bracket in ("{}", "()", "[]"):
        yield _query(f"nested {bracket}", "ASK " + bracket[0] * 5000 + bracket[1] * 5000, 400)
    yield _query("nested not", "ASK { FILTER(" + "!" * 8000 + "true) }", 400)
    yield _query("many unions", "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 900) + " }", 400)
    yield _query("long", "ASK { } #" + "x" * 20_000, 400)
    yield _query("quotes not closed", "ASK { ?s ?p " + "'\"" * 4000, 400)
    for name, text in {
        "service": f"ASK {{ SERVICE {FAR} {{ }} }}",
        "service silent": f"ASK {{ SERVICE SILENT {FAR} {{ }} }}",
        "service in case": f"ASK {{ sErViCe {FAR} {{ }} }}",
        "service by variable": "ASK { BIND(<http://127.0.0.1:9/> AS ?x) SERVICE ?x { } }",
        "service by prefix": "PREFIX x: <http://127.0.0.1:9/> ASK { SERVICE x: { } }",
        "service after a comment": f"ASK {{ #\nSERVICE#\n{FAR}{{ }} }}",
        "service glued": f"ASK{{SERVICE{FAR}{{}}}}",
        "service after a number": f"ASK {{ ?s ?p 1SERVICE{FAR}{{}} }}",
        "service grown together": f"ASK {{ SERVICESILENT{FAR}{{}} }}",
        "service as a prefix": "PREFIX : <http://127.0.0.1:9/> ASK { SERVICE:x{} }",
        "service after dots": f"PREFIX a: <a:> ASK {{ ?s ?p a:b.c.SERVICE{FAR}{{}} }}",
        "service within an IRI": f"ASK {{ FILTER(1<2)SERVICE#>\n{FAR}{{}} }}",
        "service within a string": f"ASK {{ FILTER('a'<'b>')SERVICE{FAR}{{}}#'\n }}",
        "service in an escape": f"ASK {{ \\u0053ERVICE {FAR} {{ }} }}",
        "service in a sub-select": f"ASK {{ {{ SELECT * {{ SERVICE {FAR} {{ }} }} }} }}",
        "service in exists": f"ASK {{ FILTER EXISTS {{ SERVICE {FAR} {{ }} }} }}",
        "load": f"LOAD {FAR}",
        "load after a query": f"ASK {{}} ; LOAD {FAR}",
        "from abroad": f"SELECT * FROM {FAR} {{ SERVICE {FAR} {{ }} }}",
        "update as a query": "DROP ALL",
        "NUL": "ASK { ?s ?p '\0' }",
    }.items():
        yield _query(name, text, 400)
    yield Attack(
        "not UTF-8", "POST", "/sparql", frozenset({400}), (), b"ASK { ?s ?p '\xff\xfe' }", {"Content-Type": TEXT}
    )


SHEETS: Final = ("dataset", "documents", "goals", "programmes", "competencies", "modules")


def zipped(names: Iterable[str], size: int, ending: str = "csv") -> bytes:
    """A zip that unpacks to much more than it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(f"{name}.{ending}", b"code,label\n" + b"0" * size)
    return out.getvalue()


ENTITIES: Final = (
    '<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))
    + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a:a">'
    '<x xmlns="a:">&a9;</x></rdf:Description></rdf:RDF>'
)
OUTSIDE: Final = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf='
    '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="a:a"><x xmlns="a:">&f;</x>'
    "</rdf:Description></rdf:RDF>"
)
REMOTE: Final = json.dumps({"@context": "http://127.0.0.1:9/context.jsonld", "@id": "a:a", "a:b": "c"})


def bombs() -> dict[str, tuple[str, bytes]]:
    """Files that would fill the memory or kill a parser: a name and the bytes."""
    return {
        "zip bomb": ("x.zip", zipped(SHEETS, 60_000_000)),
        "workbook bomb": ("x.xlsx", zipped(("xl/workbook", "xl/sharedStrings", "[Content_Types]"), 90_000_000, "xml")),
        "gzip bomb": ("x.ttl", gzip.compress(b" " * 300_000_000)),
        "deep JSON object": ("x.json", b'{"CFDocument":' * 500_000),
        "deep Turtle": ("x.ttl", b"<a:a> <a:b> " + b"[ <a:b> " * 400_000),
        "wide CSV": ("x.csv", b"," * 9_000_000),
    }


def traps() -> dict[str, tuple[str, bytes]]:
    """Files that would read the disk, leave the house or take a reader in."""
    return {
        "zip of many": ("x.zip", zipped((*SHEETS, *map(str, range(3000))), 1)),
        "deep JSON": ("x.json", b"[" * 2_000_000),
        "a last key twice": (
            "x.json",
            json.dumps({str(key): 0 for key in range(100_000)})[:-1].encode() + b',"99999":1}',
        ),
        "encodings without end": ("x.rdf", b"<?xml " + b'encoding="utf-8" ' * 100_000),
        "deep lists": ("x.ttl", b"<a:a> <a:b> " + b"( " * 400_000),
        "deep XML": ("x.rdf", b"<a>" * 1_000_000),
        "entities": ("x.rdf", ENTITIES.encode()),
        "file by entity": ("x.rdf", OUTSIDE.encode()),
        "context from afar": ("x.jsonld", REMOTE.encode()),
        "NUL": ("x.csv", b"\0" * 1_000_000),
        "not UTF-8": ("x.ttl", b'<a:a> <a:b> "\xff\xfe" .'),
        "number without end": ("x.json", b'{"CFDocument": ' + b"9" * 3_000_000 + b"}"),
        "nothing": ("x.ttl", b""),
    }
