"""One exercise: its question, the form for an answer, its result, and the help beside it."""

import streamlit as st

from core.exercises import (
    SET_SIZE,
    TOLERANCE,
    Exercise,
    MultipleChoice,
    Numbers,
    exercise,
    near_misses,
)
from dashboard.text import number, plain, translate
from dashboard.text.errors import draw_error
from dashboard.text.formulas import aligned
from dashboard.views.practice.answers import LONGEST_ANSWER, graded, parse_answer
from dashboard.views.practice.attempts import (
    HINTS,
    Attempt,
    ExerciseName,
    answer_key,
    attempt_at,
    keep_attempt,
)
from dashboard.views.practice.controls import go_to_exercise
from dashboard.views.practice.results import answer_in_words
from dashboard.views.practice.words import (
    KINDS,
    key_in_words,
    names_of_numbers,
    option_in_words,
    question_in_words,
)
from dashboard.written_numbers import short_number

_REFUSED_KEY = "_practice_refused"  # the last answer that could not be read: exercise, error


def draw_exercise(name: ExerciseName) -> None:
    """Draw the question, the form and its result on the left, the help on the right."""
    asked, attempt = exercise(*name), attempt_at(name)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(
            translate(
                "Exercise {number} · {title}",
                number=name.number,
                title=translate(KINDS[asked.kind].title),
            )
        )
        st.markdown(question_in_words(asked))
        lines = KINDS[asked.kind].given_lines(asked.given)
        st.markdown("\n".join(f"- {line.markdown()}" for line in lines))
        if attempt.is_right or attempt.is_given_away:
            _draw_end(name, asked, attempt)
        else:
            _draw_form(name, asked, attempt)
            _draw_feedback(name, asked, attempt)
    with right:
        _draw_help(name, asked, attempt)


def _draw_form(name: ExerciseName, asked: Exercise, attempt: Attempt) -> None:
    with st.form(f"_form_{_key_of(name)}"):
        if isinstance(asked.answer, MultipleChoice):
            st.radio(
                translate("Your answer"),
                asked.answer.options,
                index=asked.answer.options.index(attempt.answer[0]) if attempt.answer else None,
                format_func=option_in_words,
                horizontal=True,
                key=answer_key(name, 0),
            )
        else:
            names = names_of_numbers(asked)
            for index, (column, called) in enumerate(
                zip(st.columns(len(names)), names, strict=True)
            ):
                column.text_input(
                    called,
                    attempt.answer[index] if attempt.answer else "",
                    max_chars=LONGEST_ANSWER,
                    autocomplete="off",
                    key=answer_key(name, index),
                )
            st.caption(
                translate(
                    "Accepted within ±{tolerance}: keep four decimals. You may write 0.25, "
                    "−1/4, 0,25 or 25%.",
                    tolerance=short_number(TOLERANCE),
                )
            )
        st.form_submit_button(
            translate("Check"),
            key=f"_check_{_key_of(name)}",
            type="primary",
            on_click=_check,
            args=(name,),
        )


def _check(name: ExerciseName) -> None:
    """Grade the answer in the form; one that cannot be read shows an error and does not count."""
    asked = exercise(*name)
    st.session_state.pop(_REFUSED_KEY, None)
    try:
        if isinstance(asked.answer, MultipleChoice):
            chosen = st.session_state.get(answer_key(name, 0))
            if chosen not in asked.answer.options:
                raise ValueError(translate("Choose one of the answers first."))
            answer: tuple[str, ...] = (chosen,)
        else:
            names = names_of_numbers(asked)
            answer = tuple(
                str(st.session_state.get(answer_key(name, index)) or "").strip()
                for index in range(len(names))
            )
        grade = graded(name, answer)
    except ValueError as error:
        st.session_state[_REFUSED_KEY] = name, error.with_traceback(None)
        return
    keep_attempt(name, attempt_at(name).answered(answer, grade))


def _draw_feedback(name: ExerciseName, asked: Exercise, attempt: Attempt) -> None:
    refused_of, error = st.session_state.get(_REFUSED_KEY, (None, None))
    if refused_of == name:
        draw_error(error)
    elif attempt.grade is not None:
        sentences = [translate("**Not correct yet.** Try again or take a hint.")]
        if any(attempt.grade.right_numbers):
            called = zip(names_of_numbers(asked), attempt.grade.right_numbers, strict=True)
            sentences.append(
                translate(
                    "Correct so far: {names}.",
                    names=", ".join(name for name, is_right in called if is_right),
                )
            )
        if attempt.grade.mistake is not None:
            sentences.append(translate(KINDS[asked.kind].mistakes[attempt.grade.mistake]))
        elif isinstance(asked.answer, Numbers):
            sentences += _near_misses(asked, asked.answer, attempt)
        st.error(" ".join(sentences), icon=":material/close:")


def _near_misses(asked: Exercise, key: Numbers, attempt: Attempt) -> list[str]:
    names = names_of_numbers(asked)
    typed = [parse_answer(text, name) for text, name in zip(attempt.answer, names, strict=True)]
    return [
        translate(
            "Very close: {name} is off by {distance}; ±{tolerance} is allowed. Check your "
            "rounding.",
            name=name,
            distance=number(distance, 2),
            tolerance=short_number(TOLERANCE),
        )
        for name, distance in zip(names, near_misses(key, typed), strict=True)
        if distance is not None
    ]


def _draw_end(name: ExerciseName, asked: Exercise, attempt: Attempt) -> None:
    """Draw the result of a finished exercise and the button to the next one."""
    answer = plain(answer_in_words(asked, attempt), 100)
    if attempt.is_right:
        st.success(translate("**Correct:** {answer}", answer=answer), icon=":material/check:")
    else:
        st.info(
            translate("The solution is shown. Go on to another exercise."),
            icon=":material/lightbulb:",
        )
    if name.number < SET_SIZE:
        st.button(
            translate("Next exercise"),
            key=f"_next_{_key_of(name)}",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=go_to_exercise,
            args=(name.number + 1,),
        )


def _draw_help(name: ExerciseName, asked: Exercise, attempt: Attempt) -> None:
    kind = KINDS[asked.kind]
    with st.container(horizontal=True):
        st.button(
            translate("Hint {number} of {all}", number=min(attempt.hints + 1, HINTS), all=HINTS),
            key=f"_hint_{_key_of(name)}",
            icon=":material/lightbulb:",
            on_click=lambda: keep_attempt(name, attempt_at(name).hinted()),
            disabled=attempt.hints >= HINTS,
        )
        st.button(
            translate("Show the solution"),
            key=f"_solve_{_key_of(name)}",
            on_click=lambda: keep_attempt(name, attempt_at(name).solved()),
            disabled=attempt.is_solved,
        )
    if attempt.hints >= 1:
        st.info(translate(kind.rule))
    if attempt.hints >= HINTS:
        link = kind.page_state(asked.given).markdown()
        st.markdown(translate("**See it live:** {link}", link=link))
    if attempt.is_solved:
        st.markdown(translate("**Worked solution:** {key}", key=key_in_words(asked)))
        st.latex(aligned(*kind.solution(asked.given)))


def _key_of(name: ExerciseName) -> str:
    return "_".join(map(str, name))
