"""What a provider teaches of what is required: at level, by others, by nobody, or not known."""

from collections import Counter

import pytest

from goldenthread import providers
from goldenthread.providers import Asked, Provision
from goldenthread.releases import Releases

BASE = "https://w3id.org/goldenthread/id/"


def provision(shipped: Releases, dataset: str, code: str) -> Provision:
    return providers.provision(shipped.release().store, f"{BASE}{dataset}/provider/{code}", f"{BASE}country/{dataset}")


@pytest.fixture(scope="module")
def college(shipped: Releases) -> Provision:
    return provision(shipped, "xa", "COLL-N")


def one(held: Provision, competency: str, group: str) -> Asked:
    (found,) = (
        each for each in held.required
        if (each.competency.code, each.group.code if each.group else None) == (competency, group)
    )  # fmt: skip
    return found


def test_each_requirement_stands_in_one_way(college: Provision) -> None:
    assert Counter(each.standing for each in college.required) == {
        "here": 10, "elsewhere": 30, "nobody": 6, "unknown": 2
    }  # fmt: skip
    assert len({each.requirement.iri for each in college.required}) == len(college.required)


def test_what_is_taught_here_has_its_level_and_that_of_its_trainers(college: Provision) -> None:
    found = one(college, "A2", "INS")
    (taught,) = found.here
    (trainers,) = taught.trainers
    assert (found.answer, taught.module.code, taught.level and taught.level.code) == ("met", "M25", "advanced")
    assert (trainers.offering.code, trainers.number, trainers.level and trainers.level.code) == (
        "O25-1",
        12,
        "advanced",
    )


def test_a_lower_level_does_not_count_as_met(college: Provision) -> None:
    assert one(college, "B4", "INS").answer == "lower"


def test_trainers_of_whom_nothing_is_said_have_no_level(college: Provision) -> None:
    (trainers,) = one(college, "A1", "PRE").here[0].trainers
    assert (trainers.number, trainers.level) == (None, None)


def test_what_nobody_teaches_is_the_same_for_every_provider(shipped: Releases, college: Provision) -> None:
    def nobody(held: Provision) -> set[str]:
        return {each.requirement.iri for each in held.required if each.standing == "nobody"}

    assert len(nobody(college)) == 6
    assert nobody(provision(shipped, "xa", "NOU")) == nobody(college)


def test_it_is_not_known_what_a_module_without_a_claim_teaches(shipped: Releases) -> None:
    held = provision(shipped, "ph", "INNOTECH")
    assert (held.required, held.beside) == ((), ())
    assert [module.code for module in held.silent] == ["PH-M3", "PH-M4"]


def test_providers_of_a_country_are_listed_by_name(shipped: Releases) -> None:
    found = providers.providers(shipped.release().store, BASE + "country/xa")
    assert [each.code for each in found] == ["CPO", "ITD", "NOU", "COLL-N", "COLL-S"]
