"""Open Badges 3: achievements as credentials, their alignments as certification claims, and out again. A badge class of
Open Badges 2 is read as the achievement that 3 makes of it.

A badge that was issued says who holds it. What a person holds is none of our business: of a credential the
achievement comes in, and the rest is listed as not kept without its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from goldenthread import terms
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Changed, Context, Loaded, Lost, compact, jsonld, rdf, spelling
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.framework import Framework
from goldenthread.loaders.jsontext import parsed
from goldenthread.loaders.projection import Claim, Words, text
from goldenthread.store.rdf import Literal, NamedNode, Triple, read_quads

CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS: Final = ("https://www.w3.org/ns/credentials/v2", CONTEXT)
_ACHIEVEMENT: Final = terms.OB + "Achievement"
_PROFILE: Final = terms.OB + "Profile"
_MARK = re.compile(
    r'spec/ob/v3p0/|"(?:OpenBadgeCredential|AchievementCredential|AchievementSubject|Achievement|BadgeClass)"'
)
# What holds an achievement in turn, and what 2 calls otherwise than 3.
_HOLDERS: Final = frozenset(
    {"@graph", "achievement", "achievements", "badge", "credentialSubject", "verifiableCredential"}
)
_RENAMED: Final = MappingProxyType({"alignments": "alignment", "issuer": "creator", "tags": "tag"})
_OLDER: Final = "a badge class of Open Badges 2, read as an achievement of 3"
_PERSONAL: Final = "it is of the badge that a person holds, not of the achievement: persons stay out"


def _align(claim: Claim, whole: Framework) -> Iterator[Triple]:
    yield Triple(claim.subject, NamedNode(terms.OB + "alignment"), claim.node)
    yield Triple(claim.node, NamedNode(terms.RDF_type), NamedNode(terms.OB + "Alignment"))
    yield Triple(claim.node, NamedNode(terms.OB_targetUrl), _address(claim.object))
    yield Triple(claim.node, NamedNode(terms.OB + "targetType"), Literal("ceasn:Competency"))
    for name, ours in (("targetName", terms.SKOS_prefLabel), ("targetCode", terms.SKOS_notation),
                       ("targetDescription", terms.SKOS_definition)):  # fmt: skip
        if found := text(whole.said(claim.object, ours)):
            yield Triple(claim.node, NamedNode(terms.OB + name), Literal(found))
    if not whole.said(claim.object, terms.SKOS_prefLabel):
        yield Triple(claim.node, NamedNode(terms.OB + "targetName"), Literal(claim.object.value))
    for scheme in whole.said(claim.object, terms.SKOS_inScheme):
        if isinstance(scheme, NamedNode) and (found := text(whole.said(scheme, terms.SKOS_prefLabel))):
            yield Triple(claim.node, NamedNode(terms.OB + "targetFramework"), Literal(found))


def _address(node: NamedNode) -> Literal:
    return Literal(node.value, datatype=NamedNode(terms.XSD + "anyURI"))


WORDS: Final = Words(
    own=(terms.OB, terms.SCHEMA),
    classes={terms.Credential: _ACHIEVEMENT, terms.Provider: _PROFILE},
    properties={
        _ACHIEVEMENT: {
            terms.SKOS_prefLabel: terms.SCHEMA + "name",
            terms.DCTERMS_description: terms.SCHEMA + "description",
            terms.SKOS_notation: terms.OB + "humanCode",
            terms.awardedBy: terms.OB + "creator",
            terms.kind: terms.OB + "achievementType",
        },
        _PROFILE: {terms.SKOS_prefLabel: terms.SCHEMA + "name"},
    },
    links={terms.certifies: terms.OB + "alignment"},
    align=_align,
    needed={_ACHIEVEMENT: ((terms.SCHEMA + "description", terms.SKOS_prefLabel), (terms.OB + "criteria", ""))},
    plain=frozenset({terms.SCHEMA + "name", terms.SCHEMA + "description"}),
    mixed=False,
)


def _spell(said: set[Triple], dataset: str, context: Context) -> bytes:
    """Each achievement with what it names inside it: one as an object, several as a list."""
    held = compact.said(said)
    writer = compact.Writer(
        compact.words(CONTEXT), held, "id", "type", nameless=f"{context.base}{dataset}/bn/", within=True
    )
    kind = NamedNode(_ACHIEVEMENT)
    found = [iri for iri, properties in held.items() if kind in properties.get(terms.RDF_type, ())]
    made = [_whole(writer, iri) for iri in found]
    return compact.as_json(made[0] if len(made) == 1 else made)


def _whole(writer: compact.Writer, iri: str) -> dict[str, Any]:
    """An achievement with its contexts, its alignments as a list."""
    writer.done.clear()
    made = writer.node(iri)
    if isinstance(made.get("alignment"), dict):
        made["alignment"] = [made["alignment"]]
    return {"@context": list(CONTEXTS), **made}


@dataclass(frozen=True)
class Badges(Dialect):
    """The dialect; its files are JSON that is read achievement by achievement."""

    def recognises(self, content: bytes, filename: str) -> bool:
        del filename  # the content tells
        name, mark = spelling.encoding(content)
        head = content[mark : mark + spelling.HEAD].decode(name, "replace").lstrip()
        return head[:1] in {"{", "["} and bool(_MARK.search(head)) and terms.GT not in head

    def read(self, content: bytes, context: Context) -> Loaded:
        where = context.filename
        if len(content) > context.settings.upload_bytes:
            raise TooLarge(f"{where} has {len(content)} bytes; the most is {context.settings.upload_bytes}")
        document = parsed(spelling.plain(content, "jsonld", where), where)
        lost: list[Lost] = []
        held = list(_achievements(document, "$", where, lost))
        if not held:
            raise Unreadable("there is no achievement of Open Badges in it", where=where)
        found = [{**(_of_3(one) if _is(one, "BadgeClass") else one), "@context": list(CONTEXTS)} for one in held]
        ready, dropped = jsonld.ready(compact.as_json(found), where)
        base = f"{context.base}{context.dataset or rdf.identifier(where)}/"
        said = rdf.gathered(read_quads(ready, "jsonld", base=base, where=where))
        loaded, older = rdf.loaded(said, (*lost, *dropped), context), sum(_is(one, "BadgeClass") for one in held)
        return replace(loaded, changed=(Changed(where, "type", _OLDER, older), *loaded.changed)) if older else loaded


def _achievements(value: Any, path: str, where: str, lost: list[Lost]) -> Iterator[dict[str, Any]]:
    """Every achievement and badge class in a document; what is around it is listed."""
    if isinstance(value, list):
        for place, part in enumerate(value):
            yield from _achievements(part, f"{path}[{place}]", where, lost)
    elif isinstance(value, dict) and (_is(value, "Achievement") or _is(value, "BadgeClass")):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            here = f"{path}.{key}"
            if key in _HOLDERS:
                yield from _achievements(part, here, where, lost)
            elif key not in {"@context", "type", "@type"}:
                lost.append(Lost(where, None, here, "", _PERSONAL))
    else:
        lost.append(Lost(where, None, path, "", "it is no achievement"))


def _is(value: dict[str, Any], kind: str) -> bool:
    kinds = value.get("type", value.get("@type", []))
    return kind in (kinds if isinstance(kinds, list) else [kinds])


def _of_3(badge: dict[str, Any]) -> dict[str, Any]:
    """A badge class of Open Badges 2 in the words of 3."""
    made = {_RENAMED.get(key, key): value for key, value in badge.items() if key not in {"type", "@type"}}
    for key, kind in (("creator", "Profile"), ("criteria", "Criteria")):
        if isinstance(made.get(key), str):
            made[key] = {"id": made[key]}
        if isinstance(made.get(key), dict):
            made[key] = {**made[key], "type": [kind]}
    return made | {"type": ["Achievement"]}


LOADER: Final[Badges] = Badges(
    name="badges",
    title="Open Badges 3 (JSON-LD)",
    media_type="application/ld+json",
    marks=(terms.OB,),
    words=WORDS,
    spell=_spell,
)
write = LOADER.write
