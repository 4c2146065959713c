"""What every door for writing does: know the writer before a byte of the body is read, take the body in bounded
pieces to a file without a name, and hand the work to a scribe."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, BinaryIO, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from goldenthread.access import Token, Tokens
from goldenthread.api import formats
from goldenthread.errors import BadParameter, Forbidden, PreconditionFailed, TooLarge, Unauthorised
from goldenthread.releases import Releases
from goldenthread.scribe import Job
from goldenthread.scribes import Room, Scribes
from goldenthread.settings import Settings

FIELDS: Final = 200  # most fields of a form beside its file
FIELD: Final = 20_000  # bytes of the longest field
MULTIPART: Final = "multipart/form-data"


def bearer(request: Request) -> str | None:
    """The token in the Authorization header. Raises Unauthorised where the header is of another kind; what a browser
    sends by itself (Basic) may let read and never writes."""
    given = request.headers.get("authorization")
    scheme, _, text = (given or "").partition(" ")
    if given is None or scheme.lower() == "basic":
        return None
    if scheme.lower() != "bearer":
        raise Unauthorised("the token is sent as `Authorization: Bearer TOKEN`")
    return text.strip()


def ours(request: Request) -> None:
    """Refuses a form that another site's page sends: browsers say so (Sec-Fetch-Site), older ones by Origin. Raises
    Forbidden."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    strange = site not in {"same-origin", "none"} if site else urlsplit(origin).netloc != request.headers.get("host")
    if strange and (site or origin):
        raise Forbidden("the form was sent by a page of another site; open our page and send it from there")


def editor(request: Request) -> Token:
    """The token of one who may write something. Raises Unauthorised, Forbidden; the body is not read yet."""
    return tokens(request).holder(bearer(request), "editor")


def unbound(request: Request, token: Annotated[Token, Depends(editor)]) -> Token:
    """The same at an address that has no state of its own: what supposes one is not done blindly. Raises
    PreconditionFailed."""
    if "if-match" in request.headers or "if-none-match" in request.headers:
        raise PreconditionFailed("this address compares no tags; write with If-Match at /graphs?graph=IRI")
    return token


Keeper = Annotated[Token, Depends(editor)]  # of a door that heeds If-Match
Editor = Annotated[Token, Depends(unbound)]
# For the description of the interface: who may ask.
SECURITY: Final[dict[str, Any]] = {"security": [{"bearer": []}]}


def tokens(request: Request) -> Tokens:
    """The tokens of this service."""
    found: Tokens = request.app.state.tokens
    return found


@dataclass(frozen=True)
class Part:
    """A file of a form: its field, what it is said to be, its name and its bytes."""

    name: str
    media: str
    filename: str | None
    size: int


@dataclass(frozen=True)
class Sent:
    """A body: `file` is its content or its files one after another, `media` what the one is said to be, `fields` what
    else a form said."""

    file: BinaryIO
    media: str = ""
    filename: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


@asynccontextmanager
async def body(request: Request, most: int) -> AsyncIterator[Sent]:
    """The body as a file without a name, gone at the end. Raises TooLarge as soon as it is longer than `most`
    bytes, before it is read where its length is told."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise too_large(most)
    if request.headers.get("content-type", "").lower().startswith(MULTIPART):
        async with form(request, most) as sent:
            if [part.name for part in sent.parts] != ["file"]:
                raise BadParameter("the form needs one file, in the field file")
            part = sent.parts[0]
            yield replace(sent, media=part.media, filename=part.filename)
        return
    with tempfile.TemporaryFile() as file:
        async for chunk in _bounded(request, most):
            await run_in_threadpool(file.write, chunk)
        yield Sent(_ready(file), request.headers.get("content-type", ""))


@asynccontextmanager
async def form(request: Request, most: int, files: int = 1) -> AsyncIterator[Sent]:
    """The files of a form one after another, at most so many. Raises BadParameter, TooLarge."""
    parser = MultiPartParser(
        request.headers, _bounded(request, most), max_files=files, max_fields=FIELDS, max_part_size=FIELD
    )
    try:
        said = await parser.parse()
    except (MultiPartException, KeyError) as error:  # the second: a form that does not say what parts its parts
        raise BadParameter(f"the body is not a form with at most {files} files as it should be") from error
    try:
        fields = {name: value for name, value in said.multi_items() if isinstance(value, str)}
        with tempfile.TemporaryFile() as file:
            parts = [
                await _copied(name, value, file) for name, value in said.multi_items() if isinstance(value, UploadFile)
            ]
            yield Sent(_ready(file), fields=fields, parts=tuple(parts))
    finally:
        await said.close()


async def _copied(name: str, upload: UploadFile, file: BinaryIO) -> Part:
    size = 0
    while chunk := await upload.read(1_000_000):
        size += await run_in_threadpool(file.write, chunk)
    filename = (upload.filename or "").replace("\\", "/").rpartition("/")[2] or None
    return Part(name, upload.content_type or "", filename, size)


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise too_large(most)
        yield chunk


def too_large(most: int) -> TooLarge:
    """What is said of a body over the limit."""
    return TooLarge(f"the body is longer than {most:,} bytes, the most that is taken in here")


def _ready(file: BinaryIO) -> BinaryIO:
    """The file, to be read from its beginning by another process."""
    file.flush()
    file.seek(0)
    return file


@asynccontextmanager
async def text(content: bytes) -> AsyncIterator[BinaryIO]:
    """Content that is at hand, as a file without a name."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        yield _ready(file)


async def done(
    request: Request,
    do: str,
    content: BinaryIO,
    given: Mapping[str, Any],
    *,
    token: Token | None = None,
    only: Sequence[str] | None = None,
    room: Room | None = None,
) -> Any:  # the JSON the job answers
    """The outcome of a job, done by a scribe as the token's holder; `only` is what it may write where that is not
    what the token reaches. Raises what the job raised."""
    releases: Releases = request.app.state.releases
    scribes: Scribes = request.app.state.scribes
    settings: Settings = releases.settings
    place = room or scribes.writing
    job = Job(
        do, settings, releases.clock(), token.agent if token else "anybody",
        tuple(only if only is not None else token.datasets if token else ()), place.memory, dict(given),
    )  # fmt: skip
    return await scribes.run(place, job, content)


def told(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON about a write, which nobody may keep."""
    content = formats.write_json(data) if isinstance(data, dict) else formats.write_json({"items": data})
    return formats.respond(content, "json", {"Cache-Control": "no-store", **(headers or {})}, status)
