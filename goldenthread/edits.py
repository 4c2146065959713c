"""What comes in: a file of one dataset, or an edit of what datasets say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from goldenthread.catalogue import Version
from goldenthread.loaders import silent
from goldenthread.loaders.profile import Profile
from goldenthread.store import Store
from goldenthread.store.rdf import Triple

Said = Mapping[str, Iterable[Triple] | None]  # what each dataset is to say; None: it is to be gone
Change = Callable[[Store, Store], Said]  # of a branch and the release it was made from
Condition = Callable[[Mapping[str, Version]], None]  # of the versions there are; raises where it does not hold


@dataclass(frozen=True)
class Source:
    """A file on its way in."""

    content: bytes
    filename: str
    dataset: str | None = None
    form: str = "auto"
    profile: Profile | None = None  # a mapping profile that came with it
    heard: Callable[[float], None] = field(default=silent, compare=False)  # told how much has been read

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def anyway(_: Mapping[str, Version]) -> None:
    """The condition that always holds."""


@dataclass(frozen=True)
class Edit:
    """A change that is not a file of one dataset: `source` is what was sent, `what` says it in words for the list
    of releases."""

    source: Source
    what: str
    change: Change
    condition: Condition = anyway
