"""How to cite a release: the same words for the same release, the same checksum for the same data."""

import hashlib
import re
from dataclasses import replace

import yaml

from goldenthread import citing
from goldenthread.releases import Releases

ADDRESS = "https://example.org/releases/2"


def test_the_checksum_is_that_of_datasets_versions_and_their_checksums(shipped: Releases) -> None:
    facts = shipped.list()[0]
    lines = citing.manifest(facts).splitlines()
    assert len(lines) == len(facts.datasets) > 10
    assert all(re.fullmatch(r"\S+ \d+ [0-9a-f]{64}", line) for line in lines)
    assert citing.checksum(facts) == hashlib.sha256(citing.manifest(facts).encode()).hexdigest()


def test_the_same_data_has_the_same_checksum_whenever_it_was_released(shipped: Releases) -> None:
    facts = shipped.list()[0]
    later = replace(facts, number=facts.number + 7, time="2030-01-01T00:00:00+00:00", what="an undo")
    fewer = replace(facts, datasets=dict(list(facts.datasets.items())[1:]))
    assert citing.checksum(later) == citing.checksum(facts) != citing.checksum(fewer)


def test_each_form_names_the_release_its_day_its_address_and_its_checksum(shipped: Releases) -> None:
    facts = shipped.list()[0]
    for text in (citing.sentence(facts, ADDRESS), citing.bibtex(facts, ADDRESS), citing.cff(facts, ADDRESS)):
        for part in (f"elease {facts.number}", "2026-11-24", ADDRESS, citing.checksum(facts)):
            assert part in text


def test_the_cff_is_yaml_with_the_keys_that_are_required(shipped: Releases) -> None:
    said = yaml.safe_load(citing.cff(shipped.list()[0], ADDRESS))
    assert {"cff-version", "message", "title", "authors"} <= set(said)
    assert said["type"] == "dataset"
