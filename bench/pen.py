"""What every part of a generated country is written with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from bench.words import phrase
from bench.workbooks import Workbook


@dataclass(frozen=True)
class Pen:
    """A workbook, chance, and the day on which all is whole."""

    book: Workbook
    random: Random
    day: date

    @property
    def claim(self) -> dict[str, str]:
        """The claim columns of an accepted claim."""
        year = str(self.day.year - 1)
        return {"status": "accepted", "asserter": "Institute", "date": year, "basis": "stated", "source": "LAW"}

    def label(self, english: str, french: str) -> dict[str, str]:
        """Label cells about one thing a teacher should do."""
        deed, fait = phrase(self.random)
        return {"label": f"{english}: {deed}", "label_fr": f"{french} : {fait}"}
