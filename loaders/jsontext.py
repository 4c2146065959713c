"""JSON held to what JSON may say: no key twice in one object, no number that is none, no endless nesting."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from goldenthread.errors import Unreadable

DEEPEST: Final = 200  # objects and lists in each other


def parsed(content: bytes, where: str) -> Any:
    """The value that `content` spells. Raises Unreadable with line and column, where the parser tells them."""
    try:
        document = json.loads(content, object_pairs_hook=once, parse_constant=no_number)
        bounded(document)
        if b"\\ud" in content.lower():
            json.dumps(document, ensure_ascii=False).encode()  # half a character, written as an escape, has no UTF-8
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg}. Mend the file there and load it again"
        raise Unreadable(message, where=where, row=error.lineno, column=str(error.colno)) from error
    except (ValueError, RecursionError) as error:
        reasons = {
            RecursionError: "it is too deep",
            UnicodeEncodeError: "half a character (\\ud800 to \\udfff) stands alone",
        }
        reason = reasons.get(type(error), str(error))
        raise Unreadable(f"this JSON cannot be read: {reason}. Mend it and load it again", where=where) from error
    return document


def shown(value: Any) -> str:
    """A value as JSON in plain ASCII, at a length a person reads."""
    return json.dumps(value)[:200]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises ValueError where a key stands twice in it."""
    held = dict(pairs)
    if len(held) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return held


def no_number(name: str) -> Any:
    """Raises ValueError: NaN and Infinity are no JSON."""
    raise ValueError(f"{name} is not a number of JSON")


def bounded(document: Any) -> None:
    """Raises ValueError where a value is too deep."""
    layer, depth = [document] if isinstance(document, dict | list) else [], 0
    while layer:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"objects stand more than {DEEPEST} deep in each other")
        inner = (value.values() if isinstance(value, dict) else value for value in layer)
        layer = [part for parts in inner for part in parts if isinstance(part, dict | list)]
