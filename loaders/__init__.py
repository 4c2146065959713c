"""One module a dialect: bytes to triples and a list of what was not kept. Pure: no store, no network, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from goldenthread.errors import Remark
from goldenthread.loaders.profile import Profile, merged, shipped
from goldenthread.settings import Settings
from goldenthread.store.triples import Triples


@dataclass(frozen=True)
class Lost:
    """A value that did not come in, at its place (a sheet, file or node) and why."""

    where: str
    row: int | None
    column: str | None
    value: str
    why: str


@dataclass(frozen=True)
class Changed:
    """How many values of a column were kept in another form, and by which rule."""

    where: str
    column: str
    rule: str
    count: int


def silent(_: float) -> None:
    """Nobody waits for a word on how far it is."""


@dataclass(frozen=True)
class Context:
    """What a loader may know besides the bytes: where to mint IRIs, the dataset asked for, the file's name, and a
    mapping profile beside those that ship with us; a writer also the moment when the dataset was last changed, as
    xsd:dateTime, for dialects that must say it. `heard` is told how much of a file has been read, from 0 to 1."""

    base: str
    dataset: str | None
    filename: str
    settings: Settings
    profile: Profile | None = None
    moment: str = ""
    heard: Callable[[float], None] = silent
    graph: str = ""  # the name of the dataset's graph, where it has one that is not ours
    framework: str = ""  # of several, the one to write where a dialect has room for one

    def reading(self) -> Profile:
        """The profiles that a file is read by."""
        return merged(shipped(), self.profile) if self.profile else shipped()


@dataclass(frozen=True)
class Loaded:
    """One dataset as read: its triples (blank nodes named) and the account of every value.

    `read` counts things by sheet or kind, `kept` counts values by field; a violation among `remarks` refuses it.
    `blamed` are the things (IRI) and columns of which a violation is told already.
    """

    dataset: str
    triples: Triples
    read: Mapping[str, int]
    kept: Mapping[str, int]
    changed: tuple[Changed, ...]
    not_kept: tuple[Lost, ...]
    remarks: tuple[Remark, ...]
    blamed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Written:
    """A dataset in a dialect, and what that dialect has no place for."""

    content: bytes
    media_type: str
    not_kept: tuple[Lost, ...]


class Loader(Protocol):
    """A dialect. Each module of this package offers one as LOADER."""

    @property
    def name(self) -> str:
        """The word for `form=`, for example "workbook"."""

    @property
    def title(self) -> str:
        """What a person calls the format."""

    def recognises(self, content: bytes, filename: str) -> bool:
        """Whether the content looks like this dialect; the name only breaks a tie."""

    def read(self, content: bytes, context: Context) -> Loaded:
        """The dataset in `content`. Raises Unreadable and TooLarge."""


# The dialects use the types above, so they come in after them.
from goldenthread.loaders import asn, badges, case, ctdl_asn, lists, lrmi, opensalt, rdf, sssom, workbook  # noqa: E402

# In order of trial: the particular before the general.
LOADERS: Final[tuple[Loader, ...]] = (
    workbook.LOADER, opensalt.LOADER, sssom.LOADER, case.LOADER, badges.LOADER, ctdl_asn.LOADER, asn.LOADER,
    lrmi.LOADER, lists.LOADER, rdf.LOADER,
)  # fmt: skip
