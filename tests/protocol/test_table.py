"""SPARQL 1.1 Protocol and Graph Store HTTP Protocol to the letter: every exchange of the table in `cases/`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests.api.writers import Desk, desk, workbook
from tests.protocol.exchanges import Exchange, Scenario, scenarios

CASES = sorted((Path(__file__).parent / "cases").glob("*.http"))
EVERY = [(path.stem, scenario) for path in CASES for scenario in scenarios(path)]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("table") / "data") as made:
        made.releases.propose(workbook("np").encode(), filename="np.ttl", dataset="np")
        yield made


def send(service: Desk, exchange: Exchange, known: dict[str, str]) -> Response:
    headers = {name: value.format_map(known) for name, value in exchange.headers.items()}
    encoding = headers.pop("Bytes", "utf-8")
    who = headers.pop("As", None)
    if who is not None:
        headers["Authorization"] = service.bearer(role=who)["Authorization"]
    service.client.follow_redirects = False
    answer: Response = service.client.request(
        exchange.method,
        exchange.address.replace("{location}", known.get("location", "")),
        content=exchange.body.encode(encoding) if exchange.body else None,
        headers=headers,
    )
    return answer


def faults(exchange: Exchange, answer: Response, known: dict[str, str]) -> Iterator[str]:
    """What is not as the table has it."""
    if answer.status_code not in exchange.statuses:
        yield f"status {answer.status_code}, not {exchange.statuses}: {answer.text[:300]}"
    for name, wanted in exchange.expected.items():
        value = answer.headers.get(name)
        if wanted == "-" and value is not None:
            yield f"{name}: {value}, not wanted"
        if wanted != "-" and (value is None or wanted.format_map(known).lower() not in value.lower()):
            yield f"{name}: {value}, not {wanted}"
    for line in exchange.tells:
        sign, _, text = line.partition(" ")
        there = text in answer.text
        if {"~": not there, "!": there, "=": answer.text != text}[sign]:
            yield f"body {line}: {answer.text[:300]}"


@pytest.mark.parametrize("scenario", [pytest.param(one, id=f"{stem}: {one.rule}") for stem, one in EVERY])
def test_each_exchange_is_to_the_letter(service: Desk, scenario: Scenario) -> None:
    known: dict[str, str] = {}
    found = []
    for exchange in scenario.exchanges:
        answer = send(service, exchange, known)
        found += [f"{exchange.method} {exchange.address}: {fault}" for fault in faults(exchange, answer, known)]
        known |= dict(answer.headers.items())
    assert not found, "\n".join(found)


def test_the_table_is_all_there() -> None:
    assert sum(len(scenario.exchanges) for _, scenario in EVERY) >= 200
    assert len({rule for _, rule in [(stem, s.rule) for stem, s in EVERY]}) == len(EVERY)
