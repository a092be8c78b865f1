"""The Vietnamese catalogue knows every sentence of the source, and nothing else.

What is lacking is printed, ready to be filled in, by `python -m tests.translatable`.
"""

import ast
import re
from collections import Counter
from string import Formatter

import pytest

from dashboard.text.catalogue import LANGUAGES, catalogue, entries
from tests.server import ROOT
from tests.translatable import RECORDS, Found, marker_calls, record_words, sentences

ENTRIES = list(entries("vi"))
SOURCE = sentences()

# Translated where they are drawn: what stands in such a place was marked where it was written.
DRAWN = {
    ("dashboard/controls/buttons.py", "self.label"),
    ("dashboard/controls/control.py", "label"),
    ("dashboard/controls/control.py", "names[option]"),
    ("dashboard/controls/control.py", "self.label"),
    ("dashboard/controls/control.py", "self.help"),
    ("dashboard/controls/control.py", "self.meanings[list(self.options).index(chosen)]"),
    ("dashboard/controls/lesson.py", "PAGES[lesson.page]"),
    ("dashboard/controls/lesson.py", "control.label"),
    ("dashboard/controls/lesson.py", "label"),
    ("dashboard/controls/lesson.py", "lesson.title"),
    ("dashboard/controls/switch.py", "self.label"),
    ("dashboard/controls/switch.py", "self.help"),
    ("dashboard/run_end.py", "_DIVERGED[divergence.reason]"),
    ("dashboard/sections/bug_diagnosis.py", "BUG_MEANINGS[name]"),
    ("dashboard/sections/bug_diagnosis.py", "sentence"),
    ("dashboard/sections/run_form.py", "OPTIMIZER_MEANINGS[chosen]"),
    ("dashboard/views/compare.py", "OPTIMIZER_MEANINGS[name]"),
    ("dashboard/sections/sweep_result.py", "plan.by"),
    ("dashboard/sections/training_step.py", "_PART_NAMES[part]"),
    ("dashboard/sections/training_step.py", "label"),
    ("dashboard/text/bug_lab_words.py", "_EXPLANATIONS[outcome]"),
    ("dashboard/text/bug_lab_words.py", "_BROKEN_STEPS[BUGS[outcome].broken_step]"),
    ("dashboard/text/data_names.py", "name"),
    ("dashboard/text/data_names.py", "DATA_NAMES[name]"),
    ("dashboard/text/lesson_words.py", "PAGES[lesson.page]"),
    ("dashboard/text/lesson_words.py", "control.label"),
    ("dashboard/text/precision_words.py", "lab.measure"),
    ("dashboard/text/softmax_tables.py", "_SAME_HERE"),
    ("dashboard/text/update_rules.py", "_MEANINGS[optimizer]"),
    ("dashboard/views/practice/exercise.py", "KINDS[asked.kind].title"),
    ("dashboard/views/practice/exercise.py", "KINDS[asked.kind].mistakes[attempt.grade.mistake]"),
    ("dashboard/views/practice/exercise.py", "kind.rule"),
    ("dashboard/views/practice/results.py", "KINDS[asked.kind].title"),
    ("dashboard/views/misconceptions.py", "lesson.sentence"),
    ("dashboard/views/misconceptions.py", "lesson.title"),
    ("dashboard/views/misconceptions.py", "wrong.mistake"),
    ("dashboard/views/misconceptions.py", "wrong.right"),
    ("dashboard/views/start.py", "lesson.title"),
    ("dashboard/views/start.py", "lesson.sentence"),
}
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


def test_what_is_translated_is_a_literal_or_was_marked():
    faults = [
        call
        for call in marker_calls()
        if call.literal is None and call.marker in ("translate", "english")
        if (call.place.partition(":")[0], call.argument) not in DRAWN
    ]
    assert faults == []


def test_no_exception_of_the_rule_is_left_over():
    used = {(call.place.partition(":")[0], call.argument) for call in marker_calls()}
    assert DRAWN - used == set()


def test_the_words_of_records_are_marked():
    found = list(record_words())
    assert len(found) > 100
    assert [word for word in found if word.marker != "english"] == []


def test_what_is_said_of_errors_is_a_literal_or_a_sentence():
    """`SentenceError(f"…")` could not be translated."""
    for call in marker_calls():
        if call.marker in ("Sentence", "SentenceError") and call.literal is None:
            assert not call.argument.startswith(("f'", 'f"')), call


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


def test_the_reader_of_the_source_sees_what_is_not_marked():
    assert isinstance(next(marker_calls()), Found)
    assert {"Slider", "Choice", "Lesson"} <= RECORDS.keys()
