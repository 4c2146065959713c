"""How to cite a release: in a sentence, as BibTeX and as CITATION.cff, with an address that stays and a checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from goldenthread.shelf import Facts

TITLE = "Golden Thread: policy goals, teacher competency standards and training, joined"


def manifest(facts: Facts) -> str:
    """What a release is made of: for each dataset a line with its version and the SHA-256 of its N-Quads."""
    lines = (f"{id} {held.version} {held.nquads}\n" for id, held in sorted(facts.datasets.items()))
    return "".join(lines)


def checksum(facts: Facts) -> str:
    """The SHA-256 of the manifest: the same for whoever holds the same versions of the same datasets."""
    return hashlib.sha256(manifest(facts).encode()).hexdigest()


def sentence(facts: Facts, address: str) -> str:
    """A release in a list of references."""
    return (
        f"{TITLE}. Release {facts.number}, {facts.time[:10]}, {len(facts.datasets)} datasets, each under its own "
        f"licence. SHA-256 {checksum(facts)}. {address}"
    )


def bibtex(facts: Facts, address: str) -> str:
    """A release as an entry of BibTeX."""
    fields = {
        "title": f"{{{TITLE}}}",
        "version": f"{{release {facts.number}}}",
        "year": f"{{{facts.time[:4]}}}",
        "date": f"{{{facts.time[:10]}}}",
        "url": f"{{{address}}}",
        "note": f"{{SHA-256 {checksum(facts)}}}",
    }
    inner = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{goldenthread-{facts.number},\n{inner}\n}}\n"


def cff(facts: Facts, address: str) -> str:
    """A release as the text of a file CITATION.cff."""
    return "".join(f"{line}\n" for line in _cff(facts, address))


def _cff(facts: Facts, address: str) -> Iterator[str]:
    yield "cff-version: 1.2.0"
    yield "message: To cite the data of this release, use what stands here."
    yield "type: dataset"
    yield f'title: "{TITLE}"'
    yield "authors:"
    yield '  - name: "Golden Thread and the publishers of its datasets"'
    yield f'version: "release {facts.number}"'
    yield f"date-released: {facts.time[:10]}"
    yield f'url: "{address}"'
    yield "identifiers:"
    yield "  - type: other"
    yield f'    value: "sha256:{checksum(facts)}"'
    yield '    description: "SHA-256 of the list of datasets, versions and their checksums"'
