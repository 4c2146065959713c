"""The IRIs we mint: `{base}{dataset}/{kind}/{code}`, codes percent-encoded."""

from __future__ import annotations

from urllib.parse import quote, unquote


def thing(base: str, dataset: str, kind: str, *codes: str) -> str:
    """The IRI of a thing; a competency has its standard before its code, a level its scheme."""
    return "/".join((base + encoded(dataset), kind, *map(encoded, codes)))


def country(base: str, iso: str) -> str:
    """The IRI of a country."""
    return f"{base}country/{iso.lower()}"


def encoded(code: str) -> str:
    """A code as one step of a path; dots alone would mean a folder and are encoded as well."""
    return quote(code, safe="") if code.strip(".") else code.replace(".", "%2E")


def decoded(step: str) -> str:
    """The code that one step of a path stands for."""
    return unquote(step)
