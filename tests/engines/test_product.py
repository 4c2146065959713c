"""The whole product over `oxigraph serve`: what it answers is what it answers over the embedded engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenthread.releases import Releases
from tests.api.writers import workbook
from tests.engines.same import ALL, UPDATE, twins
from tests.engines.servers import oxigraph


@pytest.mark.timeout(900)
def test_every_address_answers_the_same_before_and_after_each_kind_of_write(shipped: Releases, tmp_path: Path) -> None:
    with oxigraph() as address, twins(shipped, tmp_path, address) as both:
        both.agree(*ALL)
        both.write("/imports?filename=new.ttl", workbook("new").encode())
        both.write("/update", UPDATE.encode(), "application/sparql-update")
        both.decide()
        both.write("/releases/undo")
