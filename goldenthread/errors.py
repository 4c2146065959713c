"""The errors of the house: each a type, raised with data, worded once. `api/problems.py` gives each its status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Severity = Literal["violation", "warning", "info"]


@dataclass(frozen=True)
class Remark:
    """One line of an import report: what is wrong or worth knowing, where, and what to do next.

    `where` is a sheet, file or node; `row` counts from 1 with the heading as row 1 (a line number in text
    formats); `column` is a column's name, or a column number in text formats.
    """

    severity: Severity
    message: str
    where: str = ""
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        places = [self.where] if self.where else []
        if self.row is not None:
            places.append(f"row {self.row}")
        if self.column:
            places.append(f"column {self.column}")
        place = ", ".join(places)
        return f"{place}: {self.message}" if place else self.message


class GoldenThreadError(Exception):
    """Any failure the reader can understand. `code` is stable; `title` names the kind; the text says the rest."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"


class Refused(GoldenThreadError):
    """A source that may not come in. `remarks` holds every violation and warning found."""

    code = "refused"
    title = "The file was read but not accepted"

    def __init__(self, remarks: Sequence[Remark]) -> None:
        self.remarks = tuple(remarks)
        faults = [remark for remark in self.remarks if remark.severity == "violation"]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}" if faults else "refused")


class Unreadable(GoldenThreadError):
    """Bytes that are not what they claim to be: says what, where and what to do next."""

    code = "unreadable"
    title = "The file cannot be read"

    def __init__(self, message: str, *, where: str = "", row: int | None = None, column: str | None = None):
        self.remark = Remark("violation", message, where, row, column)
        super().__init__(str(self.remark))


class UnknownFormat(GoldenThreadError):
    """No loader recognises the content, or no such format is offered."""

    code = "unknown-format"
    title = "The format is not known"


class TooLarge(GoldenThreadError):
    """Input over a limit of settings, raw or unpacked."""

    code = "too-large"
    title = "The input is over a limit"


class NotFound(GoldenThreadError):
    """Nothing of this name in the release that was asked."""

    code = "not-found"
    title = "There is no such thing here"


class Ambiguous(GoldenThreadError):
    """A name that could mean several things; the text lists how to write each."""

    code = "ambiguous"
    title = "The name could mean several things"


class BadParameter(GoldenThreadError):
    """A parameter of the wrong form. The value itself is never echoed."""

    code = "bad-parameter"
    title = "A parameter is not as expected"


class BadQuery(GoldenThreadError):
    """Query text that does not parse or may not pass the gate."""

    code = "bad-query"
    title = "The query cannot be run"


class BadShapes(GoldenThreadError):
    """A shapes graph that cannot be run: a term is missing, misspelt or not among those covered."""

    code = "bad-shapes"
    title = "The shapes cannot be used"


class Unauthorised(GoldenThreadError):
    """A token is missing, unknown, expired or revoked."""

    code = "unauthorised"
    title = "A valid token is needed"


class Forbidden(GoldenThreadError):
    """The token's role or datasets do not reach this far."""

    code = "forbidden"
    title = "This token may not do that"


class HostRefused(GoldenThreadError):
    """Another server that may not be asked: its host, or the address behind it, was not allowed by the operator."""

    code = "host-refused"
    title = "That server may not be asked"


class RemoteFailed(GoldenThreadError):
    """Another server did not give what was asked of it; says where, and what to do next."""

    code = "remote-failed"
    title = "The other server did not give what was asked for"


class Conflict(GoldenThreadError):
    """The state is not what the request was made for (a version precondition, nothing to undo)."""

    code = "conflict"
    title = "The state has moved on"


class PreconditionFailed(GoldenThreadError):
    """What the request set as a condition (If-Match, If-None-Match) does not hold."""

    code = "precondition-failed"
    title = "The condition of the request does not hold"


class Busy(GoldenThreadError):
    """All places are taken; try again after `retry_after` seconds."""

    code = "busy"
    title = "The service is busy"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Locked(Busy):
    """Another process is writing to the data directory."""

    code = "locked"
    title = "Another writer is at work"


class Unreachable(Busy):
    """The engine on another server does not answer, or not in time."""

    code = "unreachable"
    title = "The engine beneath cannot be reached"

    def __init__(self, message: str = "", retry_after: int = 5) -> None:
        said = "the engine that holds the data does not answer; nothing was changed. Try again in a moment"
        super().__init__(message or said, retry_after)


class TooMany(Busy):
    """One client has as many requests at work as it may; those of others are not held up by them."""

    code = "too-many"
    title = "These are too many requests at once"


class Deadline(GoldenThreadError):
    """Work stopped at its time, memory, row or byte limit."""

    code = "deadline"
    title = "The work was stopped at a limit"


class StoreFailed(GoldenThreadError):
    """The engine beneath failed for a reason of its own (disk full, corrupt, unreachable)."""

    code = "store-failed"
    title = "The store failed"


class Unwritable(StoreFailed):
    """The disk is full, or the data directory may not be written: for the one who runs the service to mend."""

    code = "unwritable"
    title = "Nothing can be written"


class EngineFailed(StoreFailed):
    """The engine on another server answers, but not as it should: refuses us, breaks off, says what is no answer."""

    code = "engine-failed"
    title = "The engine beneath does not answer as it should"


class Inconsistent(GoldenThreadError):
    """A reasoner found a contradiction; `classes` names the unsatisfiable ones."""

    code = "inconsistent"
    title = "The ontology contradicts itself"

    def __init__(self, message: str, classes: Sequence[str] = ()) -> None:
        self.classes = tuple(classes)
        super().__init__(message)
