"""Tokens of an OpenID Connect issuer on loopback: which are good, and whom they let do what."""

from __future__ import annotations

import base64
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from goldenthread.access import Tokens
from goldenthread.api.app import create_app
from goldenthread.errors import BadParameter, Forbidden, Unauthorised, Unreachable
from goldenthread.oidc import REST, Issuer
from goldenthread.settings import Settings
from tests.api.writers import desk
from tests.conftest import NOW, now

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
AUDIENCE = "goldenthread"


def public(key: Any, name: str, **more: str) -> dict[str, Any]:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), "kid": name, "use": "sig", **more}


@dataclass
class Provider:
    """An issuer: its address, the keys it gives, and how often it was asked."""

    address: str = ""
    named: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def provider() -> Iterator[Provider]:
    secret = base64.urlsafe_b64encode(b"secret" * 8).decode()
    found = Provider(
        keys=[
            public(KEY, "one"), public(CURVE, "two"),
            {"kty": "oct", "kid": "shared", "k": secret, "alg": "HS256"},
            {**public(OTHER, "sealing"), "use": "enc"},
        ]
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            said: dict[str, Any] = {"issuer": found.named, "jwks_uri": found.address + "/keys"}
            content = json.dumps({"keys": found.keys} if self.path == "/keys" else said).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = found.named = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def claims(provider: Provider, **more: Any) -> dict[str, Any]:
    said = {
        "iss": provider.address, "aud": AUDIENCE, "sub": "u1", "iat": NOW, "exp": NOW + timedelta(minutes=5),
        "roles": ["editor"], "preferred_username": "maya", **more,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def signed(provider: Provider, key: Any = KEY, name: str | None = "one", algorithm: str = "RS256", **more: Any) -> str:
    return jwt.encode(claims(provider, **more), key, algorithm, headers={"kid": name} if name else None)


def issuer(provider: Provider, monotonic: Any = lambda: 0.0, **more: Any) -> Issuer:
    settings = Settings(oidc_issuer=provider.address, oidc_audience=AUDIENCE)
    return Issuer(replace(settings, **more), now, monotonic=monotonic)


@pytest.mark.parametrize(
    ("key", "name", "algorithm"), [(KEY, "one", "RS256"), (KEY, "one", "PS512"), (CURVE, "two", "ES256")]
)
def test_a_token_that_the_issuer_signed_is_good(provider: Provider, key: Any, name: str, algorithm: str) -> None:
    token = issuer(provider).token(signed(provider, key, name, algorithm))
    assert (token.id, token.note, token.role, token.datasets) == ("u1", "maya", "editor", ())
    assert token.agent == "maya (token u1)"


@pytest.mark.parametrize(
    "more",
    [
        {"exp": NOW - timedelta(seconds=61)},
        {"iat": NOW + timedelta(seconds=61)},
        {"nbf": NOW + timedelta(seconds=61)},
        {"exp": None}, {"iat": None}, {"sub": None}, {"aud": None}, {"iss": None},
        {"aud": "another"}, {"iss": "https://another.example"}, {"exp": "soon"}, {"nbf": True},
    ],
)  # fmt: skip
def test_a_token_with_a_claim_that_is_not_right_is_refused(provider: Provider, more: dict[str, Any]) -> None:
    if more == {"nbf": True}:  # a moment that is not one; true counts as 1 and so as long past
        more = {"nbf": "true"}
    with pytest.raises(Unauthorised):
        issuer(provider).token(signed(provider, **more))


@pytest.mark.parametrize("more", [{"exp": NOW - timedelta(seconds=59)}, {"iat": NOW + timedelta(seconds=59)}])
def test_the_clocks_may_differ_a_little(provider: Provider, more: dict[str, Any]) -> None:
    assert issuer(provider).token(signed(provider, **more)).role == "editor"
    with pytest.raises(Unauthorised):
        issuer(provider, oidc_leeway=58.0).token(signed(provider, **more))


def test_an_audience_may_be_one_of_several(provider: Provider) -> None:
    assert issuer(provider).token(signed(provider, aud=["other", AUDIENCE])).role == "editor"


def plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def forged(provider: Provider) -> dict[str, str]:
    head, body, seal = signed(provider).split(".")
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    confused = plain(b'{"alg":"HS256","kid":"one"}') + "." + body
    seal_of_public = plain(hmac.digest(pem, confused.encode(), "sha256"))
    none = plain(b'{"alg":"none","kid":"one"}')
    shared = jwt.encode(claims(provider), b"secret" * 8, "HS256", headers={"kid": "shared"})
    return {
        "another key": signed(provider, OTHER),
        "the key for sealing": signed(provider, OTHER, "sealing"),
        "an unknown key": signed(provider, OTHER, "three"),
        "no key named": signed(provider, KEY, None),
        "a head of none": f"{none}.{body}.",
        "a head of none, signed": f"{none}.{body}.{seal}",
        "a shared secret": shared,
        "the public key as a secret": f"{confused}.{seal_of_public}",
        "the key of another kind": signed(provider, CURVE, "one", "ES256"),
        "a changed body": f"{head}.{body[:-2]}AA.{seal}",
        "no token": "a.b.c",
        "words": "let me in",
        "far too long": "a" * 20_000,
        "critical": jwt.encode(claims(provider), KEY, "RS256", headers={"kid": "one", "crit": ["x"], "x": 1}),
    }


def test_what_is_forged_is_refused(provider: Provider) -> None:
    tokens = forged(provider)
    assert len(tokens) == 14
    held = issuer(provider)
    for how, text in tokens.items():
        try:
            held.token(text)
        except Unauthorised:
            continue
        raise AssertionError(how)


@pytest.mark.parametrize(
    ("claim", "said", "role", "datasets"),
    [
        ("roles", {"roles": "reader editor"}, "editor", ()),
        ("roles", {"roles": ["editor:np", "editor:ph", "reader", "stranger"]}, "editor", ("np", "ph")),
        ("roles", {"roles": ["editor", "editor:np"]}, "editor", ()),
        ("roles", {"roles": ["admin:np", "editor"]}, "admin", ("np",)),
        ("realm_access.roles", {"realm_access": {"roles": ["admin"]}}, "admin", ()),
        ("https://gt.example/roles", {"https://gt.example/roles": ["reader"]}, "reader", ()),
    ],
)
def test_the_claim_gives_the_role_and_what_it_is_bound_to(
    provider: Provider, claim: str, said: dict[str, Any], role: str, datasets: tuple[str, ...]
) -> None:
    token = issuer(provider, oidc_roles=claim).token(signed(provider, **{"roles": None, **said}))
    assert (token.role, token.datasets) == (role, datasets)


@pytest.mark.parametrize("roles", [None, [], "stranger", {"editor": True}, 1, ["Editor"]])
def test_a_token_without_a_role_here_may_do_nothing(provider: Provider, roles: Any) -> None:
    with pytest.raises(Forbidden):
        issuer(provider).token(signed(provider, roles=roles))


def test_keys_are_kept_asked_for_again_when_strange_and_not_too_often(provider: Provider) -> None:
    moment = [0.0]
    held = issuer(provider, lambda: moment[0], oidc_keep=300.0)
    for _ in range(3):
        held.token(signed(provider))
    assert provider.asked.count("/keys") == 1
    provider.keys.append(public(OTHER, "three"))
    with pytest.raises(Unauthorised):
        held.token(signed(provider, OTHER, "three"))
    moment[0] = 11.0
    assert held.token(signed(provider, OTHER, "three")).role == "editor"
    for _ in range(3):
        with pytest.raises(Unauthorised):
            held.token(signed(provider, OTHER, "four"))
    assert provider.asked.count("/keys") == 2
    provider.keys.clear()
    moment[0] = 400.0
    with pytest.raises((Unauthorised, Unreachable)):
        held.token(signed(provider))


def test_an_issuer_that_does_not_answer_or_is_another_is_told_as_an_outage(provider: Provider) -> None:
    provider.named = "https://another.example"
    with pytest.raises(Unreachable):
        issuer(provider).token(signed(provider))
    away = Settings(oidc_issuer="http://127.0.0.1:9", oidc_audience=AUDIENCE)
    with pytest.raises(Unreachable):
        Issuer(away, now).token(signed(provider))


def test_an_issuer_that_takes_too_long_is_told_as_an_outage() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        held = Issuer(Settings(oidc_issuer=address, oidc_audience=AUDIENCE, oidc_seconds=0.1), now)
        with pytest.raises(Unreachable):
            held.token(signed(Provider(address, address)))


def test_an_issuer_that_failed_is_left_alone_for_a_while_and_then_asked_again(provider: Provider) -> None:
    moment = [0.0]
    held = issuer(provider, lambda: moment[0])
    name, provider.named = provider.named, "https://another.example"
    for _ in range(3):
        with pytest.raises(Unreachable):
            held.token(signed(provider))
    asked = len(provider.asked)
    assert asked == 1
    provider.named = name
    with pytest.raises(Unreachable):
        held.token(signed(provider))
    moment[0] = REST
    assert held.token(signed(provider)).role == "editor"
    assert len(provider.asked) > asked


@pytest.mark.parametrize("address", ["http://idp.example", "file:///etc", "ftp://idp.example", "idp.example"])
def test_an_issuer_that_others_could_listen_to_is_refused(address: str) -> None:
    with pytest.raises(BadParameter, match="https"):
        Issuer(Settings(oidc_issuer=address, oidc_audience=AUDIENCE), now)


def test_an_issuer_without_an_audience_is_refused() -> None:
    with pytest.raises(BadParameter, match="oidc_audience"):
        Issuer(Settings(oidc_issuer="https://idp.example"), now)


def test_tokens_of_ours_go_on_beside_those_of_the_issuer(provider: Provider, tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, now, issuer(provider).token)
    _, text = tokens.create("admin")
    assert tokens.check(text, "editor").role == "admin"
    assert provider.asked == []
    assert tokens.check(signed(provider), "editor").note == "maya"
    with pytest.raises(Forbidden):
        tokens.check(signed(provider, roles=["reader"]), "editor")


def test_a_token_of_the_issuer_writes_over_http_under_its_bearers_name(provider: Provider, tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        settings = replace(made.settings, oidc_issuer=provider.address, oidc_audience=AUDIENCE)
        with TestClient(create_app(made.releases, settings), raise_server_exceptions=False) as client:
            content = "<http://example.org/s> <http://example.org/p> 1 ."

            def put(token: str) -> int:
                headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
                answer = client.put(f"/graphs?graph={Settings.base}np", content=content, headers=headers)
                return int(answer.status_code)

            assert put(signed(provider, roles=["editor:ph"])) == 403
            assert put(signed(provider, OTHER)) == 401
            assert put(signed(provider, roles=["editor:np"])) == 201
        line = json.loads((made.settings.data / "audit.log").read_text().splitlines()[-1])
        assert line["who"] == "maya (token u1)"
        assert datetime.fromisoformat(line["when"]).astimezone(UTC) == NOW
