"""The pages: templates, and what every template may ask for. Home of jinja2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.requests import Request

from goldenthread import files, terms
from goldenthread.api import formats, words

LOCALE: Final = "en_GB"  # 3 November 2026
SAFE: Final = "%=&+,:;/?@!$'()*~._-"  # what a query may hold in a Link header as it came


@dataclass(frozen=True)
class Here:
    """Where the reader is: addresses are made from here, so that a pinned release or day stays pinned."""

    path: str
    base: str
    pins: Mapping[str, str] = field(default_factory=dict)

    def url(self, path: str, **parameters: object) -> str:
        """An address of ours with the pinned release and day; parameters that are None are left out."""
        given = {name: str(value) for name, value in parameters.items() if value is not None}
        query = urlencode({**given, **self.pins}, quote_via=quote)
        return f"{path}?{query}" if query else path

    def of(self, iri: str) -> str:
        """The page of a thing."""
        if iri.startswith(self.base + "country/"):
            return self.url("/country/" + iri.removeprefix(self.base + "country/"))
        if iri.startswith(self.base):
            return self.url("/id/" + quote(iri.removeprefix(self.base), safe="/%~-._!$&'()*+,;=:@"))
        if iri.startswith(terms.GT):
            return self.url("/ns/" + quote(iri.removeprefix(terms.GT), safe=""))
        return self.url("/resource", iri=iri)


def outward(address: object) -> str | None:
    """An address found in data if a page may lead there (http or https with a host), else nothing."""
    try:
        parts = urlsplit(str(address))
        leads = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # not an address at all
        return None
    return str(address) if leads else None


def day(value: object) -> str:
    """A date as people write it: 3 November 2026. What is no whole date is given back as it is."""
    text = str(value)
    try:
        return format_date(date.fromisoformat(text[:10]), "d MMMM yyyy", locale=LOCALE)
    except ValueError:
        return text


def language_name(tag: str) -> str:
    """What a language is called; a tag that Babel does not know is given back as it is."""
    try:
        return Locale.parse(tag, sep="-").get_display_name(LOCALE) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 goal, 2 goals."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def environment(versions: Mapping[str, str], labels: Mapping[str, str]) -> Environment:
    """The template environment; `versions` maps a static file's name to the hash its address carries, `labels` a
    term's IRI to its words."""
    made = Environment(
        loader=FunctionLoader(lambda name: files.text("api", "templates", name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, outward=outward, spoken=words.spoken)
    made.globals.update(
        static=lambda name: f"/static/{name}?v={versions[name]}",
        count=count,
        language_name=language_name,
        called=lambda iri: words.capital(words.FOREIGN.get(iri or "") or labels.get(iri or "") or words.spoken(iri)),
        words=words,
        form_names=formats.NAMES,
    )
    return made


def render(request: Request, template: str, **values: Any) -> str:  # a template takes values of any type
    """A page as HTML. Every template may use `here`, and `answer` (None on pages that read no release)."""
    given = {"here": Here(path_of(request), request.app.state.settings.base), "answer": None, "fictional": (), **values}
    made: Environment = request.app.state.pages
    return made.get_template(template).render(given)


def path_of(request: Request) -> str:
    """The path of a request without its form, percent-encoded as it came."""
    raw: bytes = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    return raw.partition(b"?")[0].decode("ascii", "replace") or "/"


def twin(request: Request, form: str) -> str:
    """The address of this page in another form, parameters kept."""
    path = path_of(request)
    query = f"?{quote(request.url.query, safe=SAFE)}" if request.url.query else ""
    return f"{'/index' if path == '/' else path}.{form}{query}"


def alternates(request: Request, offered: Sequence[str]) -> str:
    """The Link header that names the twins."""
    twins = (
        f'<{twin(request, form)}>; rel="alternate"; type="{formats.FORMS[form]}"'
        for form in offered
        if form in formats.FORMS
    )
    return ", ".join(twins)
