"""JSON taken a value at a time, so that a file of any size is never held parsed as a whole."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

from goldenthread.loaders.jsontext import bounded, no_number, once

STEP: Final = 1 << 16  # bytes that are decoded together
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_DECODER: Final = json.JSONDecoder(object_pairs_hook=once, parse_constant=no_number)


class Stream:
    """The values of a JSON file in their order. Whoever walks takes `entries` of an object or `elements` of a list, and
    the value of each before the next. `heard` is told how much has been read, from 0 to 1. Any fault is a ValueError
    or RecursionError without its place: reading the file whole tells that."""

    def __init__(self, content: bytes, heard: Callable[[float], None]) -> None:
        self._content, self._heard = content, heard
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._read = self._at = 0
        self._text = ""
        self._halves = _HALF.search(content) is not None

    def peek(self) -> str:
        """The next sign that is no space; nothing at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches nothing as well
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except ValueError:
                if self._more():  # it may only be cut
                    continue
                raise
            if len(self._text) - end < 3 and self._more():  # a number may go on, after `e+` as well
                continue
            self._at = end
            bounded(found)
            if self._halves:
                json.dumps(found, ensure_ascii=False).encode()
            return found

    def elements(self) -> Iterator[int]:
        """The places of a list, each before its value."""
        return self._inside("[]")

    def entries(self) -> Iterator[str]:
        """The keys of an object, each before its value."""
        seen: set[str] = set()
        for _ in self._inside("{}"):
            key = self.value() if self.peek() == '"' else None
            if not isinstance(key, str) or key in seen:
                raise ValueError("a key that is none, or stands twice")
            seen.add(key)
            self._take(":")
            yield key

    def end(self) -> None:
        """Nothing comes any more."""
        if self.peek():
            raise ValueError("something stands after the end")

    def _inside(self, signs: str) -> Iterator[int]:
        self._take(signs[0])
        if self.peek() == signs[1]:
            self._take(signs[1])
            return
        for place in count():
            yield place
            if self._take("," + signs[1]) == signs[1]:
                return

    def _take(self, signs: str) -> str:
        sign = self.peek()
        if not sign or sign not in signs:
            raise ValueError(f"one of {signs} is missing")
        self._at += 1
        return sign

    def _more(self) -> bool:
        """Decodes another piece, as long as what is held, so that a large value is not tried again too often."""
        if self._read >= len(self._content):
            return False
        step = max(STEP, len(self._text) - self._at)
        piece = self._content[self._read : self._read + step]
        self._read += len(piece)
        self._text = self._text[self._at :] + self._decode(piece, self._read == len(self._content))
        self._at = 0
        self._heard(self._read / len(self._content))
        return True
