"""The catalogue of a release as DCAT and VoID: each dataset with its licence, versions, downloads and citation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from goldenthread import terms
from goldenthread.catalogue import Version, moment
from goldenthread.shelf import Facts
from goldenthread.store.rdf import XSD, Literal, NamedNode, Term, Triple, integer

TITLE: Final = "Golden Thread"
MEDIA: Final = "https://www.iana.org/assignments/media-types/"
DUMPS: Final = frozenset({"jsonld", "nq", "nt", "rdf", "ttl"})
SHA256: Final = terms.SPDX_checksumAlgorithm_sha256


@dataclass(frozen=True)
class Download:
    """One form of a dataset: the ending of its file, what people call it, its type; size and hash where known."""

    form: str
    title: str
    media_type: str
    bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Holding:
    """A dataset as a catalogue has it. `issued` is when its first version was taken in, as xsd:dateTime."""

    id: str
    iri: str
    title: str
    version: Version
    issued: str
    publisher: str | None = None
    license: str | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    triples: int | None = None
    downloads: tuple[Download, ...] = field(default=())


@dataclass(frozen=True)
class Place:
    """Where a release is answered: the address of the service, and the base of minted IRIs."""

    host: str
    base: str
    facts: Facts

    def at(self, path: str) -> str:
        """An address that stays with this release."""
        return f"{self.host}{path}?release={self.facts.number}"

    def page(self, holding: Holding) -> str:
        """The page of a dataset in this release."""
        return self.at(f"/datasets/{quote(holding.id, safe='')}")

    def download(self, holding: Holding, form: str) -> str:
        """A file of a dataset in this release."""
        return self.at(f"/datasets/{quote(holding.id, safe='')}/export.{form}")


def cited(holding: Holding, place: Place) -> str:
    """How to cite a dataset."""
    said = (
        holding.publisher or TITLE,
        holding.title,
        f"Version {holding.version.version} ({holding.version.imported[:10]}), release {place.facts.number}",
        f"{place.page(holding)}, {holding.iri}",
        f"Licence: {holding.license or 'not said'}",
    )
    return ". ".join(part.rstrip(".") for part in said) + "."


def cited_whole(place: Place, count: int) -> str:
    """How to cite a release."""
    what = f"Release {place.facts.number} ({place.facts.time[:10]}), {count} datasets, each under its own licence"
    return f"{TITLE}. {what}. {place.at('/catalogue')}."


def catalogue(holdings: Iterable[Holding], place: Place) -> Iterator[Triple]:
    """The whole catalogue of a release."""
    held = sorted(holdings, key=lambda holding: holding.id)
    home, service = NamedNode(f"{place.host}/catalogue"), NamedNode(f"{place.host}/sparql")
    release = NamedNode(f"{place.base}release/{place.facts.number}")
    yield from _all(
        home,
        (terms.RDF_type, NamedNode(terms.DCAT_Catalog)),
        (terms.DCTERMS_title, Literal(TITLE, language="en")),
        (terms.DCTERMS_modified, moment(place.facts.time)),
        (terms.DCAT_service, service),
        *((terms.DCAT_dataset, NamedNode(holding.iri)) for holding in held),
        (terms.DCAT_dataset, release),
    )
    yield from _all(
        service,
        (terms.RDF_type, NamedNode(terms.DCAT_DataService)),
        (terms.DCAT_endpointURL, service),
        *((terms.DCAT_servesDataset, NamedNode(holding.iri)) for holding in held),
    )
    yield from _release(release, held, place)
    for holding in held:
        yield from dataset(holding, place)


def _release(release: NamedNode, held: list[Holding], place: Place) -> Iterator[Triple]:
    yield from _all(
        release,
        (terms.RDF_type, NamedNode(terms.DCAT_Dataset)),
        (terms.RDF_type, NamedNode(terms.VOID_Dataset)),
        (terms.DCTERMS_title, Literal(f"Release {place.facts.number}", language="en")),
        (terms.DCTERMS_issued, moment(place.facts.time)),
        (terms.DCAT_version, Literal(str(place.facts.number))),
        (terms.DCAT_landingPage, NamedNode(place.at("/catalogue"))),
        (terms.DCTERMS_bibliographicCitation, Literal(cited_whole(place, len(held)))),
        (terms.VOID_sparqlEndpoint, NamedNode(f"{place.host}/sparql")),
        (terms.VOID_vocabulary, NamedNode(terms.GT)),
        *((terms.DCTERMS_hasPart, NamedNode(holding.iri)) for holding in held),
    )


def dataset(holding: Holding, place: Place) -> Iterator[Triple]:
    """One dataset with its distributions."""
    node = NamedNode(holding.iri)
    yield from _all(
        node,
        (terms.RDF_type, NamedNode(terms.DCAT_Dataset)),
        (terms.RDF_type, NamedNode(terms.VOID_Dataset)),
        (terms.DCTERMS_title, Literal(holding.title)),
        (terms.DCTERMS_identifier, Literal(holding.id)),
        (terms.DCTERMS_bibliographicCitation, Literal(cited(holding, place))),
        (terms.DCAT_version, Literal(str(holding.version.version))),
        (terms.DCTERMS_issued, moment(holding.issued)),
        (terms.DCTERMS_modified, moment(holding.version.imported)),
        (terms.PROV_wasDerivedFrom, NamedNode(f"{place.base}{holding.id}/version/{holding.version.version}")),
        (terms.DCAT_landingPage, NamedNode(place.page(holding))),
        (terms.VOID_uriSpace, Literal(f"{holding.iri}/")),
        (terms.VOID_sparqlEndpoint, NamedNode(f"{place.host}/sparql")),
        (terms.VOID_vocabulary, NamedNode(terms.GT)),
        *((terms.DCTERMS_language, Literal(tag)) for tag in holding.languages),
        *((terms.DCAT_distribution, NamedNode(place.download(holding, one.form))) for one in holding.downloads),
        *((terms.VOID_dataDump, NamedNode(place.download(holding, one.form))) for one in holding.downloads
          if one.form in DUMPS),
    )  # fmt: skip
    if holding.triples is not None:
        yield Triple(node, NamedNode(terms.VOID_triples), integer(holding.triples))
    if holding.country:
        yield Triple(node, NamedNode(terms.DCTERMS_spatial), NamedNode(holding.country))
    yield from _publisher(holding, place)
    yield from _license(node, holding)
    for one in holding.downloads:
        yield from _distribution(holding, one, place)


def _publisher(holding: Holding, place: Place) -> Iterator[Triple]:
    if holding.publisher:
        agent = NamedNode(f"{place.base}agent/{quote(holding.publisher, safe='')}")
        yield Triple(NamedNode(holding.iri), NamedNode(terms.DCTERMS_publisher), agent)
        yield from _all(
            agent, (terms.RDF_type, NamedNode(terms.FOAF_Agent)), (terms.FOAF_name, Literal(holding.publisher))
        )


def _licence(holding: Holding) -> NamedNode | None:
    """A licence with an address is that; one told in words is a document with those words."""
    text = holding.license
    if not text:
        return None
    return NamedNode(text) if "://" in text and " " not in text else NamedNode(f"{holding.iri}/licence")


def _license(node: NamedNode, holding: Holding) -> Iterator[Triple]:
    if found := _licence(holding):
        yield Triple(node, NamedNode(terms.DCTERMS_license), found)
        yield from _all(
            found,
            (terms.RDF_type, NamedNode(terms.DCTERMS_LicenseDocument)),
            (terms.RDFS_label, Literal(holding.license or "")),
        )


def _distribution(holding: Holding, one: Download, place: Place) -> Iterator[Triple]:
    node = NamedNode(place.download(holding, one.form))
    media = NamedNode(MEDIA + one.media_type.partition(";")[0])
    yield from _all(
        node,
        (terms.RDF_type, NamedNode(terms.DCAT_Distribution)),
        (terms.DCTERMS_title, Literal(one.title, language="en")),
        (terms.DCAT_accessURL, NamedNode(place.page(holding))),
        (terms.DCAT_downloadURL, node),
        (terms.DCAT_mediaType, media),
    )
    yield Triple(media, NamedNode(terms.RDF_type), NamedNode(terms.DCTERMS_MediaType))
    if licence := _licence(holding):
        yield Triple(node, NamedNode(terms.DCTERMS_license), licence)
    if one.bytes is not None and one.sha256 is not None:
        checksum = NamedNode(f"{node.value}#sha256")
        size = Literal(str(one.bytes), datatype=NamedNode(XSD + "nonNegativeInteger"))
        yield from _all(node, (terms.DCAT_byteSize, size), (terms.SPDX_checksum, checksum))
        yield from _all(
            checksum,
            (terms.RDF_type, NamedNode(terms.SPDX_Checksum)),
            (terms.SPDX_algorithm, NamedNode(SHA256)),
            (terms.SPDX_checksumValue, Literal(one.sha256, datatype=NamedNode(XSD + "hexBinary"))),
        )


def _all(subject: NamedNode, *pairs: tuple[str, Term]) -> Iterator[Triple]:
    return (Triple(subject, NamedNode(predicate), value) for predicate, value in pairs)
