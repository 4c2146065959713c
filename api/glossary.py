"""The glossary: every word that a reader of the pages meets, in plain words, each with its page in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from goldenthread.api import formats, pages, words
from goldenthread.api.vocabulary import answer
from goldenthread.api.words import Said, _
from goldenthread.vocabulary import VocabularyTerm

router = APIRouter(tags=["vocabulary"])
FORMS: Final = ("html", "json")
# What stands behind each mark that a statement bears.
MARKS: Final[Mapping[Said, Said]] = {
    _("Verified at the source"): _("The document was read, and says so."),
    _("From general knowledge"): _("Somebody who knows says so; the document was not read again."),
    _("Doubtful"): _("Sources disagree, or the one there is cannot be trusted in this."),
    _("Stated in the text"): _("The document itself makes the link."),
    _("Judged from wording"): _("Somebody read both texts and sees the link; the document does not make it."),
    _("Candidate"): _("A link that waits for review. It makes a thread weak, and counts as cover nowhere."),
    _("Accepted"): _("A link that counts: a source states it, or a reviewer took it."),
    _("Rejected"): _("A link that was looked at and does not hold. It is kept and never counts."),
}
GAPS: Final[Mapping[Said, Said]] = {
    _("Gap"): _("A link is missing, and the record was declared complete where it would stand."),
    _("Not known"): _("A link is not on record, and nobody has said that the record is complete. It may exist."),
    _("Waived"): _("A gap that somebody accepts for a time, with a reason and a name."),
}
PARTS: Final[Mapping[str, Said]] = {
    "class": _("Kinds of things"), "property": _("What is said of them"), "individual": _("Fixed values"),
    "rule": _("Rules"),
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word and what it means; `term` names its page in the vocabulary, where it has one."""

    word: str
    meaning: str
    term: str | None = None


@dataclass(frozen=True)
class Part:
    """Words that belong together."""

    id: str
    title: str
    words: tuple[Word, ...]


def parts(vocabulary: Iterable[VocabularyTerm]) -> Iterator[Part]:
    """The glossary, part by part: first what the pages say of threads and statements, then the vocabulary."""
    standings = ((words.STATUS[status], meaning) for status, meaning in words.MEANING.items())
    for id, title, said in (
        ("threads", _("How a thread stands"), standings),
        ("gaps", _("What is missing"), GAPS.items()),
        ("marks", _("How far a statement can be trusted"), MARKS.items()),
    ):
        yield Part(id, title, tuple(Word(*one) for one in said))
    every = [(_part(term), term) for term in vocabulary]
    for id, title in PARTS.items():
        held = (Word(words.capital(term.label), term.definition, term.name) for part, term in every if part == id)
        yield Part(id, title, tuple(sorted(held, key=lambda one: (one.term if id == "rule" else one.word) or "")))


def _part(term: VocabularyTerm) -> str:
    return "rule" if term.kind == "individual" and term.module.startswith("G") else term.kind


@router.get(
    "/glossary",
    summary="Every word that the pages use, in plain words",
    responses={200: {"content": {formats.FORMS[form]: {} for form in FORMS}}},
)
def glossary(request: Request) -> Response:
    """The words of threads, gaps and marks, then kinds of things, what is said of them, and the rules."""
    every = tuple(parts(request.app.state.vocabulary.values()))
    form = formats.wanted(request, FORMS)
    if form == "json":
        return answer(request, formats.write_json({"parts": [asdict(part) for part in every]}), form, FORMS)
    return answer(request, pages.render(request, "glossary.html", parts_of=every).encode(), form, FORMS)
