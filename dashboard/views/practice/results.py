"""The results of a set: a sentence, a table to read, and a CSV file to hand in."""

import csv
import io
from collections.abc import Mapping, Sequence

import streamlit as st

from core.exercises import Exercise, MultipleChoice, exercise
from dashboard.text import translate
from dashboard.text.markdown import markdown_table, plain, scrolled
from dashboard.views.practice.attempts import Attempt, ExerciseName, Score, attempts
from dashboard.views.practice.words import KINDS, key_in_words, option_in_words, question_in_words

COLUMNS = (
    "seed",
    "level",
    "exercise",
    "kind",
    "question",
    "answer",
    "key",
    "result",
    "tries",
    "hints",
    "solution_shown_first",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def score_in_words(score: Score) -> str:
    """The score in a sentence, with the numbers of the exercises in brackets."""
    right, wrong, still_open, hints = score
    return translate(
        "**{right} of {all} correct**{which_right}, {wrong} wrong{which_wrong}, {open} open; "
        "hints used: {hints}.",
        right=len(right),
        all=len(right) + len(wrong) + len(still_open),
        which_right=_in_brackets("✓", right),
        wrong=len(wrong),
        which_wrong=_in_brackets("✗", wrong),
        open=len(still_open),
        hints=hints,
    )


def _in_brackets(mark: str, numbers: Sequence[int]) -> str:
    return f" ({mark} {', '.join(map(str, numbers))})" if numbers else ""


def draw_results(tried: Mapping[int, Attempt], seed: int, level: int) -> None:
    """Draw the results of the set, and all of this visit's as a file."""
    st.markdown(results_table(tried, seed, level), unsafe_allow_html=True)
    st.markdown(
        translate(
            "The file lists every exercise you answered or had solved in this visit, for all sets "
            "and levels."
        )
    )
    st.download_button(
        translate("Results (CSV)"),
        results_csv(attempts()),
        file_name=f"logit-lab-practice-set-{seed}-level-{level}.csv",
        mime="text/csv",
        key="download_practice_results",
        on_click="ignore",
        icon=":material/download:",
    )


def results_table(tried: Mapping[int, Attempt], seed: int, level: int) -> str:
    """The set as Markdown: a row for each exercise."""
    head = [
        translate("exercise"),
        translate("answer"),
        translate("tries"),
        translate("hints"),
        translate("result"),
    ]
    rows = []
    for number, attempt in tried.items():
        asked = exercise(seed, level, number)
        rows.append(
            [
                f"{number} · {translate(KINDS[asked.kind].title)}",
                plain(answer_in_words(asked, attempt), 60),
                str(attempt.tries),
                str(attempt.hints),
                _mark(attempt),
            ]
        )
    return scrolled(markdown_table(head, rows))


def results_csv(done: Mapping[ExerciseName, Attempt]) -> bytes:
    """A row for each exercise that was answered or whose solution was shown, in order.

    UTF-8 with a byte order mark, by which spreadsheets know it. An apostrophe keeps a
    spreadsheet from running a text as a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for name, attempt in sorted(done.items()):
        if attempt.is_graded:
            writer.writerow([harmless(cell) for cell in _row(name, attempt)])
    return text.getvalue().encode("utf-8-sig")


def _row(name: ExerciseName, attempt: Attempt) -> tuple[str, ...]:
    asked = exercise(*name)
    given = "; ".join(line.plain() for line in KINDS[asked.kind].given_lines(asked.given))
    return (
        *map(str, name),
        asked.kind,
        f"{question_in_words(asked)} {given}",
        answer_in_words(asked, attempt),
        key_in_words(asked, "{:.6g}".format),
        "right" if attempt.is_right else "wrong",
        str(attempt.tries),
        str(attempt.hints),
        "yes" if attempt.is_given_away else "no",
    )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; a negative number stays a number.

    >>> harmless("=1+1"), harmless("-1/4"), harmless("-0.25")
    ("'=1+1", "'-1/4", '-0.25')
    """
    if not cell.startswith(_FORMULA_STARTS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def answer_in_words(asked: Exercise, attempt: Attempt) -> str:
    """The last answer on one line, numbers as they were typed; empty where there is none."""
    if isinstance(asked.answer, MultipleChoice):
        return "".join(map(option_in_words, attempt.answer))
    return "; ".join(attempt.answer)


def _mark(attempt: Attempt) -> str:
    if attempt.is_right:
        return "✓"
    return "✗" if attempt.is_graded else ""
