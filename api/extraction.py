"""The catalogue template, which translators begin with: every message of the templates and of the words of the door."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from goldenthread import files
from goldenthread.api import pages, words

BEGAN: Final = datetime(2026, 11, 25, tzinfo=UTC)  # a template made again from the same messages is the same
HEAD: Final = "# The messages of Golden Thread, made by `make messages`. See docs/translator.md."
Found = tuple[str, str | tuple[str, str]]  # the file, the message or its singular and plural


def template() -> str:
    """The catalogue template as PO text."""
    catalogue = Catalog(project="Golden Thread", version="1", header_comment=HEAD, creation_date=BEGAN)
    for file, message in sorted(messages(), key=str):
        catalogue.add(message, locations=[(file, 0)])
    made = io.BytesIO()
    write_po(made, catalogue, width=110, sort_output=True, include_lineno=False)
    return made.getvalue().decode()


def messages() -> Iterator[Found]:
    """Every message with the file that says it."""
    for name in files.names("api", "templates", ending=".html"):
        for verb, texts in pages.messages_of(f"{name}.html"):
            yield f"api/templates/{name}.html", words.counted(*texts) if verb == "count" else texts[0]
    for name in files.names("api", ending=".py"):
        source: Any = io.BytesIO(files.text("api", f"{name}.py").encode())  # a file, as Babel reads it
        for _line, said, _notes, _context in extract("python", source, {"_": None, "counted": (1, 2)}):
            yield f"api/{name}.py", words.counted(*said) if isinstance(said, tuple) else said


def main() -> None:
    """Writes the template where the catalogues are."""
    Path(str(files.shipped("locale", "goldenthread.pot"))).write_text(template(), encoding="utf-8")


if __name__ == "__main__":
    main()
