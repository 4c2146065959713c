"""The catalogue: every version of every dataset, where it came from and which releases it is in, as PROV-O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import quote

from goldenthread import questions, terms
from goldenthread.sources import graph_of
from goldenthread.store import Store
from goldenthread.store.rdf import XSD, Literal, NamedNode, Term, Triple, integer, text_of

GRAPH = NamedNode(terms.GRAPH_catalogue)


@dataclass(frozen=True)
class Version:
    """One import into a dataset. `sha256` is the hash of the file as it came, `nquads` that of what was kept."""

    dataset: str
    version: int
    release: int
    imported: str
    file: str
    sha256: str
    nquads: str
    format: str
    agent: str
    not_kept: int
    revises: int | None = None

    @property
    def id(self) -> str:
        """The id of the import, `dataset.version`."""
        return f"{self.dataset}.{self.version}"

    def to_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Step:
    """A release as the catalogue tells it: which versions it is made of and what came before."""

    release: int
    previous: int | None
    time: str
    agent: str
    what: str
    members: tuple[Version, ...]


def record(store: Store, step: Step, fresh: Iterable[Version], base: str) -> None:
    """Adds a release and the versions it brings in to the catalogue."""
    store.add(GRAPH, [*_release(step, base), *(triple for version in fresh for triple in _import(version, base))])


def versions(store: Store, dataset: str, base: str) -> tuple[Version, ...]:
    """Every version a dataset ever had, oldest first."""
    rows = questions.records(questions.ask(store, "versions", dataset=graph_of(dataset, base)))
    return tuple(_version(dataset, row) for row in rows)


def _version(dataset: str, row: dict[str, Term | None]) -> Version:
    said = {column: text_of(value) for column, value in row.items()}
    return Version(
        dataset, int(said["number"]), int(said["release"]), said["imported"], said["file"], said["sha256"],
        said["nquads"], said["format"], said["agent"], int(said["notKept"]),
        int(said["revises"]) if said["revises"] else None,
    )  # fmt: skip


def version_iri(version: Version, base: str) -> NamedNode:
    """The IRI of a version."""
    return NamedNode(f"{base}{version.dataset}/version/{version.version}")


def _release_iri(number: int, base: str) -> NamedNode:
    return NamedNode(f"{base}release/{number}")


def _release(step: Step, base: str) -> Iterator[Triple]:
    release = _release_iri(step.release, base)
    yield from _said(
        release,
        (terms.RDF_type, NamedNode(terms.PROV_Collection)),
        (terms.DCAT_version, integer(step.release)),
        (terms.DCTERMS_description, Literal(step.what)),
        (terms.PROV_generatedAtTime, moment(step.time)),
        (terms.PROV_wasAttributedTo, _agent_iri(step.agent, base)),
        *((terms.PROV_hadMember, version_iri(member, base)) for member in step.members),
    )
    if step.previous is not None:
        yield from _said(release, (terms.PROV_wasRevisionOf, _release_iri(step.previous, base)))
    yield from _agent(step.agent, base)


def _import(version: Version, base: str) -> Iterator[Triple]:
    entity = version_iri(version, base)
    activity, file = NamedNode(entity.value + "/import"), NamedNode(entity.value + "/file")
    yield from _said(
        entity,
        (terms.RDF_type, NamedNode(terms.PROV_Entity)),
        (terms.DCAT_isVersionOf, graph_of(version.dataset, base)),
        (terms.DCAT_version, integer(version.version)),
        (terms.DCTERMS_isPartOf, _release_iri(version.release, base)),
        (terms.PROV_wasGeneratedBy, activity),
        (terms.PROV_wasDerivedFrom, file),
    )
    if version.revises is not None:
        before = NamedNode(f"{base}{version.dataset}/version/{version.revises}")
        yield from _said(entity, (terms.PROV_wasRevisionOf, before))
    yield from _said(
        activity,
        (terms.RDF_type, NamedNode(terms.PROV_Activity)),
        (terms.PROV_endedAtTime, moment(version.imported)),
        (terms.PROV_wasAssociatedWith, _agent_iri(version.agent, base)),
        (terms.PROV_used, file),
        (terms.notKept, integer(version.not_kept)),
    )
    yield from _said(
        file,
        (terms.RDF_type, NamedNode(terms.PROV_Entity)),
        (terms.DCTERMS_title, Literal(version.file)),
        (terms.DCTERMS_format, Literal(version.format)),
    )
    yield from _checksum(entity, version.nquads)
    yield from _checksum(file, version.sha256)
    yield from _agent(version.agent, base)


def _checksum(entity: NamedNode, sha256: str) -> Iterator[Triple]:
    checksum = NamedNode(entity.value + "/sha256")
    yield from _said(entity, (terms.SPDX_checksum, checksum))
    yield from _said(
        checksum,
        (terms.RDF_type, NamedNode(terms.SPDX_Checksum)),
        (terms.SPDX_algorithm, NamedNode(terms.SPDX_checksumAlgorithm_sha256)),
        (terms.SPDX_checksumValue, Literal(sha256, datatype=NamedNode(XSD + "hexBinary"))),
    )


def _agent_iri(name: str, base: str) -> NamedNode:
    return NamedNode(f"{base}agent/{quote(name, safe='')}")


def _agent(name: str, base: str) -> Iterator[Triple]:
    yield from _said(
        _agent_iri(name, base),
        (terms.RDF_type, NamedNode(terms.PROV_Agent)),
        (terms.SKOS_prefLabel, Literal(name)),
    )


def _said(subject: NamedNode, *pairs: tuple[str, Term]) -> Iterator[Triple]:
    return (Triple(subject, NamedNode(predicate), value) for predicate, value in pairs)


def moment(text: str) -> Literal:
    """An xsd:dateTime."""
    return Literal(text, datatype=NamedNode(XSD + "dateTime"))
