"""What a data directory must hold, kept beside it in memory: plain sets of triples, release by release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goldenthread.store.rdf import Triple

Said = frozenset[Triple]
State = Mapping[str, Said]  # what each dataset says; a dataset that is not there is no key


@dataclass
class Model:
    """Every release there ever was, by number: what its datasets say, and which release it returned to."""

    states: dict[int, State] = field(default_factory=dict)
    returns: dict[int, int] = field(default_factory=dict)

    @property
    def current(self) -> int:
        """The newest release."""
        return max(self.states)

    @property
    def now(self) -> State:
        """What the newest release says."""
        return self.states[self.current]

    def become(self, state: State) -> int:
        """A new release that says `state`; its number."""
        number = self.current + 1 if self.states else 1
        self.states[number] = dict(state)
        return number

    def without(self, dataset: str) -> State:
        """What the newest release says but for one dataset."""
        return {name: said for name, said in self.now.items() if name != dataset}

    def undone(self) -> int | None:
        """The release that an undo returns to; None where there is none."""
        number = self.current
        while number in self.returns:
            number = self.returns[number]
        return number - 1 if number > 1 else None
