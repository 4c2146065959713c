"""Tokens: hashed, shown once, bound to roles and datasets, expiring, revocable."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from goldenthread.access import ROLES, Tokens
from goldenthread.errors import BadParameter, Forbidden, NotFound, StoreFailed, Unauthorised
from tests.conftest import NOW, now


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path, now)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_a_token_lets_its_holder_in(tokens: Tokens) -> None:
    token, text = tokens.create()
    assert tokens.check(text, "editor", "exemplaria") == token
    assert tokens.list() == (token,)


def test_only_a_hash_is_kept_and_only_its_owner_reads_it(tokens: Tokens, tmp_path: Path) -> None:
    token, text = tokens.create()
    kept = (tmp_path / "tokens.json").read_text()
    assert text not in kept
    assert text.rpartition("_")[2] not in kept
    assert token.sha256 in kept
    assert (tmp_path / "tokens.json").stat().st_mode & 0o777 == 0o600
    assert "sha256" not in token.to_json()


@pytest.mark.parametrize("text", [None, "", "gt_", "x", "gt_00000000_" + "a" * 43])
def test_an_unknown_text_is_unauthorised(tokens: Tokens, text: str | None) -> None:
    tokens.create()
    with pytest.raises(Unauthorised):
        tokens.check(text, "reader")


def test_another_secret_under_a_known_id_is_unauthorised(tokens: Tokens) -> None:
    _, text = tokens.create()
    with pytest.raises(Unauthorised):
        tokens.check(text[:-1] + ("a" if text[-1] != "a" else "b"), "reader")


@pytest.mark.parametrize("has", ROLES)
@pytest.mark.parametrize("need", ROLES)
def test_a_role_reaches_to_those_before_it(tokens: Tokens, has: str, need: str) -> None:
    _, text = tokens.create(role=has)
    if ROLES.index(has) >= ROLES.index(need):
        assert tokens.check(text, need).role == has
    else:
        with pytest.raises(Forbidden):
            tokens.check(text, need)


@pytest.mark.parametrize("dataset", ["other", None])
def test_a_bound_token_reaches_its_datasets_alone(tokens: Tokens, dataset: str | None) -> None:
    _, text = tokens.create(datasets=["np", "xa"])
    assert tokens.check(text, "editor", "np").datasets == ("np", "xa")
    with pytest.raises(Forbidden):
        tokens.check(text, "editor", dataset)


def test_a_token_ends_on_its_day(tmp_path: Path) -> None:
    _, text = Tokens(tmp_path, now).create(days=2)
    assert Tokens(tmp_path, lambda: later(1)).check(text, "reader")
    with pytest.raises(Unauthorised):
        Tokens(tmp_path, lambda: later(2)).check(text, "reader")


def test_a_revoked_token_is_unauthorised_and_stays_listed(tokens: Tokens) -> None:
    token, text = tokens.create()
    _, other = tokens.create()
    tokens.revoke(token.id)
    with pytest.raises(Unauthorised):
        tokens.check(text, "reader")
    assert tokens.check(other, "reader")
    assert [held.revoked for held in tokens.list()] == [NOW, None]
    with pytest.raises(NotFound):
        tokens.revoke("ffffffff")


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"days": 0}, {"days": 10**9}])
def test_a_wrong_wish_is_a_bad_parameter(tokens: Tokens, wrong: dict[str, object]) -> None:
    with pytest.raises(BadParameter):
        tokens.create(**wrong)  # type: ignore[arg-type]  # the wrong value is the test


@pytest.mark.parametrize("content", [b"{", b'[{"id": 1}]', b"[1]"])
def test_a_damaged_file_lets_nobody_in(tokens: Tokens, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokens.json").write_bytes(content)
    with pytest.raises(StoreFailed):
        tokens.check("x", "reader")
