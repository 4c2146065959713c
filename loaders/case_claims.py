"""The associations of a CASE package: each an edge between its ends, a match also a claim that can be weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goldenthread import terms
from goldenthread.loaders.account import Account
from goldenthread.loaders.case_fields import EXTENDED, MATCHES, TYPES
from goldenthread.loaders.case_nodes import Part
from goldenthread.store.rdf import Literal, NamedNode, Triple, date

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Associations:
    """What the associations of a package say; what is odd about one is said to the account."""

    account: Account

    def triples(self, part: Part, node: NamedNode, ends: Mapping[str, NamedNode], creator: str) -> Iterator[Triple]:
        """The edge of one association and its claim; `ends` says where its links lead, by field. Who claims a match
        is the `creator` of its document."""
        kind = part.said.get("associationType")
        origin, destination = ends.get("originNodeURI"), ends.get("destinationNodeURI")
        if origin is None or destination is None or not isinstance(kind, str):
            message = "an association without its type or one of its ends is kept but joins nothing"
            self.account.say("warning", message, part.path, rule="end")
            return
        if kind in TYPES:
            yield Triple(origin, NamedNode(terms.CASE + kind), destination)
        elif not EXTENDED.fullmatch(kind):
            message = f"the association type {kind[:60]} is not one of CASE; the association is kept but joins nothing"
            self.account.say("warning", message, part.path, rule="type")
        if kind in MATCHES:
            match = (origin, NamedNode(terms.SKOS + MATCHES[kind]), destination)
            yield from _claim(part, node, match, creator)


def _claim(
    part: Part, node: NamedNode, match: tuple[NamedNode, NamedNode, NamedNode], creator: str
) -> Iterator[Triple]:
    yield Triple(node, NamedNode(terms.RDF_type), NamedNode(terms.Mapping))
    for name, value in zip((terms.subject, terms.predicate, terms.object), match, strict=True):
        yield Triple(node, NamedNode(name), value)
    yield Triple(node, NamedNode(terms.status), Literal("accepted"))
    if creator:
        yield Triple(node, NamedNode(terms.asserter), Literal(creator))
    day = _DAY.match(str(part.said.get("lastChangeDateTime") or ""))
    if day:
        yield Triple(node, NamedNode(terms.DCTERMS_date), date(day.group()))
