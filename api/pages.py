"""The pages: templates, and what every template may ask for. Home of jinja2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.ext import extract_from_ast
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from goldenthread import files, terms
from goldenthread.api import formats, languages, messages, words
from goldenthread.api.voice import Voice

VERBS: Final = ("say", "_", "count")  # what a template says a message with
SAFE: Final = "%=&+,:;/?@!$'()*~._-"  # what a query may hold in a Link header as it came


@dataclass(frozen=True)
class Here:
    """Where the reader is: addresses are made from here, so that a pinned release or day stays pinned, and a language
    that was chosen stays chosen."""

    path: str
    base: str
    pins: Mapping[str, str] = field(default_factory=dict)
    lang: str | None = None

    @property
    def kept(self) -> Mapping[str, str]:
        """The parameters that every address keeps."""
        return {**self.pins, **({"lang": self.lang} if self.lang else {})}

    @property
    def unpinned(self) -> str:
        """This page as of now, in the language that was chosen."""
        return replace(self, pins={}).url(self.path)

    def url(self, path: str, **parameters: object) -> str:
        """An address of ours with what is kept; parameters that are None are left out."""
        given = {name: str(value) for name, value in parameters.items() if value is not None}
        query = urlencode({**given, **self.kept}, quote_via=quote)
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


def environment(versions: Mapping[str, str], voice: Voice) -> Environment:
    """The templates in one language; `versions` maps a static file's name to the hash its address carries."""
    made = Environment(
        loader=FunctionLoader(lambda name: messages.marked(files.text("api", "templates", name))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        day=voice.day, decimal=voice.decimal, each=voice.each, either=voice.either, english=voice.english,
        flat=voice.flat, lower=voice.lower, number=voice.number, outward=outward, percent=voice.percent,
        shown=voice.shown, spoken=words.spoken,
    )  # fmt: skip
    made.globals.update(
        static=lambda name: f"/static/{name}?v={versions[name]}",
        language=voice.language, say=voice.say, _=voice.plain, tell=voice.tell, count=voice.count,
        called=voice.called, language_name=voice.language_name, own_name=voice.own_name,
        words=words, form_names=formats.NAMES,
    )  # fmt: skip
    return made


def messages_of(template: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a template says: by which verb, and the texts it is given."""
    marked = messages.marked(files.text("api", "templates", template))
    for _line, verb, texts in extract_from_ast(Environment().parse(marked), VERBS, babel_style=False):
        yield verb, tuple(text for text in texts or () if text is not None)


def render(request: Request, template: str, **values: Any) -> str:  # a template takes values of any type
    """A page as HTML in the language of the reader. Every template may use `here`, `answer` (None on pages that read
    no release), `tongues` (the address of this page in each language) and `namings` (the same for the languages that
    only names are in)."""
    state = request.app.state
    here = Here(path_of(request), state.settings.base, lang=request.query_params.get("lang"))
    given = {"here": here, "answer": None, "fictional": (), "tongues": tongues(request), "namings": {}, **values}
    made: Environment = state.pages[language(request).tag]
    return made.get_template(template).render(given)


def respond(
    request: Request, template: str, headers: Mapping[str, str], status: int = 200, **values: Any
) -> Response:  # as for render
    """A page as an answer."""
    return formats.respond(render(request, template, **values).encode(), "html", spoken(request, headers), status)


def spoken(request: Request, headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers of a page, which say its language."""
    return {**headers, "Vary": formats.VARY, "Content-Language": language(request).tag}


def language(request: Request) -> languages.Language:
    """The language in which a page speaks to this reader."""
    return languages.chosen(request, request.app.state.languages)


def tongues(request: Request, tags: Iterable[str] | None = None) -> Mapping[str, str]:
    """The address of this page, its other parameters kept, in each language of the interface, or in those of `tags`."""
    url = URL(f"{path_of(request)}?{request.url.query}" if request.url.query else path_of(request))
    every = request.app.state.languages if tags is None else tags
    return {tag: str(url.include_query_params(lang=tag)) for tag in every}


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
