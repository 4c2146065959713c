"""Every framework of a release as CASE has it: the nodes of all datasets by UUID, each as an object of CASE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from goldenthread import rights, sources
from goldenthread.errors import NotFound
from goldenthread.loaders import case_write
from goldenthread.loaders.case_fields import FIELDS
from goldenthread.loaders.case_write import Package
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of

# Kinds whose answer is a set: the node, then those below it by their hierarchy code.
SETS: Final = ("CFConcept", "CFSubject", "CFItemType")


@dataclass(frozen=True, eq=False)
class Held:
    """One node of one package."""

    dataset: str
    package: Package
    node: NamedNode

    @property
    def kind(self) -> str:
        return self.package.kinds[self.node]

    @property
    def identifier(self) -> str:
        return self.package.identifier(self.node)

    def made(self) -> dict[str, Any]:
        """The node alone, with the document it is in where that can be told."""
        document = self.document
        made = self.package.written(self.node, self.package.changed_of(document))
        if self.kind in {"CFItem", "CFAssociation"} and document is not None:
            made["CFDocumentURI"] = self.package.link(document)
        return made

    @property
    def document(self) -> NamedNode | None:
        """The document that the node is in: that of its own scheme, or of an end it joins, or the only one."""
        documents = self.package.of("CFDocument")
        if self.node in documents:
            return self.node
        ends = [end for name in case_write.ENDS for end in self.package.nodes[self.node].get(name, ())]
        for node in (self.node, *(end for end in ends if isinstance(end, NamedNode))):
            homes = [home for home in documents if home == node or home in self.package.homes.get(node, ())]
            if homes:
                return homes[0]
        return documents[0] if len(documents) == 1 else None

    def whole(self) -> dict[str, Any]:
        """The package of a document."""
        return self.package.whole(self.node)


class Library:
    """The packages of a release. Made once for each release: reading needs no more of the store."""

    def __init__(self, packages: Mapping[str, Package]) -> None:
        self._packages = dict(sorted(packages.items()))

    def documents(self) -> Iterator[Held]:
        """Every framework, by dataset and address."""
        for dataset, package in self._packages.items():
            for node in package.of("CFDocument"):
                yield Held(dataset, package, node)

    def find(self, kind: str, identifier: str) -> Held:
        """A node by its UUID. Raises NotFound."""
        found = self._by_identifier.get((kind, identifier.lower()))
        if found is None:
            raise NotFound(f"no framework of this release has a {kind} of that identifier")
        return found

    def associations(self, item: NamedNode) -> list[Held]:
        """Every association of an item, whatever dataset says it."""
        return self._joined.get(item, [])

    def below(self, held: Held) -> list[Held]:
        """A definition with those below it, by hierarchy code."""
        code = _code(held)
        every = [Held(held.dataset, held.package, node) for node in held.package.of(held.kind)]
        under = [one for one in every if code and _code(one).startswith(f"{code}.")]
        return [held, *sorted(under, key=lambda one: (_code(one), one.node.value))]

    @cached_property
    def _by_identifier(self) -> dict[tuple[str, str], Held]:
        found: dict[tuple[str, str], Held] = {}
        for dataset, package in self._packages.items():
            for kind in FIELDS:
                for node in package.of(kind):
                    held = Held(dataset, package, node)
                    found.setdefault((kind, held.identifier.lower()), held)
        return found

    @cached_property
    def _joined(self) -> dict[NamedNode, list[Held]]:
        found: dict[NamedNode, list[Held]] = defaultdict(list)
        for dataset, package in self._packages.items():
            for node in package.of("CFAssociation"):
                ends = {end for name in case_write.ENDS for end in package.nodes[node].get(name, ())}
                for end in ends:
                    if isinstance(end, NamedNode):
                        found[end].append(Held(dataset, package, node))
        return found


def library(store: Store, datasets: Mapping[str, str], settings: Settings) -> Library:
    """The packages of `datasets`, which says when each was last changed, without texts that a licence withholds."""
    base = settings.base
    packages = {
        dataset: case_write.package(
            rights.passed_on(sources.triples_of(store, dataset, base), settings).triples, dataset, changed
        )
        for dataset, changed in datasets.items()
    }
    return Library({dataset: package for dataset, package in packages.items() if package.kinds})


def _code(held: Held) -> str:
    return min((text_of(value) for value in held.package.nodes[held.node].get("hierarchyCode", ())), default="")
