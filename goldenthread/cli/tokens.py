"""`token create`, `token list`, `token revoke`: who may write over HTTP."""

from __future__ import annotations

import argparse

from goldenthread.access import ROLES, Tokens
from goldenthread.cli.desk import Commands, Desk, command, now, positive


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`token` and its three verbs."""
    token = commands.add_parser("token", help="make, list and revoke the tokens that let programs write")
    verbs = token.add_subparsers(title="commands", metavar="COMMAND", required=True)
    create = command(
        verbs, "create", "make a token and print it, this once, on the last line",
        examples=["token create --role editor --dataset np --days 90"],
    )  # fmt: skip
    create.add_argument("--role", choices=ROLES, default="editor", help="what it may do (default: editor)")
    create.add_argument(
        "--dataset", action="append", default=[], metavar="ID", help="bind it to a dataset; may be repeated"
    )
    create.add_argument("--days", type=positive, metavar="N", help="how long it lives (default: until revoked)")
    create.add_argument("--note", default="", metavar="TEXT", help="whose it is")
    create.set_defaults(run=_create)
    command(verbs, "list", "list every token ever made; not the tokens themselves").set_defaults(run=_list)
    revoke = command(verbs, "revoke", "make a token useless from now on")
    revoke.add_argument("id", metavar="ID", help="as in `goldenthread token list`")
    revoke.set_defaults(run=_revoke)


def _tokens(desk: Desk) -> Tokens:
    return Tokens(desk.settings.data, now)


def _create(desk: Desk, given: argparse.Namespace) -> int:
    token, text = _tokens(desk).create(given.role, given.dataset, given.days, given.note)

    def people() -> None:
        desk.say(f"token {token.id}, {token.role}, {_reach(token.datasets)}; it is shown this once:")
        desk.out.file.write(text + "\n")

    desk.answer(token.to_json() | {"token": text}, people)
    return 0


def _reach(datasets: tuple[str, ...]) -> str:
    return ", ".join(datasets) or "every dataset"


def _list(desk: Desk, _given: argparse.Namespace) -> int:
    every, today = _tokens(desk).list(), now()
    rows = [
        (token.id, token.role, _reach(token.datasets), token.note, token.created.date(),
         token.expires and token.expires.date(), "yes" if token.alive(today) else "no")
        for token in every
    ]  # fmt: skip
    columns = ("id", "role", "datasets", "note", "created", "expires", "good")
    desk.answer([token.to_json() for token in every], lambda: desk.table(columns, rows))
    return 0


def _revoke(desk: Desk, given: argparse.Namespace) -> int:
    token = _tokens(desk).revoke(given.id)
    desk.answer(token.to_json(), lambda: desk.say(f"token {token.id} is revoked"))
    return 0
