"""Zip files of strangers: read whole, inside bounds, in memory; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Final

from goldenthread.errors import TooLarge, Unreadable

_LOCKED: Final = "the file has a password or a rare kind of compression. Save it again without"
_ENCRYPTED: Final = 1  # the bit of an entry's flags


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, KeyError) as error:
        raise Unreadable(
            "the file is damaged or not a zip, XLSX or ODS. Save it again and load it", where=where
        ) from error
    except NotImplementedError as error:  # what the library says of compression and encryption it does not know
        raise Unreadable(_LOCKED, where=where) from error


def names(content: bytes, where: str) -> tuple[str, ...]:
    """The names of the files inside. Raises Unreadable."""
    with _translated(where), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return tuple(_name(info) for info in archive.infolist() if not info.is_dir())


def part(content: bytes, where: str, name: str, limit: int) -> bytes:
    """One file inside, at most its first `limit` bytes. Raises Unreadable."""
    with (
        _translated(where),
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        _opened(archive, archive.getinfo(name), where) as file,
    ):
        return file.read(limit)


def parts(content: bytes, where: str, limit: int, most: int) -> dict[str, bytes]:
    """Every file inside by name. Raises TooLarge over `limit` bytes unpacked or `most` files, and Unreadable."""
    held: dict[str, bytes] = {}
    with _translated(where), zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        if len(infos) > most:
            raise TooLarge(f"the zip {where} holds more than {most} files. Load fewer sheets in one zip")
        left = limit
        for info in infos:
            _refuse_name(info, where)
            if info.is_dir():
                continue
            name = _name(info)
            if name in held:
                raise Unreadable(f"the zip holds {name} twice. Keep one of them", where=where)
            with _opened(archive, info, where) as file:
                held[name] = file.read(left + 1)
            left -= len(held[name])
            if left < 0:
                raise TooLarge(f"{where or 'the file'} unpacks to more than {limit:,} bytes. Split the dataset")
    return held


def _opened(archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str) -> IO[bytes]:
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable(_LOCKED, where=where)
    return archive.open(info)


def _refuse_name(info: zipfile.ZipInfo, where: str) -> None:
    steps = _name(info).split("/")
    if ".." in steps or not steps[0] or ":" in steps[0]:
        raise Unreadable("a file name in the zip leads out of its folder. Make the zip anew", where=where)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; some systems write it with backslashes."""
    return info.filename.replace("\\", "/")


def left_behind(name: str) -> bool:
    """Whether a system, not a person, put a file into a zip."""
    steps = name.split("/")
    return "__MACOSX" in steps or steps[-1].startswith(".") or steps[-1] in {"Thumbs.db", "desktop.ini"}


def stem(name: str) -> str:
    """A file's name without folder and ending."""
    return name.rpartition("/")[2].rpartition(".")[0]


def zipped(files: Mapping[str, bytes], *, compressed: bool = False) -> bytes:
    """A zip of `files` in their order, without times, so that equal files make equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = archive.compression
            archive.writestr(info, content)
    return held.getvalue()
