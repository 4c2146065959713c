"""Frameworks are found by IRI, by dataset and code whatever the case, or by a dataset that holds one alone."""

import pytest

from goldenthread import frameworks
from goldenthread.errors import Ambiguous, NotFound
from goldenthread.releases import Releases

BASE = "https://w3id.org/goldenthread/id/"


@pytest.fixture(scope="module")
def listed(shipped: Releases) -> tuple[frameworks.Framework, ...]:
    return frameworks.frameworks(shipped.release().store)


@pytest.mark.parametrize(
    "name", [BASE + "ictcft3/standard/ictcft3", "ictcft3:ictcft3", "ICTCFT3", "ictcft3:standard/ictcft3"]
)
def test_a_framework_has_several_names(listed: tuple[frameworks.Framework, ...], name: str) -> None:
    found = frameworks.framework(listed, name, BASE)
    assert found.iri == BASE + "ictcft3/standard/ictcft3"
    assert (found.reference, found.country, found.competencies) == (True, None, 18)


def test_a_dataset_with_several_standards_is_ambiguous_and_each_is_named(
    listed: tuple[frameworks.Framework, ...],
) -> None:
    with pytest.raises(Ambiguous, match="xa:TDCS24"):
        frameworks.framework(listed, "xa", BASE)


def test_a_name_that_means_none_is_not_found(listed: tuple[frameworks.Framework, ...]) -> None:
    with pytest.raises(NotFound):
        frameworks.framework(listed, "xa:none", BASE)


def test_r1_which_country_has_which_standard_and_how_it_stands(listed: tuple[frameworks.Framework, ...]) -> None:
    found = {(one.name(BASE), one.status) for one in listed if one.country == BASE + "country/np"}
    assert found == {("np:ICT-CST", None)}
    ours = {one.code: one.status for one in listed if one.country == BASE + "country/xa"}
    assert ours["TDCS24"] == "endorsed"
    assert ours["LIB-2"] != "endorsed"
