"""Answers that are kept: who asks the same of the same release gets the same bytes, and nothing is run for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from starlette.responses import Response

LARGEST: Final = 8  # of all there is room for, the part that one answer may take


class Answers:
    """Whole answers in at most `most` bytes; the least lately asked for go first. What they are an answer to, the
    release included, is their key."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[Hashable, tuple[Response, int]] = OrderedDict()

    def get(self, key: Hashable) -> Response | None:
        """The answer, if it is kept."""
        held = self._held.get(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held[0]

    def put(self, key: Hashable, answer: Response, beside: int) -> None:
        """Keeps an answer; `beside` is what its key takes."""
        size = len(answer.body) + beside
        if size > self._most // LARGEST or key in self._held:
            return
        self._held[key] = answer, size
        self._size += size
        while self._size > self._most:
            _, (_, gone) = self._held.popitem(last=False)
            self._size -= gone
