"""A folder as one tar.gz that any tool can open, with the SHA-256 of every file in it, and back again.

Files that are one on disk stay one in the bundle. Its last member is the manifest, so a bundle cut short is known by
having none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from goldenthread import disk
from goldenthread.errors import Unreadable

MANIFEST: Final = "manifest.json"
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: the newest release, the quads of each release, the SHA-256 of each file."""

    format: int
    time: str
    current: int
    quads: Mapping[str, int]
    files: Mapping[str, str] = field(default_factory=dict)


def link(source: str, target: str) -> str:
    """Makes `target` the same file as `source`, or a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


class _Hashing(io.RawIOBase):
    """A file to read or write through, whose hash is known at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.hash.update(data)
        return data

    def write(self, data: Any) -> int:  # any buffer
        self.hash.update(data)
        return self._file.write(data)


def pack(taken: Path, target: Path, manifest: Manifest) -> tuple[str, int]:
    """Writes the archive; returns its hash and how many files it holds."""
    files: dict[str, str] = {}
    seen: dict[tuple[int, int], str] = {}
    with target.open("wb") as file:
        target.chmod(0o600)  # the hashes of tokens are in it
        whole = _Hashing(file)
        with (
            gzip.GzipFile("", "wb", compresslevel=3, fileobj=whole, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path in sorted(path for path in taken.rglob("*") if path.is_file()):
                name, info = path.relative_to(taken).as_posix(), path.stat()
                twin = seen.setdefault((info.st_dev, info.st_ino), name)
                files[name] = files[twin] if twin != name else _add(archive, path, name)
                if twin != name:
                    _add_link(archive, name, twin)
            body = json.dumps({**asdict(manifest), "files": files}, indent=1, ensure_ascii=False).encode()
            archive.addfile(_member(MANIFEST, len(body)), io.BytesIO(body))
        file.flush()
        os.fsync(file.fileno())
    return whole.hash.hexdigest(), len(files)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        hashing = _Hashing(file)
        archive.addfile(_member(name, path.stat().st_size), hashing)
    return hashing.hash.hexdigest()


def _add_link(archive: tarfile.TarFile, name: str, twin: str) -> None:
    member = _member(name, 0)
    member.type, member.linkname = tarfile.LNKTYPE, twin
    archive.addfile(member)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


# Unpacking


def unpack(source: Path, fresh: Path) -> Manifest:
    """Unpacks the archive into `fresh`; only plain files and links to those before them come out of it."""
    manifest: Manifest | None = None
    with disk.translated():
        fresh.mkdir()
        try:
            with tarfile.open(source, mode="r|gz") as archive:
                for member in archive:
                    if member.name == MANIFEST:
                        manifest = _manifest(archive, member)
                    else:
                        _take_out(archive, member, fresh)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
            raise Unreadable("this is no backup, or a damaged one; nothing was changed", where=source.name) from error
    if manifest is None:
        raise Unreadable("the backup was cut short; nothing was changed", where=source.name)
    return manifest


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Manifest:
    file = archive.extractfile(member)
    try:
        said = Manifest(**json.loads(file.read() if file else b""))
        tables = [(said.quads, int), (said.files, str)]
        if isinstance(said.current, int) and all(_maps_to(kind, table) for table, kind in tables):
            return said
        raise TypeError("a member of another kind")
    except (ValueError, TypeError, RecursionError) as error:
        raise Unreadable("the manifest of the backup is damaged; nothing was changed", where=MANIFEST) from error


def _maps_to(kind: type, table: object) -> bool:
    return isinstance(table, dict) and all(isinstance(value, kind) for value in table.values())


def _take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, fresh: Path) -> None:
    path = _inside(fresh, member.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if member.islnk():
        link(str(_inside(fresh, member.linkname)), str(path))
        return
    file = archive.extractfile(member) if member.isfile() else None
    if file is None:
        raise Unreadable("something other than a file is in the backup; nothing was changed", where=member.name)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, member.mode & 0o644 | 0o600)
    with os.fdopen(handle, "wb") as out:
        shutil.copyfileobj(file, out, CHUNK)


def _inside(fresh: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or parts[0] == "/" or "\\" in name:
        raise Unreadable("a path in the backup leads out of it; nothing was changed", where="backup")
    return fresh.joinpath(*parts)


def verify(fresh: Path, manifest: Manifest) -> None:
    """Raises Unreadable unless files and hashes are those of the manifest."""
    there = {path.relative_to(fresh).as_posix(): path for path in fresh.rglob("*") if path.is_file()}
    if there.keys() != manifest.files.keys():
        raise Unreadable("files are missing in the backup, or too many; nothing was changed", where="backup")
    hashes: dict[int, str] = {}
    for name, path in sorted(there.items()):
        inode = path.stat().st_ino
        hashes[inode] = hashes.get(inode) or hash_of(path)
        if hashes[inode] != manifest.files[name]:
            raise Unreadable("a file in the backup is damaged; nothing was changed", where=name)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
