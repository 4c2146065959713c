"""The text of a template as messages, so that none can be left unmarked: what stands between two block tags is one
message, with what is computed in it as {name} and inline elements without their attributes. `They share
<b>{{ n }}</b> <a href="/x">cells</a>` becomes the message `They share <b>{n}</b> <a>cells</a>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

INLINE: Final = frozenset({"a", "abbr", "b", "bdi", "em", "i", "small", "span", "strong"})
PLAIN: Final = frozenset({"option", "textarea", "title"})  # elements that hold text alone
QUIET: Final = frozenset({"script", "svg"})  # elements whose text is not read
SPOKEN: Final = frozenset({"alt", "aria-label", "data-as", "placeholder", "title"})  # attributes that people read

_JINJA = r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}"
_PIECE = re.compile(
    rf"(?P<comment>\{{#.*?#\}})|(?P<statement>\{{%.*?%\}})|(?P<value>\{{\{{.*?\}}\}})"
    r"|(?P<held><(?P<element>code|bdi)\b.*?</(?P=element)>)"
    rf"|(?P<tag><[/!a-z](?:{_JINJA}|\"(?:{_JINJA}|[^\"])*\"|[^>\"])*>)"
    rf"|(?P<text>(?:(?!{_JINJA}|<[/!a-z]).)+)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"(?P<name>[\w-]+)=\"(?P<value>(?:{_JINJA}|[^\"])*)\"", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_NAME = re.compile(r"(?<![\w'\"])[A-Za-z_]\w*(?![\w'\"])")
_NO_NAMES: Final = frozenset(
    {"_", "if", "else", "not", "or", "and", "in", "is", "none", "parts", "count", "length", "loop", "last", "attribute"}
)


@dataclass(frozen=True)
class Piece:
    """A part of a template: `kind` is text, value, tag, held (an element that says a code or name, taken as it is), or
    other (a statement, a comment)."""

    kind: str
    source: str

    @property
    def element(self) -> str:
        """The name of a tag's element."""
        found = re.match(r"</?([\w-]+)", self.source)
        return found.group(1) if found else ""

    @property
    def closes(self) -> bool:
        """Whether a tag is a closing one."""
        return self.source.startswith("</")

    @property
    def inline(self) -> bool:
        """Whether it may stand inside a message."""
        return self.kind in {"text", "value", "held"} or (self.kind == "tag" and self.element in INLINE)

    @property
    def blank(self) -> bool:
        """Whether it is white space alone."""
        return self.kind == "text" and not self.source.strip()

    @property
    def says(self) -> bool:
        """Whether it is text with a letter in it."""
        return self.kind == "text" and bool(_LETTER.search(unescape(self.source)))


def marked(template: str) -> str:
    """The template with every message, and every value it shows, handed to the language of the page."""
    made: list[str] = []
    run: list[Piece] = []
    plain = quiet = ""  # the element or block that holds text alone, or nothing to be read
    for piece in _pieces(template):
        if piece.inline and not quiet:
            run.append(piece)
            continue
        made.append(_run(run, "_" if plain else "say"))
        run = []
        plain, quiet = _inside(piece, plain, quiet)
        made.append(_tag(piece) if piece.kind == "tag" else piece.source)
    return "".join((*made, _run(run, "_" if plain else "say")))


def _pieces(template: str) -> Iterator[Piece]:
    for found in _PIECE.finditer(template):
        kind = next(name for name in ("text", "value", "held", "tag", "other") if name == "other" or found[name])
        yield Piece(kind, found.group())


def _inside(piece: Piece, plain: str, quiet: str) -> tuple[str, str]:
    """Whether what follows a piece is text alone, or is not for readers."""
    if piece.kind == "tag":
        name = piece.element
        if name in PLAIN:
            return "" if piece.closes else name, quiet
        if name in QUIET and not piece.source.endswith("/>"):
            return plain, ("" if piece.closes else quiet or name)
    elif found := re.match(r"\{%-?\s*(block (\w+)|endblock)", piece.source):
        return ("title" if found.group(2) == "title" else ""), ("width" if found.group(2) == "width" else "")
    return plain, quiet


def _run(pieces: Sequence[Piece], verb: str) -> str:
    """Inline pieces: one message where there is text in them, else each as it is."""
    if not any(piece.says for piece in pieces):
        return "".join(_alone(piece, verb) for piece in pieces)
    for place in range(len(pieces)):
        if _partner(pieces, place) is None:  # a tag whose other end a statement keeps away
            return _run(pieces[:place], verb) + _tag(pieces[place]) + _run(pieces[place + 1 :], verb)
    if pieces[0].kind == "tag" and _partner(pieces, 0) == len(pieces) - 1:  # a tag around the whole
        return _tag(pieces[0]) + _run(pieces[1:-1], verb) + _tag(pieces[-1])
    if pieces[0].blank:
        return pieces[0].source + _run(pieces[1:], verb)
    if pieces[-1].blank:
        return _run(pieces[:-1], verb) + pieces[-1].source
    return _message(pieces, verb)


def _partner(pieces: Sequence[Piece], place: int) -> int | None:
    """Where the tag at `place` is closed or opened; `place` itself for what is no tag."""
    one = pieces[place]
    if one.kind != "tag":
        return place
    step = -1 if one.closes else 1
    depth = 0
    for other in range(place, -1 if one.closes else len(pieces), step):
        piece = pieces[other]
        if piece.kind == "tag" and piece.element == one.element:
            depth += step if not piece.closes else -step
            if depth == 0:
                return other
    return None


def _alone(piece: Piece, verb: str) -> str:
    if piece.kind == "value":
        return f"{{{{ ({piece.source[2:-2].strip()})|{'flat' if verb == '_' else 'shown'} }}}}"
    return _tag(piece) if piece.kind == "tag" else piece.source


def _message(pieces: Sequence[Piece], verb: str) -> str:
    """The call that says a message, after what is kept of its tags."""
    text = ""
    kept: list[str] = []
    values: dict[str, str] = {}
    opened: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.kind == "text":
            text += re.sub(r"\s+", " ", unescape(piece.source))
        elif piece.kind == "value":
            name = _fresh(_named(piece.source), values)
            values[name] = f"({piece.source[2:-2].strip()})"
            text += f"{{{name}}}"
        elif piece.kind == "held":
            name = _fresh(piece.element, values)
            text += f"{{{name}}}"
            kept.append(f"{{% set _{name} %}}{piece.source}{{% endset %}}")
            values[name] = f"_{name}"
        elif piece.closes:
            text += f"</{opened.pop()[1]}>"
        else:
            name = _fresh(piece.element, values)
            opened.append((piece.element, name))
            text += f"<{name}>"
            kept.append(f"{{% set _{name} %}}{_tag(piece)}{{% endset %}}")
            values[name] = f"_{name}"
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    given = "".join(f", {name}={value}" for name, value in values.items())
    message = json.dumps(text.strip(), ensure_ascii=False)
    return f"{lead}{''.join(kept)}{{{{ {verb}({message}{given}) }}}}{tail}"


def _named(value: str) -> str:
    """A name for a value in a message: the last name in its expression."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", value)
    bare = re.sub(r"\|\s*\w+", "", bare)
    names = [name for name in _NAME.findall(bare) if name.lower() not in _NO_NAMES]
    return names[-1].lower().strip("_") if names else "n"


def _fresh(name: str, taken: dict[str, str]) -> str:
    """The name, with a number behind it if it is taken."""
    number = 1
    while (made := name if number == 1 else f"{name}{number}") in taken:
        number += 1
    return made


def _tag(piece: Piece) -> str:
    """A tag with the messages in its attributes handed to the language of the page."""
    return _ATTRIBUTE.sub(lambda found: _attribute(found["name"], found["value"]), piece.source)


def _attribute(name: str, value: str) -> str:
    if name not in SPOKEN:
        return f'{name}="{value}"'
    made = ""
    run: list[Piece] = []
    for piece in _pieces(value):
        if piece.kind == "other":
            made, run = made + _run(run, "_") + piece.source, []
        else:
            run.append(piece)
    return f'{name}="{made}{_run(run, "_")}"'
