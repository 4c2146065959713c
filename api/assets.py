"""The stylesheet, the script and the picture of every page, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from goldenthread import files
from goldenthread.errors import NotFound

MEDIA: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
YEAR: Final = "public, max-age=31536000, immutable"
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """One static file, its media type and the hash its address carries."""

    content: bytes
    media: str
    version: str


def load() -> dict[str, Asset]:
    """Every static file by name."""
    found = {}
    for ending, media in MEDIA.items():
        for name in files.names("api", "static", ending=ending):
            content = files.shipped("api", "static", name + ending).read_bytes()
            found[name + ending] = Asset(content, media, hashlib.sha256(content).hexdigest()[:10])
    return found


@router.get("/static/{name}")
def static(name: str, request: Request) -> Response:
    """One static file; kept for a year where the address names its content."""
    held: Mapping[str, Asset] = request.app.state.assets
    if name not in held:
        raise NotFound("There is no such file.")
    asset = held[name]
    lasting = request.query_params.get("v") == asset.version
    return Response(asset.content, headers={"Cache-Control": YEAR if lasting else "no-cache"}, media_type=asset.media)
