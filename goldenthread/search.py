"""Finding things by name: a full-text index beside each release. Home of sqlite3."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from goldenthread import disk, questions
from goldenthread.errors import StoreFailed
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, text_of

_TABLE = (
    "CREATE VIRTUAL TABLE label USING fts5("
    "text, code, lang UNINDEXED, iri UNINDEXED, dataset UNINDEXED, type UNINDEXED,"
    " tokenize = 'unicode61 remove_diacritics 2')"
)
_ADD = "INSERT INTO label(text, code, lang, iri, dataset, type) VALUES (?, ?, ?, ?, ?, ?)"
_FIND = (
    "SELECT iri, text, lang, code, dataset, type, MIN(rank) AS best FROM label WHERE label MATCH ?"
    " GROUP BY iri ORDER BY best, iri LIMIT ? OFFSET ?"
)


@dataclass(frozen=True)
class Hit:
    """One thing found, with the name that matched."""

    iri: str
    label: str
    lang: str | None
    code: str | None
    dataset: str
    type: str


@dataclass(frozen=True)
class Hits:
    """A page of hits, best first, and how many there are in all."""

    total: int
    items: tuple[Hit, ...]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        with disk.translated():
            yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise disk.full() from error
        raise StoreFailed(f"the search index failed: {error}") from error


def build(store: Store, path: Path, *, older: Path | None = None, changed: Iterable[NamedNode] = ()) -> int:
    """Writes the index of every label and code in `store` to the file `path`; returns how many rows were written.
    With `older`, an index that is right but for the datasets `changed`, only the rows of these."""
    path.unlink(missing_ok=True)
    datasets = tuple(store.graphs()) if older is None else tuple(sorted(changed, key=text_of))
    with _translated():
        if older is not None:
            shutil.copyfile(older, path)
        rows = _rows(store, datasets) if datasets else []
        with closing(sqlite3.connect(path)) as index, index:
            if older is None:
                index.execute(_TABLE)
            index.executemany("DELETE FROM label WHERE dataset = ?", [(text_of(one),) for one in changed])
            index.executemany(_ADD, rows)
    return len(rows)


def _rows(store: Store, datasets: tuple[NamedNode, ...]) -> list[tuple[str, str, str | None, str, str, str]]:
    return [
        (
            text_of(label),
            text_of(code),
            label.language if isinstance(label, Literal) else None,
            text_of(thing),
            text_of(dataset),
            text_of(kind),
        )
        for thing, dataset, kind, code, label in questions.ask(store, "search-rows", datasets=datasets).rows
    ]


def search(path: Path, words: str, *, limit: int = 50, offset: int = 0) -> Hits:
    """The things whose name or code has all of `words` (the last as a beginning), best first."""
    match = _match(words)
    if not match:
        return Hits(0, ())
    with _translated(), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as index:
        (total,) = index.execute("SELECT COUNT(DISTINCT iri) FROM label WHERE label MATCH ?", (match,)).fetchone()
        found = index.execute(_FIND, (match, limit, offset)).fetchall()
    return Hits(
        total, tuple(Hit(iri, text, lang, code or None, ds, kind) for iri, text, lang, code, ds, kind, _ in found)
    )


def _match(words: str) -> str:
    """`words` as an FTS5 expression: each a quoted string, so that nothing in them is an operator."""
    parts = [part for part in re.split(r"[\s\x00]+", words[:500].replace('"', " ")) if any(c.isalnum() for c in part)]
    return " ".join(f'"{part}"' for part in parts[:-1]) + (f' "{parts[-1]}"*' if parts else "")
