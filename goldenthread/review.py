"""What waits for a reviewer: claims to accept or reject, links to declare complete, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldenthread import questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, text_of
from goldenthread.things import Thing, things_of


@dataclass(frozen=True)
class Waiting:
    """A claim to decide on. `why` is "candidate", or "suspect" for an accepted one that is doubtful."""

    claim: Thing
    why: str
    subject: Thing
    predicate: str | None
    object: Thing | None
    level: Thing | None
    document: Thing | None
    locator: str | None
    asserter: str | None
    date: str | None
    verification: str | None
    confidence: str | None


@dataclass(frozen=True)
class Undeclared:
    """A kind of link, and how many lines that are not known rest on its being declared complete."""

    link: str
    lines: int


@dataclass(frozen=True)
class Decided:
    """A decision that stands. `kind` is "decision", "waiver" or "completeness"; `what` the verdict, the code of the
    gap's type or the kind of link; `until` the last day of a waiver."""

    iri: str
    kind: str
    about: Thing
    what: str
    person: str
    day: str
    until: str | None
    note: str | None


KINDS: Mapping[str, str] = {
    terms.Decision: "decision",
    terms.Waiver: "waiver",
    terms.CompletenessStatement: "completeness",
}


def waiting(store: Store, datasets: Iterable[str], languages: tuple[str, ...] = ("en",)) -> tuple[Waiting, ...]:
    """The claims of datasets (their IRIs) that nobody has decided on: candidates first, then suspects."""
    rows = questions.records(questions.ask(store, "review-claims", datasets=tuple(map(NamedNode, datasets))))
    named = ("claim", "subject", "object", "level", "document")
    called = things_of(store, _nodes(row[name] for row in rows for name in named), languages)
    found: dict[str, Waiting] = {}
    for row in rows:
        said = {name: text_of(term) or None for name, term in row.items()}
        things = {name: called.get(said[name] or "") for name in named}
        claim, subject = things.pop("claim"), things.pop("subject")
        if claim is None or subject is None or claim.iri in found:
            continue
        rest = {name: said[name] for name in ("locator", "asserter", "date", "verification", "confidence")}
        found[claim.iri] = Waiting(
            claim, said["why"] or "", subject, said["predicate"], things["object"], things["level"],
            things["document"], **rest,
        )  # fmt: skip
    return tuple(found.values())


def undeclared(store: Store, dataset: str) -> tuple[Undeclared, ...]:
    """The kinds of link that nobody has declared complete where something is not known for it, most lines first."""
    table = questions.ask(store, "review-links", dataset=NamedNode(dataset))
    found = [Undeclared(text_of(link).removeprefix(terms.GT), int(text_of(lines))) for link, lines in table.rows]
    return tuple(sorted(found, key=lambda one: (-one.lines, one.link)))


def scopes(store: Store, dataset: str, languages: tuple[str, ...] = ("en",)) -> tuple[tuple[Thing, bool], ...]:
    """What a declaration can be about beside the whole dataset, and whether that is a document."""
    rows = questions.ask(store, "review-scopes", dataset=NamedNode(dataset)).rows
    called = things_of(store, _nodes(row[0] for row in rows), languages)
    return tuple((called[text_of(scope)], text_of(document) == "true") for scope, document in rows)


def decided(store: Store, decisions: str, languages: tuple[str, ...] = ("en",)) -> tuple[Decided, ...]:
    """What was decided, from the dataset of decisions (its IRI)."""
    rows = questions.records(questions.ask(store, "review-standing", decisions=NamedNode(decisions)))
    called = things_of(store, _nodes(row["about"] for row in rows), languages)
    return tuple(_decided(row, called) for row in rows)


def _decided(row: Mapping[str, Term | None], called: Mapping[str, Thing]) -> Decided:
    said = {name: text_of(term) for name, term in row.items()}
    return Decided(
        said["decision"], KINDS[said["kind"]], called[said["about"]], said["what"].removeprefix(terms.GT),
        said["person"], said["day"], said["until"] or None, said["note"] or None,
    )  # fmt: skip


def _nodes(found: Iterable[Term | None]) -> set[str]:
    return {text_of(term) for term in found if isinstance(term, NamedNode)}
