"""Who may write: tokens with a role, kept as hashes and shown once."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from goldenthread import disk
from goldenthread.errors import BadParameter, Forbidden, NotFound, StoreFailed, Unauthorised

ROLES: Final = ("reader", "editor", "admin")  # each may do what those before it may
_TEXT = re.compile(r"gt_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_MOMENTS = ("created", "expires", "revoked")
_LOCK_SECONDS = 5.0
_REFUSAL = "the token is not known, has expired or was revoked; make one with `goldenthread token create`"


@dataclass(frozen=True)
class Token:
    """What is kept of a token. `datasets` empty means all of them; times are UTC."""

    id: str
    sha256: str
    role: str
    datasets: tuple[str, ...]
    note: str
    created: datetime
    expires: datetime | None
    revoked: datetime | None = None

    def alive(self, now: datetime) -> bool:
        """Whether the token is still good."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    def reaches(self, dataset: str | None) -> bool:
        """Whether it may touch `dataset` (None: the whole)."""
        return not self.datasets or dataset in self.datasets

    @property
    def bounds(self) -> str:
        """Why it may not touch another dataset."""
        return f"the token is bound to {', '.join(self.datasets)}"

    @property
    def agent(self) -> str:
        """Who writes with it, for provenance and the audit log."""
        return f"{self.note} (token {self.id})" if self.note else f"token {self.id}"

    def to_json(self) -> dict[str, object]:
        """What may be shown of it: everything but the hash."""
        said: dict[str, object] = {key: value for key, value in asdict(self).items() if key != "sha256"}
        moments = {key: at.isoformat() for key, at in said.items() if isinstance(at, datetime)}
        return said | {"datasets": list(self.datasets)} | moments


class Tokens:
    """The tokens of one data directory, in its `tokens.json`, readable by its owner alone."""

    def __init__(self, data: Path, clock: Callable[[], datetime], others: Callable[[str], Token] | None = None) -> None:
        self._path = data / "tokens.json"
        self._clock = clock
        self._others = others  # who knows the tokens that are not ours, if anybody does

    def create(
        self, role: str = "editor", datasets: Iterable[str] = (), days: int | None = None, note: str = ""
    ) -> tuple[Token, str]:
        """A new token and its text, which is not kept and cannot be shown again."""
        if role not in ROLES:
            raise BadParameter(f"the role must be one of {', '.join(ROLES)}")
        if days is not None and not 0 < days <= 36_500:
            raise BadParameter("a token lives from 1 to 36500 days")
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        id = secrets.token_hex(4)
        text = f"gt_{id}_{secrets.token_urlsafe(32)}"
        expires = None if days is None else now + timedelta(days=days)
        token = Token(id, _hash(text), role, tuple(sorted(set(datasets))), note, now, expires)
        with self._changing():
            self._write([*self.list(), token])
        return token, text

    def list(self) -> tuple[Token, ...]:
        """Every token ever made, oldest first."""
        try:
            with disk.translated():
                kept = json.loads(self._path.read_bytes()) if self._path.is_file() else []
            return tuple(map(_token, kept))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreFailed("tokens.json in the data directory is damaged; restore it or make new tokens") from error

    def revoke(self, id: str) -> Token:
        """Makes a token useless from now on. Raises NotFound."""
        with self._changing():
            tokens = {token.id: token for token in self.list()}
            if id not in tokens:
                raise NotFound("there is no token of this id; see `goldenthread token list`")
            if tokens[id].revoked is None:
                tokens[id] = replace(tokens[id], revoked=self._clock().astimezone(UTC).replace(microsecond=0))
            self._write(tokens.values())
            return tokens[id]

    def check(self, text: str | None, need: str, dataset: str | None = None) -> Token:
        """The token of this text, if it may act as `need` on `dataset` (None: on the whole).

        Raises Unauthorised where there is no good token, Forbidden where its role or datasets do not reach.
        """
        token = self.holder(text, need)
        if not token.reaches(dataset):
            raise Forbidden(token.bounds)
        return token

    def holder(self, text: str | None, need: str) -> Token:
        """The token of this text, if its role reaches; which datasets it may touch is for the one who asks."""
        token = self._found(text or "")
        if ROLES.index(token.role) < ROLES.index(need):
            raise Forbidden(f"this needs the role {need}; the token has the role {token.role}")
        return token

    def _found(self, text: str) -> Token:
        if self._others and text and not text.startswith("gt_"):
            return self._others(text)
        match = _TEXT.fullmatch(text)
        token = next((token for token in self.list() if match and token.id == match[1]), None)
        same = hmac.compare_digest(_hash(text), token.sha256 if token else _hash(""))
        if not (token and same and token.alive(self._clock())):
            raise Unauthorised(_REFUSAL if text else "this needs a token: send it as `Authorization: Bearer TOKEN`")
        return token

    def _changing(self) -> AbstractContextManager[None]:
        return disk.lock(self._path.with_suffix(".lock"), _LOCK_SECONDS)

    def _write(self, tokens: Iterable[Token]) -> None:
        said = [token.to_json() | {"sha256": token.sha256} for token in tokens]
        disk.write(self._path, json.dumps(said, indent=1, ensure_ascii=False).encode(), mode=0o600)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _token(said: dict[str, Any]) -> Token:  # any JSON value
    moments = {key: None if said[key] is None else datetime.fromisoformat(said[key]) for key in _MOMENTS}
    return Token(**said | {"datasets": tuple(said["datasets"])} | moments)
