"""How other servers know us: a file of the operator, read when one is asked and told to nobody else."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult

from goldenthread.errors import BadParameter

SETTING: Final = "remote_credentials"
SCOPE: Final = "https://purl.imsglobal.org/spec/case/v1p1/scope/core.readonly"


@dataclass(frozen=True)
class Credentials:
    """For one host: a bearer token, a name with password, or the client credentials of OAuth2 with the address that
    gives tokens for them."""

    token: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    client: str = ""
    secret: str = field(default="", repr=False)
    token_address: str = ""
    scope: str = SCOPE


def of(parts: SplitResult, path: str) -> Credentials | None:
    """What the file at `path` has for the host (with its port, or whatever port) of an address. Raises BadParameter."""
    if not path:
        return None
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadParameter(f"the file that {SETTING} names cannot be read as TOML") from error
    mine = next((said[name] for name in (parts.netloc.lower(), str(parts.hostname)) if name in said), None)
    if mine is None:
        return None
    known = {one.name for one in fields(Credentials)}
    if not isinstance(mine, dict) or not mine.keys() <= known or not all(isinstance(v, str) for v in mine.values()):
        raise BadParameter(f"{SETTING}: what stands under a host is texts named {', '.join(sorted(known))}")
    found = Credentials(**mine)
    if sum(map(bool, (found.token, found.user, found.client))) != 1 or bool(found.client) != bool(found.token_address):
        raise BadParameter(
            f"{SETTING}: a host has a token, a user with password, or a client, secret and token_address"
        )
    return found
