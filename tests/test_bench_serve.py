"""What is asked of servers side by side: the same or anew, and what of it is promised."""

from itertools import islice
from urllib.parse import unquote

import pytest

from bench.serve import CLIENTS, PROMISES, Sheet
from bench.servers import FOLDER, Query, Run, Server, text
from goldenthread.questions import substitute
from goldenthread.settings import Settings
from goldenthread.store import gate
from goldenthread.store.rdf import Literal, NamedNode

SERVER = Server("x", 1, "/sparql")


@pytest.mark.parametrize(("anew", "texts"), [(False, 1), (True, 5)])
def test_a_query_is_asked_again_or_anew(anew: bool, texts: int) -> None:
    requests = [unquote(one.decode()) for one in islice(Query("x", "ASK {}", anew).requests(SERVER), 5)]
    assert all("?query=ASK {}" in request for request in requests)
    assert len(set(requests)) == texts


def test_every_query_of_the_bench_passes_the_gate() -> None:
    asked = sorted(path.stem for path in FOLDER.glob("*.rq"))
    assert asked == ["anything", "labels", "lookup", "runaway", "say"]
    assert {gate.check_query(text(name), Settings()).form for name in asked if name != "say"} == {"SELECT"}
    node = NamedNode("urn:x:g")
    gate.check_update(substitute(text("say"), {"graph": node, "thing": node, "value": Literal("1")}), Settings())


def test_one_promise_that_is_not_kept_is_told() -> None:
    sheet, query = Sheet(), Query("lookup", "ASK {}")
    least = PROMISES["lookup", "oxigraph"]
    sheet.add(query, [""] * 5, least, least)
    sheet.add(query, [""] * 5, 0.1, None)
    assert sheet.kept
    sheet.add(query, [""] * 5, least - 0.01, least)
    assert not sheet.kept


def test_a_rate_is_answers_by_time() -> None:
    assert Run(2.0, (0.1, 0.1, 0.2, 0.3), 400).rate == 2
    assert Run(2.0, (0.1, 0.1, 0.2, 0.3), 400).bytes == 100


def test_as_many_clients_as_are_promised_are_served_though_they_come_from_one_address_and_come_again() -> None:
    """A client that leaves and comes again may leave a query behind that is still at work."""
    settings = Settings()
    assert min(settings.client_requests, settings.query_queue) > 2 * max(CLIENTS)
