"""Standards and reference frameworks: which are on record, and which one a name means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from goldenthread import questions
from goldenthread.errors import Ambiguous, NotFound
from goldenthread.store import Store
from goldenthread.store.rdf import text_of


@dataclass(frozen=True)
class Framework:
    """A standard, or a reference framework that standards are compared on."""

    iri: str
    dataset: str
    code: str
    label: str
    reference: bool
    country: str | None
    status: str | None
    competencies: int

    def known_as(self, base: str) -> frozenset[str]:
        """The names that may mean it, in small letters: `dataset:code`, `dataset:kind/code`, `dataset`."""
        dataset = unquote(self.dataset.removeprefix(base))
        kind = unquote(self.iri.removeprefix(self.dataset + "/"))
        return frozenset(name.lower() for name in (dataset, f"{dataset}:{self.code}", f"{dataset}:{kind}"))

    def name(self, base: str) -> str:
        """Its shortest certain name, for an address: `dataset:code`."""
        return f"{unquote(self.dataset.removeprefix(base))}:{self.code}"


def frameworks(store: Store) -> tuple[Framework, ...]:
    """Every framework on record, by dataset and code."""
    return tuple(
        Framework(
            text_of(row["framework"]), text_of(row["dataset"]), text_of(row["code"]),
            text_of(row["label"]) or text_of(row["code"]), text_of(row["reference"]) == "true",
            text_of(row["country"]) or None, text_of(row["status"]) or None, int(text_of(row["competencies"])),
        )
        for row in questions.records(questions.ask(store, "frameworks"))
    )  # fmt: skip


def framework(listed: Sequence[Framework], name: str, base: str) -> Framework:
    """The framework that `name` means: its IRI, `dataset:code`, or the dataset where it holds no other.
    Raises NotFound, or Ambiguous, which lists how to write each."""
    found = [one for one in listed if name == one.iri] or [
        one for one in listed if name.strip().lower() in one.known_as(base)
    ]
    if not found:
        raise NotFound("no framework of that name is on record; /compare lists those that are")
    if len(found) > 1:
        raise Ambiguous(f"that names {len(found)} frameworks; write one of: {', '.join(o.name(base) for o in found)}")
    return found[0]
