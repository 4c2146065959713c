"""One dataset at the door: its bytes gathered, recognised, read and checked. Nothing here writes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import unquote

from goldenthread import disk, files, terms, validation
from goldenthread.errors import NotFound, Remark, TooLarge, UnknownFormat, Unreadable
from goldenthread.loaders import LOADERS, Changed, Context, Loaded, Loader, blanknodes, silent
from goldenthread.loaders.prefixes import short
from goldenthread.loaders.profile import Profile, brought, merged, on_request, requested
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import plainest
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple
from goldenthread.store.triples import Triples

# Words that stand where a dataset's id does in the IRIs of other things.
RESERVED = frozenset({"agent", "country", "coverage", "gap", "monitoring", "release"})
_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
_SPELT = "iri."  # how the id of a dataset begins whose graph has a name that is not ours
_LONGEST = 200  # characters of such an id, which names files
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can hold
PLAIN = "a value is kept in its plainest form: 01 and 1.0 as 1"
_LISTED = 100  # most references named one by one


@dataclass(frozen=True)
class Checked:
    """A source that has been read: which loader did it, what it holds, and everything worth saying about it."""

    loader: str
    loaded: Loaded
    remarks: tuple[Remark, ...]

    @property
    def refused(self) -> bool:
        return any(remark.severity == "violation" for remark in self.remarks)


def content_of(path: Path | Traversable, limit: int | None = None) -> tuple[bytes, str]:
    """The bytes at `path` and its name; a folder of CSV files becomes a zip, the same bytes every time.

    Raises NotFound, Unreadable, and TooLarge where a file holds more than `limit` bytes.
    """
    if path.is_dir():
        sheets = sorted((entry for entry in path.iterdir() if _is_sheet(entry)), key=lambda entry: entry.name)
        if not sheets:
            raise Unreadable("the folder holds no CSV file. Give the folder that holds the sheets", where=path.name)
        return _zipped([(sheet.name, _bytes(sheet, limit)) for sheet in sheets]), f"{path.name}.zip"
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    return _bytes(path, limit), path.name


def _is_sheet(entry: Traversable) -> bool:
    return entry.is_file() and entry.name.lower().endswith(".csv") and not entry.name.startswith(".")


def _bytes(path: Path | Traversable, limit: int | None) -> bytes:
    with disk.translated(), path.open("rb") as file:
        content: bytes = file.read() if limit is None else file.read(limit + 1)
    if limit is not None and len(content) > limit:
        raise _too_large(path.name, limit)
    return content


def _too_large(name: str, limit: int) -> TooLarge:
    return TooLarge(f"{name or 'the file'} holds more than {limit:,} bytes, the most that is taken in. Split it")


def _zipped(sheets: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip without times, owners or compression, so that equal sheets make equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sheets:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return held.getvalue()


def shipped() -> tuple[Traversable, ...]:
    """The folders of the shipped data, one a dataset and named by its id, in loading order."""
    folders = (entry for entry in files.shipped("examples").iterdir() if entry.is_dir())
    return tuple(sorted((f for f in folders if any(map(_is_sheet, f.iterdir()))), key=lambda folder: folder.name))


def recognise(content: bytes, filename: str, form: str = "auto") -> Loader:
    """The loader for `content`: the one called `form`, or the first that recognises it. Raises UnknownFormat."""
    if form != "auto":
        for loader in LOADERS:
            if loader.name == form:
                return loader
        raise UnknownFormat(f"the format must be auto or one of {', '.join(loader.name for loader in LOADERS)}")
    if not content.strip():
        raise Unreadable("the file is empty", where=filename)
    for loader in LOADERS:
        if loader.recognises(content, filename):
            return loader
    titles = "; ".join(loader.title for loader in LOADERS)
    raise UnknownFormat(f"the content of this file is none of the formats that are read here: {titles}")


def check(
    content: bytes,
    *,
    filename: str,
    settings: Settings,
    form: str = "auto",
    dataset: str | None = None,
    known: Store | None = None,
    profile: Profile | None = None,
    heard: Callable[[float], None] = silent,
) -> Checked:
    """Reads `content` and holds it to the intake shapes; with `known`, to what is loaded as well.

    `form` is a format, or `format+name` to read by the mapping profile of that name too; `profile` is one that was
    brought; `heard` is told how much has been read, from 0 to 1. Raises TooLarge, UnknownFormat and Unreadable; what
    can be said line by line is in the remarks instead.
    """
    if len(content) > settings.upload_bytes:
        raise _too_large(filename, settings.upload_bytes)
    form, _, named = form.replace(" ", "+").partition("+")  # in the query of an address a plus is a space
    loader = recognise(content, filename, form or "auto")
    by = _profiles(settings, [profile_named(named, settings)] if named else [], [profile] if profile else [])
    loaded = _plain(loader.read(content, Context(settings.base, dataset, filename, settings, by, heard=heard)))
    loaded.triples.settle()
    said = validation.intake(loaded.triples, small_count=settings.small_count, blamed=loaded.blamed)
    remarks = [*loaded.remarks, *_identity(loaded.dataset, dataset), *_trespass(loaded, settings.base), *said]
    if known is not None:
        remarks += unresolved(loaded, settings.base, known)
    return Checked(loader.name, loaded, tuple(remarks))


def profile_named(name: str, settings: Settings) -> Profile:
    """The mapping profile of this name: one that ships with us for those who ask, or one of the data directory's
    `profiles/on_request`. Raises UnknownFormat."""
    own = _own_profiles(settings, "on_request")
    if name in own:
        return brought(_bytes(own[name], settings.check_bytes), f"{name}.ttl")
    if name not in on_request():
        names = ", ".join(sorted({*on_request(), *own}))
        raise UnknownFormat(f"there is no mapping profile of that name; these are there: {names}")
    return requested(name)


def _own_profiles(settings: Settings, *parts: str) -> dict[str, Path]:
    """The operator's profiles, by name."""
    folder = settings.data.joinpath("profiles", *parts)
    return {path.stem: path for path in sorted(folder.glob("*.ttl"))}


def _profiles(settings: Settings, *asked: Sequence[Profile]) -> Profile | None:
    """What is read by beside our own profiles: those of the data directory for every file, then those asked for."""
    own = _own_profiles(settings).items()
    found = [brought(_bytes(path, settings.check_bytes), f"{name}.ttl") for name, path in own]
    found += [profile for several in asked for profile in several]
    return merged(*found) if found else None


def of_triples(dataset: str, triples: Iterable[Triple], form: str, settings: Settings) -> Checked:
    """What an edit makes a dataset say, held to the intake shapes like a file; `form` names the way in."""
    named = blanknodes.named(triples, f"{settings.base}{dataset}/bn/")
    loaded = _plain(Loaded(dataset, named, {"statements": len(named)}, {}, (), (), ()))
    said = validation.intake(loaded.triples, small_count=settings.small_count)
    return Checked(form, loaded, (*_identity(dataset, None), *_trespass(loaded, settings.base), *said))


def _plain(loaded: Loaded) -> Loaded:
    """What was read, in the form in which a store gives it back: else the same file would seem to change it."""
    became = plainest(one for one in loaded.triples.terms() if isinstance(one, Literal))
    if not became:
        return loaded

    def plain(value: Term) -> Term:
        return became.get(value, value) if isinstance(value, Literal) else value

    counts = Counter(short(one.predicate.value) for one in loaded.triples if plain(one.object) != one.object)
    changed = [Changed(loaded.dataset, column, PLAIN, count) for column, count in sorted(counts.items())]
    made = (Triple(one.subject, one.predicate, plain(one.object)) for one in loaded.triples)
    return replace(loaded, triples=Triples(made), changed=(*loaded.changed, *changed))


def is_dataset(id: str) -> bool:
    """Whether `id` can be the id of a dataset (it becomes part of IRIs and of file names)."""
    return (_ID.fullmatch(id) is not None and id not in RESERVED) or (len(id) <= _LONGEST and bool(_spelt(id)))


def _identity(found: str, asked: str | None) -> Iterable[Remark]:
    if not is_dataset(found):
        yield Remark(
            "violation",
            "the id of a dataset is small letters, digits, dots, hyphens and underscores, at most 100, "
            f"and not one of {', '.join(sorted(RESERVED))}",
            "dataset", column="id",
        )  # fmt: skip
    elif asked is not None and asked != found:
        yield Remark("violation", f"this file holds the dataset {found}, not the one that was asked for", "dataset")


def _trespass(loaded: Loaded, base: str) -> Iterator[Remark]:
    """A violation where a dataset describes what belongs to another: only that one may speak for it. That a thing is
    a prerequisite is said of the other thing."""
    others: Counter[str] = Counter()
    for triple in loaded.triples:
        home = _home(triple.subject.value, base) if isinstance(triple.subject, NamedNode) else None
        if home not in {None, loaded.dataset} and triple.predicate.value != terms.prerequisiteOf:
            others[str(home)] += 1
    for home, count in sorted(others.items()):
        message = f"{count} statements are about what belongs to the dataset {home}; send them as part of that one"
        yield Remark("violation", message, home)


def unresolved(loaded: Loaded, base: str, known: Store) -> tuple[Remark, ...]:
    """A warning for each reference from `loaded` into another dataset that leads nowhere in `known`."""
    own = {triple.subject for triple in loaded.triples}
    outside = Counter(t.object for t in loaded.triples if isinstance(t.object, NamedNode) and t.object not in own)
    datasets = {graph.value for graph in known.graphs()}
    missing: Counter[str] = Counter()
    remarks = []
    for target, count in sorted(outside.items(), key=lambda item: str(item[0])):
        home = _home(target.value if isinstance(target, NamedNode) else "", base)
        if home is None or home == loaded.dataset:
            continue
        if base + home not in datasets:
            missing[home] += count
        elif not any(True for _ in known.quads(subject=target)):
            remarks.append(Remark("warning", f"the dataset {home} is loaded but does not hold {target}", home))
    return (*(_not_loaded(home, count) for home, count in sorted(missing.items())), *remarks[:_LISTED])


def _not_loaded(home: str, count: int) -> Remark:
    return Remark("warning", f"the dataset {home} is referred to {count} times but not loaded; load it as well", home)


def _home(iri: str, base: str) -> str | None:
    """The dataset that an IRI of ours belongs to."""
    if not iri.startswith(base):
        return None
    home = iri[len(base) :].split("/", 1)[0]
    return home if home and home not in RESERVED else None


def graph_of(dataset: str, base: str) -> NamedNode:
    """The graph of a dataset, which is also its IRI: its id under our base, or the IRI that its id spells."""
    spelt = _spelt(dataset)
    return NamedNode(spelt if spelt and not spelt.startswith((base, terms.GT)) else base + dataset)


def id_of(graph: str, base: str) -> str | None:
    """The id of the dataset whose graph this is, the other way round of `graph_of`; None where none can be. An IRI
    that is not ours is spelt: `http://example.org/g` is `iri.http_3a_2f_2fexample.org_2fg`."""
    id = graph.removeprefix(base) if graph.startswith(base) else _SPELT + _PLAIN.sub(_escaped, graph)
    return id if is_dataset(id) and graph_of(id, base).value == graph else None


_PLAIN = re.compile(r"[^a-z0-9.-]|[.-]$")


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"_{byte:02x}" for byte in match[0].encode())


def _spelt(id: str) -> str | None:
    """The IRI that an id spells."""
    if not id.startswith(_SPELT):
        return None
    try:
        iri = NamedNode(unquote(id.removeprefix(_SPELT).replace("_", "%"), errors="strict")).value
    except ValueError:
        return None
    named = "://" in iri or iri.startswith("urn:")  # what a page can lead to
    return iri if named and _SPELT + _PLAIN.sub(_escaped, iri) == id else None


def triples_of(store: Store, dataset: str, base: str) -> Triples:
    """What a dataset says in `store`."""
    return Triples(quad.triple for quad in store.quads(graph=graph_of(dataset, base)))
