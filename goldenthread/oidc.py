"""Tokens of an OpenID Connect issuer: whether one is good, whose it is, and which role it gives. The extra `oidc`.

Only signatures with a key of the issuer count, never a shared secret and never none; the keys are asked for once and
kept for a while, and asked for again, not too often, when a token names one that is not among them.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit

from goldenthread.access import ROLES, Token
from goldenthread.errors import BadParameter, Forbidden, Unauthorised, Unreachable
from goldenthread.settings import Settings

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NEEDED: Final = ("iss", "aud", "sub", "exp", "iat")
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
LONGEST: Final = 16_384  # characters of a token
LARGEST: Final = 1_000_000  # bytes of what the issuer says
PAUSE: Final = 10.0  # seconds before the keys are asked for again because of a name that is not known
REST: Final = 5.0  # seconds in which an issuer that failed is not asked
_SILENT: Final = "the issuer of tokens does not give its keys; try again in a moment"
_REFUSAL: Final = "the token is not one of the issuer's for this service, or has expired; ask the issuer for a new one"


class Issuer:
    """One issuer, as the settings name it. `get` answers an address within its seconds."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], datetime],
        get: Callable[[str, float], bytes] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        if not settings.oidc_audience:
            raise BadParameter("oidc_issuer needs oidc_audience: whom the issuer's tokens are for")
        _secure(settings.oidc_issuer)
        self._settings, self._clock, self._get, self._monotonic = settings, clock, get or _fetch, monotonic
        self._jwt = _library()
        self._lock = threading.Lock()
        self._keys: Mapping[str, Any] = {}  # a key of the library by its name
        self._asked: float | None = None
        self._failed: float | None = None

    def token(self, text: str) -> Token:
        """Whose the token is and what it allows. Raises Unauthorised, Forbidden where it gives no role here, and
        Unreachable where the issuer does not give its keys."""
        said = self._verified(text)
        now, leeway = self._clock().timestamp(), self._settings.oidc_leeway
        moments = [said.get(name) for name in ("exp", "iat", "nbf")]
        if not all(isinstance(moment, int | float) for moment in moments if moment is not None):
            raise Unauthorised(_REFUSAL)
        if said["exp"] <= now - leeway or max(said["iat"], said.get("nbf", 0)) > now + leeway:
            raise Unauthorised(_REFUSAL)
        return self._token(said)

    def _verified(self, text: str) -> dict[str, Any]:
        """What a token says that the issuer has signed for us; its times are not looked at yet."""
        if len(text) > LONGEST:
            raise Unauthorised(_REFUSAL)
        try:
            head = self._jwt.get_unverified_header(text)
            if head.get("alg") not in ALGORITHMS or "crit" in head:
                raise Unauthorised(_REFUSAL)
            times = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False)  # by our own clock
            said: dict[str, Any] = self._jwt.decode(
                text,
                self._key(str(head.get("kid", ""))),
                algorithms=[head["alg"]],
                audience=self._settings.oidc_audience,
                issuer=self._settings.oidc_issuer,
                options={"require": list(NEEDED), **times},
            )
        except (self._jwt.PyJWTError, TypeError, ValueError) as error:  # the last two: a key of another kind
            raise Unauthorised(_REFUSAL) from error
        return said

    def _key(self, name: str) -> Any:  # a key of the library
        """The issuer's key of this name; its only one where a token names none. Raises Unauthorised, Unreachable."""
        with self._lock:
            now = self._monotonic()  # after the wait for the lock
            old = self._asked is None or now - self._asked > self._settings.oidc_keep
            strange = name not in self._keys and self._asked is not None and now - self._asked > PAUSE
            if old or strange:
                self._keys = self._ask_at(now)
                self._asked = now
            keys = self._keys
        if name in keys:
            return keys[name]
        if not name and len(keys) == 1:
            return next(iter(keys.values()))
        raise Unauthorised(_REFUSAL)

    def _ask_at(self, now: float) -> dict[str, Any]:
        """The keys; no question to an issuer that has just failed, so that tokens of strangers, who wait here one
        behind another, do not hold up everybody. Raises Unreachable."""
        if self._failed is not None and now - self._failed < REST:
            raise Unreachable(_SILENT)
        try:
            return self._ask()
        except Unreachable:
            self._failed = self._monotonic()
            raise

    def _ask(self) -> dict[str, Any]:
        """The keys that the issuer signs with, by name. Raises Unreachable."""
        issuer, seconds = self._settings.oidc_issuer, self._settings.oidc_seconds
        try:
            about = json.loads(self._get(issuer.rstrip("/") + "/.well-known/openid-configuration", seconds))
            if about["issuer"] != issuer:
                raise ValueError("the issuer names itself otherwise")
            _secure(about["jwks_uri"])
            found = self._jwt.PyJWKSet.from_dict(json.loads(self._get(about["jwks_uri"], seconds))).keys
        except (OSError, URLError, ValueError, KeyError, TypeError, AttributeError, BadParameter) as error:
            raise Unreachable(_SILENT) from error
        except self._jwt.PyJWTError as error:
            raise Unreachable("the issuer of tokens has no key that could be used") from error
        signing = [key for key in found if key.key_type != "oct" and key.public_key_use in {None, "sig"}]
        return {str(key.key_id or ""): key.key for key in signing}

    def _token(self, said: Mapping[str, Any]) -> Token:
        role, datasets = _role(_claim(said, self._settings.oidc_roles))
        name = next((said[key] for key in ("preferred_username", "email") if isinstance(said.get(key), str)), "")
        return Token(
            str(said["sub"])[:100], "", role, datasets, str(name)[:100], datetime.fromtimestamp(said["iat"], UTC),
            datetime.fromtimestamp(said["exp"], UTC) + timedelta(seconds=self._settings.oidc_leeway),
        )  # fmt: skip


def _claim(said: Mapping[str, Any], path: str) -> list[str]:
    """The texts of a claim, whose name may lead inside by dots; a text stands for its words."""
    found: object = said
    for step in [path] if path in said else path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    texts = found.split() if isinstance(found, str) else found
    return [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []


def _role(texts: list[str]) -> tuple[str, tuple[str, ...]]:
    """The highest role that is named, and the datasets it is bound to: `editor` for all, `editor:np` for one."""
    given = [(role, dataset) for role, _, dataset in (text.partition(":") for text in texts) if role in ROLES]
    if not given:
        raise Forbidden(f"the token gives none of the roles {', '.join(ROLES)} here; ask who runs the issuer for one")
    highest = max((role for role, _ in given), key=ROLES.index)
    bound = {dataset for role, dataset in given if role == highest}
    return highest, () if "" in bound else tuple(sorted(bound))


def _secure(address: str) -> None:
    """Raises BadParameter for an address that others could listen to or change on the way."""
    parts = urlsplit(address)
    if not (parts.scheme == "https" and parts.hostname) and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise BadParameter("an issuer of tokens has an https address")


def _fetch(address: str, seconds: float) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": "application/json"})
    with _opener().open(request, timeout=seconds) as answer:
        content: bytes = answer.read(LARGEST)
    return content


class _Still(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: it could lead to where nobody looked."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Still)


def _library() -> Any:  # PyJWT, which is there with the extra alone
    try:
        import jwt
    except ImportError as error:
        raise BadParameter("oidc_issuer is set and its library missing: pip install goldenthread[oidc]") from error
    return jwt
