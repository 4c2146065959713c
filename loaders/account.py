"""The account of every value: what was kept, kept in another form, not kept, and what is to be said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from goldenthread.errors import Remark, Severity
from goldenthread.loaders import Changed, Lost
from goldenthread.store.rdf import Term, text_of

LISTED = 20  # remarks and losses listed one by one for each column and reason; the rest are counted


@dataclass
class Account:
    """Collects while a file is read. Lists are bounded, counts are not."""

    kept: Counter[str] = field(default_factory=Counter)
    blamed: set[tuple[str, str]] = field(default_factory=set)  # things and columns whose fault is told
    _changed: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _lost: dict[tuple[str, str | None, str], list[Lost]] = field(default_factory=dict)
    _lost_more: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    _remarks: dict[tuple[Severity, str, str | None, str], list[Remark]] = field(default_factory=dict)
    _remarks_more: Counter[tuple[Severity, str, str | None, str]] = field(default_factory=Counter)

    def change(self, where: str, column: str, rule: str, count: int = 1) -> None:
        """Counts values of a column kept in another form."""
        self._changed[where, column, rule] += count

    def lose(self, where: str, row: int | None, column: str | None, value: str, why: str) -> None:
        """Notes one value that was not kept."""
        key = (where, column, why)
        listed = self._lost.setdefault(key, [])
        if len(listed) < LISTED:
            listed.append(Lost(where, row, column, value[:200], why))
        else:
            self._lost_more[key] += 1

    def say(
        self,
        severity: Severity,
        message: str,
        where: str,
        row: int | None = None,
        column: str | None = None,
        *,
        rule: str = "",
    ) -> None:
        """Adds a remark; those of one `rule`, sheet and column are listed up to a bound."""
        key = (severity, where, column, rule or message)
        listed = self._remarks.setdefault(key, [])
        if len(listed) < LISTED:
            listed.append(Remark(severity, message if message[-1] in ".?!" else f"{message}.", where, row, column))
        else:
            self._remarks_more[key] += 1

    def wrong(self, message: str, where: str, row: int | None = None, column: str | None = None, *, rule: str) -> None:
        """Adds a violation."""
        self.say("violation", message, where, row, column, rule=rule)

    def blame(self, subject: Term | None, column: str) -> None:
        """Notes that a fault in this column of a thing is told, or follows from one that is."""
        if subject is not None:
            self.blamed.add((text_of(subject), column))

    @property
    def changed(self) -> tuple[Changed, ...]:
        return tuple(Changed(*key, count) for key, count in sorted(self._changed.items()))

    @property
    def not_kept(self) -> tuple[Lost, ...]:
        return tuple(self._losses())

    def _losses(self) -> Iterator[Lost]:
        for key, listed in self._lost.items():
            yield from listed
            if more := self._lost_more[key]:
                where, column, why = key
                yield Lost(where, None, column, f"and {more} more values", why)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(self._said())

    def _said(self) -> Iterator[Remark]:
        for key, listed in self._remarks.items():
            yield from listed
            if more := self._remarks_more[key]:
                severity, where, column, _ = key
                yield Remark(severity, f"and {more} more rows like these", where, None, column)
