"""Two languages that nobody speaks, made from the English: what is still plain English on a page in one of them was
left unmarked. One is accented, longer and in brackets; the other runs from right to left."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from typing import Final

PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED: Final = str.maketrans(PLAIN, "áƀćďéƒǵħíĵķĺɱńóƥɋŕśťúṽŵẋýžÁƁĆĎÉƑǴĦÍĴĶĹṀŃÓƤɊŔŚŤÚṼŴẊÝŽ")
ARABIC: Final = str.maketrans(PLAIN, "ابجدهفغحيجكلمنوپقرستعفوخيزابجدهفغحيجكلمنوپقرستعفوخيز")
LONGER: Final = 0.4  # what a translation may be longer by
_KEPT = re.compile(r"(\{\w+\}|</?\w+>)")  # what a message holds beside words


def accented(text: str) -> str:
    """The message with every letter accented, two fifths longer, in brackets."""
    return _made(text, ACCENTED, " éééé")


def mirrored(text: str) -> str:
    """The same in letters that run from right to left."""
    return _made(text, ARABIC, " يييي")


def _made(text: str, letters: Mapping[int, int | str], more: str) -> str:
    words = [part if place % 2 else part.translate(letters) for place, part in enumerate(_KEPT.split(text))]
    longer = round(sum(len(part) for part in words[::2]) * LONGER / len(more))
    return f"[{''.join(words)}{more * longer}]"


class Pseudo(gettext.NullTranslations):
    """A catalogue that makes up every translation."""

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made

    def gettext(self, message: str) -> str:
        """The message in the made-up language."""
        return self._made(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message for a number."""
        return self._made(msgid1 if n == 1 else msgid2)


# By tag (both of private use): the locale whose numbers and days it writes, and its catalogue.
PSEUDO: Final[Mapping[str, tuple[str, Callable[[], Pseudo]]]] = {
    "en-XA": ("ru", lambda: Pseudo(accented)),
    "ar-XB": ("ar", lambda: Pseudo(mirrored)),
}
