"""How a page says things: numbers, days and messages in its language, and words that are not its own set apart."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from goldenthread.api.languages import Language, offered, read
from goldenthread.api.voice import Voice
from goldenthread.api.words import Said, counted

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n'


def speaking(tag: str, catalogue: str = "") -> Voice:
    """A voice in a language with the translations of a catalogue."""
    return Voice(read(tag, HEAD + catalogue), {"https://example.org/Goal": "policy goal"})


ENGLISH = Voice(offered()["en"], {})


def test_a_date_is_written_as_people_write_it() -> None:
    assert ENGLISH.day("2026-11-03") == "3 November 2026"
    assert ENGLISH.day("2026-11-03T10:00:00+00:00") == "3 November 2026"
    assert ENGLISH.day("around 1990") == "around 1990"
    assert speaking("fr").day("2026-11-03") == "3 novembre 2026"


@pytest.mark.parametrize(
    ("tag", "number", "decimal", "share"),
    [("en", "12,345", "0.5", "25%"), ("de", "12.345", "0,5", "25\xa0%"), ("fr", "12\u202f345", "0,5", "25\xa0%")],
)
def test_numbers_are_written_as_the_language_does(tag: str, number: str, decimal: str, share: str) -> None:
    voice = speaking(tag)
    assert (voice.number(12345), voice.decimal(0.5, 1), voice.percent(0.25)) == (number, decimal, share)


def test_a_number_has_the_form_of_its_noun() -> None:
    assert (ENGLISH.count(1, "goal"), ENGLISH.count(2, "goal")) == ("1 goal", "2 goals")
    german = 'msgid "{n} goal"\nmsgid_plural "{n} goals"\nmsgstr[0] "{n} Ziel"\nmsgstr[1] "{n} Ziele"\n'
    voice = speaking("de", german)
    assert (voice.count(1, "goal"), voice.count(2000, "goal")) == ("1 Ziel", "2.000 Ziele")
    assert voice.shown(Said(*counted("goal"), n=2)) == "2 Ziele"


def test_a_translation_may_turn_a_sentence_around() -> None:
    voice = speaking("de", 'msgid "<b>{n}</b> of {all}"\nmsgstr "von {all} <b>{n}</b>"\n')
    assert voice.say("<b>{n}</b> of {all}", n=1, all=3, b=Markup('<b class="x">')) == 'von 3 <b class="x">1</b>'


def test_neither_data_nor_a_translation_puts_markup_on_a_page() -> None:
    voice = speaking("de", 'msgid "Hello {name}"\nmsgstr "<script> {name} <i>{other}</i>"\n')
    said = voice.say("Hello {name}", name="<b>x</b>")
    assert said == '&lt;script&gt; <bdi lang="">&lt;b&gt;x&lt;/b&gt;</bdi> &lt;i&gt;{other}&lt;/i&gt;'


def test_what_is_not_translated_is_said_in_english() -> None:
    assert speaking("de").say("Nothing yet") == "Nothing yet"


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Ziel", "de", "Ziel"),
        ("goal", "en", '<span lang="en" dir="auto">goal</span>'),
        ("هدف", "ar", '<span lang="ar" dir="auto">هدف</span>'),
        ("NP-1", None, '<bdi lang="">NP-1</bdi>'),
    ],
)
def test_a_text_of_the_data_bears_its_language(text: str, language: str | None, shown: str) -> None:
    assert speaking("de").tell(text, language) == shown


def test_on_an_english_page_what_runs_from_right_to_left_is_set_apart() -> None:
    assert ENGLISH.shown("Nepal") == "Nepal"
    assert ENGLISH.shown("هدف") == '<bdi lang="">هدف</bdi>'


def test_a_class_without_words_of_ours_is_called_as_its_vocabulary_says() -> None:
    assert speaking("de").called("https://example.org/Goal") == '<span lang="en" dir="auto">Policy goal</span>'


def test_a_list_in_a_sentence_ends_as_the_language_ends_it() -> None:
    assert ENGLISH.each(["a", "b", "c"]) == "a, b and c"
    assert ENGLISH.either(["a", "b"]) == "a or b"


def test_a_language_knows_its_direction_and_its_own_name() -> None:
    arabic: Language = read("ar", HEAD)
    assert (arabic.direction, arabic.name) == ("rtl", "العربية")
    assert (offered()["en"].direction, list(offered())) == ("ltr", ["en"])
