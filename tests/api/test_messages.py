"""The text of a template as messages: what is one message, what is no message, and what a catalogue would hold."""

from __future__ import annotations

import ast
import re

import pytest

from goldenthread import files
from goldenthread.api import pages
from goldenthread.api.messages import marked
from goldenthread.api.pseudo import accented, mirrored

TEMPLATES = files.names("api", "templates", ending=".html")


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("<p>Hello</p>", '<p>{{ say("Hello") }}</p>'),
        ("<p>\n  Two\n  lines &amp; more\n</p>", '<p> {{ say("Two lines & more") }} </p>'),
        ("<p>{{ n }} of {{ n }}</p>", '<p>{{ say("{n} of {n2}", n=(n), n2=(n)) }}</p>'),
        ("<b>{{ x }}</b>", "<b>{{ (x)|shown }}</b>"),
        ("<td>{{ a.b|day }}: x</td>", '<td>{{ say("{b}: x", b=(a.b|day)) }}</td>'),
        (
            'See <a href="/x">the list</a>.',
            '{% set _a %}<a href="/x">{% endset %}{{ say("See <a>the list</a>.", a=_a) }}',
        ),
        ('<a href="/x">the list</a>', '<a href="/x">{{ say("the list") }}</a>'),
        ("<b>One{% if x %} two{% endif %}</b>", '<b>{{ say("One") }}{% if x %} {{ say("two") }}{% endif %}</b>'),
        (
            "Run <code>x {{ y }}</code> now",
            '{% set _code %}<code>x {{ y }}</code>{% endset %}{{ say("Run {code} now", code=_code) }}',
        ),
        ("<option>All {{ n }}</option>", '<option>{{ _("All {n}", n=(n)) }}</option>'),
        ('<ul aria-label="Goals of {{ x }}">', '<ul aria-label="{{ _("Goals of {x}", x=(x)) }}">'),
        ('<ul class="wide">', '<ul class="wide">'),
        ("<svg><text>T</text></svg>", "<svg><text>T</text></svg>"),
        ("{% block title %}{{ x }}{% endblock %}", "{% block title %}{{ (x)|flat }}{% endblock %}"),
        ("{{ a }}, {{ b }}", "{{ (a)|shown }}, {{ (b)|shown }}"),
    ],
)
def test_what_stands_between_block_tags_is_one_message(template: str, made: str) -> None:
    assert marked(template) == made


def constants(source: str) -> list[str]:
    """The texts in the expressions of a template that are shown and were not marked."""
    shown = re.findall(r"\{\{ \((.*?)\)\|(?:shown|flat) \}\}", marked(source), re.DOTALL)
    return [text for value in shown for text in re.findall(r"(?:^|\belse |\bor |~ )'([^'#]*)'(?! (?:in|==))", value)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_word_in_an_expression_is_left_unmarked(name: str) -> None:
    source = files.text("api", "templates", f"{name}.html")
    assert [text for text in constants(source) if re.search(r"[^\W\d_]", text)] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_looks_like_words_in_a_template_is_a_message(name: str) -> None:
    marks = {text for _, texts in pages.messages_of(f"{name}.html") for text in texts}
    literals = re.findall(r"(?<![\w.])'((?:[^'\\]|\\.)*)'", files.text("api", "templates", f"{name}.html"))
    wordy = [text for text in literals if re.fullmatch(r"[A-Z][a-z]+(?: .*)?|[a-z]+ [a-z]+( .*)?", text)]
    assert [text for text in wordy if text not in marks and not text.endswith("Claim")] == []


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 40


def test_a_made_up_translation_keeps_places_and_tags() -> None:
    text = "See <a>{n} goals</a> of Nepal"
    assert re.fullmatch(r"\[\W*Śéé <a>\{n\} ǵóáĺś</a> óƒ Ńéƥáĺ[ é]+\]", accented(text))
    assert re.findall(r"[A-Za-z]+", mirrored(text)) == ["a", "n", "a"]
    assert len(accented(text)) > 1.3 * len(text)


def test_the_verbs_of_templates_are_those_that_are_read() -> None:
    tree = ast.parse(files.text("api", "pages.py"))
    names = {keyword.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for keyword in node.keywords}
    assert set(pages.VERBS) <= names
