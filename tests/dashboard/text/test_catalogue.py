"""The Vietnamese catalogue knows every sentence of the source, and nothing else.

What is lacking is printed, ready to be filled in, by `python -m tests.translatable`.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter
from typing import Any

import pytest

import dashboard
from dashboard.text.catalogue import LANGUAGES, catalogue, entries
from tests.server import ROOT
from tests.translatable import marker_calls, sentences

ENTRIES = list(entries("vi"))
SOURCE = sentences()

DRAWN_WHEN_IMPORTED = re.compile(r"dashboard\.(app|main|views\.\w+\.page)")
# What a declaration holds of words for readers: of controls, lessons and common mistakes.
SHOWN = ("label", "help", "names", "meanings", "title", "sentence", "mistake", "right")
# Marks that both languages must hold equally often: of Markdown, HTML, LaTeX and mathematics.
MARKS = re.compile(
    r"\*\*|`[^`]*`|\$[^$]*\$|\|+|#+|https?://\S+|\\.|</?\w+>|\d+(?:[.,]\d+)*"
    r"|[=≠<>+−×÷·/→←↛√Σ∑∏∂∇‖½±∞✓✗✕∝⊗⁰¹²³⁻⁸⁹₀-₉●○“”…&~\[\]]"
)


def fields(sentence: str) -> set[tuple[str, str | None, str | None]]:
    """The placeholders with their conversions and formats, in whatever order and number."""
    return {
        (name, spec, conversion)
        for _, name, spec, conversion in Formatter().parse(sentence)
        if name is not None
    }


def is_template(sentence: str) -> bool:
    """Whether values are put into the sentence; other sentences may hold LaTeX's braces."""
    return "$" not in sentence or "{{" in sentence or re.search(r"(?<!\^)\{\w+\}", sentence) is None


def marks(sentence: str) -> Counter[str]:
    without_fields = re.sub(r"(?<![{^])\{[^{}]*\}", "", sentence)
    return Counter(MARKS.findall(without_fields))


def test_no_sentence_is_without_translation():
    known = catalogue("vi")
    assert {text: place for text, place in SOURCE.items() if text not in known} == {}


def test_no_translation_is_stale():
    assert [text for text, _ in ENTRIES if text not in SOURCE] == []


def test_no_sentence_is_translated_twice():
    assert [text for text, count in Counter(text for text, _ in ENTRIES).items() if count > 1] == []


@pytest.mark.parametrize("file", sorted((ROOT / "dashboard/text/vi").glob("*.toml")), ids=str)
def test_a_file_holds_entries_of_two_words_alone(file):
    import tomllib

    (key, records), *more = tomllib.loads(file.read_text(encoding="utf-8")).items()
    assert (key, more) == ("sentence", [])
    assert all(record.keys() == {"en", "vi"} for record in records)


def test_no_translation_is_empty():
    assert [text for text, translation in ENTRIES if not translation.strip()] == []


def test_placeholders_are_the_same():
    for text, translation in ENTRIES:
        if is_template(text):
            assert fields(text) == fields(translation), text


def test_marks_numbers_and_symbols_are_the_same():
    for text, translation in ENTRIES:
        assert marks(text) == marks(translation), text


def test_a_sentence_begins_and_ends_alike():
    """Fragments are joined: a space at an end, a full stop or a colon, must be there in both."""
    for text, translation in ENTRIES:
        assert text[0].isspace() == translation[0].isspace(), text
        for sign in ".:,;":
            assert text.endswith(sign) == translation.endswith(sign), text


def test_no_sentence_is_composed_before_it_is_translated():
    """`translate(f"…")` and `SentenceError("…" + name)` would miss their entries.

    What stands in a variable was marked with `english` where it was written; test_vietnamese
    opens the pages, and sees what was not.
    """
    calls = list(marker_calls())
    composed = (ast.JoinedStr, ast.BinOp)
    assert [call.place for call in calls if isinstance(call.argument, composed)] == []
    assert [call.place for call in calls if call.marker == "english" and not call.literal] == []


def declarations(value: object) -> Iterator[Any]:
    """The records that a module's variable holds, by itself or in tuples and tables.

    Not those of `core`: it declares no words, and what other tests have computed may be cached.
    """
    if type(value).__module__.startswith("core."):
        return
    if is_dataclass(value) and not isinstance(value, type):
        yield value
        parts: Iterable[object] = [getattr(value, field.name) for field in dataclass_fields(value)]
    elif isinstance(value, Mapping):
        parts = value.values()
    else:
        parts = value if isinstance(value, tuple | list) else ()
    for part in parts:
        yield from declarations(part)


def words_of(declaration: object) -> Iterator[str]:
    for name in SHOWN:
        held = getattr(declaration, name, None) or ()
        texts = held.values() if isinstance(held, Mapping) else held
        yield from [held] if isinstance(held, str) else texts


def test_every_word_of_a_declared_control_lesson_or_mistake_has_its_translation():
    modules = [
        import_module(found.name)
        for found in walk_packages(dashboard.__path__, "dashboard.")
        if not DRAWN_WHEN_IMPORTED.fullmatch(found.name)
    ]
    found = {
        word
        for module in modules
        for value in vars(module).values()
        for declaration in declarations(value)
        for word in words_of(declaration)
        if re.search("[A-Za-z]{2}", re.sub(r"\$[^$]*\$", "", word))  # other ones are symbols
    }
    assert len(found) > 250
    assert found - catalogue("vi").keys() == set()


def test_the_dashboard_shows_no_error_as_it_is():
    """`str(error)` is English; `error_in_words` is not."""
    for file in (ROOT / "dashboard").rglob("*.py"):
        if file.name == "translation.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and node.name:
                for call in ast.walk(node):
                    assert not (
                        isinstance(call, ast.Call)
                        and getattr(call.func, "id", "") == "str"
                        and ast.unparse(call.args[0]) == node.name
                    ), file


def test_every_language_has_its_catalogue():
    assert set(LANGUAGES) == {"en", "vi"}
    assert catalogue("en") == {}
    assert len(catalogue("vi")) == len(ENTRIES) > 600


# ------------------------------------------------------------------- the checks find what is wrong


def test_the_checks_see_a_wrong_field_mark_or_number():
    assert fields("{a:.2f} of {b}") != fields("{a} trên {b}")
    assert fields("{a} of {b}") == fields("{b}: {a}")
    assert marks("**L** = 0.5") != marks("L = 0.5")
    assert marks("after 500 steps") != marks("sau 50 bước")
    assert marks(r"$\sum e^{u}$ x") == marks(r"x $\sum e^{u}$")
