"""Composing a lesson: the link holds the values, ids and numbers only, and opens what was set."""

from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import segno
from streamlit.testing.v1 import AppTest

from dashboard.lessons.lessons import Lesson
from dashboard.text.catalogue import LANGUAGES
from dashboard.views.for_teachers.declared_pages import PAGES, controls_of
from dashboard.views.for_teachers.lesson import READY_MADE
from dashboard.written_numbers import THIN_SPACE
from tests.dashboard.opened_page import opened, words


def link(app: AppTest) -> tuple[str, dict[str, str]]:
    """The page and the parameters of the link that is shown."""
    parts = urlsplit(app.code[0].value)
    return parts.path, dict(parse_qsl(parts.query))


def test_a_page_is_listed_by_the_title_that_it_shows():
    start, *others = opened("for_teachers").selectbox(key="t_page").options
    assert start == "Start"  # its title is that of the whole: Logit Lab
    assert others == [opened(page).title[0].value for page in PAGES if page]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_at_its_defaults_is_its_bare_link(page: str):
    app = opened("for_teachers", t_page=page or "start", tab="students")
    assert link(app) == (page or "./", {})
    assert "Every control has its default value" in words(app)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_what_can_be_hidden_is_listed_by_names_that_differ(page: str, language: str):
    app = opened("for_teachers", t_page=page or "start", lang=language)
    keys = [control.key for control, _ in controls_of(page, lambda control: control.default)]
    for what in ("hide", "lock"):
        listed = app.multiselect(key=f"_lesson_{what}_{page}").options
        assert len(set(listed)) == len(listed)
        assert not {f"({key})" for key in keys} & {name.split()[-1] for name in listed}


def test_a_composed_link_opens_what_was_composed():
    app = opened("for_teachers")
    app.number_input(key="t_K").set_value(4).run()
    app.slider(key="t_T").set_value(0.5)
    app.slider(key="t_z4").set_value(-2.0)
    app.selectbox(key="t_y").set_value("4")
    app.multiselect(key="_lesson_hide_softmax").set_value(["T", "eps"])
    app.multiselect(key="_lesson_lock_softmax").set_value(["K"]).run()
    assert not app.exception
    page, query = link(app)
    assert page == "softmax"
    assert query == {
        "K": "4",
        "z4": "-2",
        "y": "4",
        "T": "0.5",
        "hide": "T,eps",
        "lock": "K",
    }
    assert "T" not in app.multiselect(key="_lesson_lock_softmax").options
    app.session_state["tab"] = "students"
    app.run()
    assert link(app) == (page, query)
    said = words(app)
    assert "Hidden, but still applied: Temperature T = 0\\.5; Label" in said
    assert "Visible, but not changeable: Classes K = 4." in said
    assert "z₄ = −2" in said

    lesson = opened(page, **query)
    kept = {key: lesson.session_state[key] for key in ("K", "T", "z4", "y")}
    assert kept == {"K": 4, "T": 0.5, "z4": -2.0, "y": "4"}
    assert {slider.key for slider in lesson.slider} == {"shift", "z1", "z2", "z3", "z4"}


def test_the_values_of_a_lesson_are_written_as_everywhere():
    query = {"t_page": "training", "t_lr": "0.00001", "t_step": "20000", "tab": "students"}
    said = words(opened("for_teachers", **query))
    assert " = 0\\.00001" in said
    assert f" = 20{THIN_SPACE}000" in said


def test_a_lesson_opens_in_each_students_own_language_unless_its_teacher_chose_one():
    app = opened("for_teachers", lang="vi")
    assert link(app) == ("softmax", {})
    assert opened("softmax", **link(app)[1]).title[0].value == "Softmax"
    assert app.selectbox(key="t_lang").options == [
        "ngôn ngữ của từng người học",
        "tiếng Anh cho mọi người",
        "tiếng Việt cho mọi người",
    ]
    for code, label in (("en", "Classes K"), ("vi", "Số lớp K")):
        page, query = link(opened("for_teachers", lang="vi", t_lang=code))
        assert query == {"lang": code}
        assert opened(page, **query).number_input(key="K").label == label


def test_the_language_is_switched_within_a_lesson():
    app = opened("softmax", T="0.5", hide="T,eps", lock="K", lang="vi")
    for code, label in (("en", "Classes K"), ("vi", "Số lớp K")):
        choice: Any
        (choice,) = [one for one in app.get("button_group") if one.key == "_language_choice"]
        choice.set_value(code).run()
        assert not app.exception
        assert app.number_input(key="K").label == label
        query = dict(app.query_params)
        assert query.pop("lang", "en") == code
        assert query == {"T": "0.5", "hide": "T,eps", "lock": "K"}
        assert app.session_state["T"] == 0.5


def test_fewer_classes_take_their_controls_out_of_the_lesson():
    app = opened("for_teachers", t_K="4", t_z4="3", t_y="4")
    app.multiselect(key="_lesson_hide_softmax").set_value(["z4", "q"]).run()
    assert link(app)[1]["hide"] == "z4,q"
    app.number_input(key="t_K").set_value(2).run()
    assert not app.exception
    assert link(app)[1] == {"K": "2", "hide": "q"}


def test_a_lesson_starts_from_the_session_or_from_the_defaults():
    app = opened("gradient_field", T="2.5", step_size="3", K="2", flow="streamlines")
    app.switch_page("views/for_teachers/page.py").run()
    app.selectbox(key="t_page").set_value("gradient_field").run()
    assert link(app)[1] == {}
    app.button(key="_lesson_fill").click().run()
    expected = {"K": "2", "T": "2.5", "step_size": "3", "flow": "streamlines"}
    assert link(app) == ("gradient_field", expected)
    app.selectbox(key="_lesson_from").set_value("defaults")
    app.button(key="_lesson_fill").click().run()
    assert link(app) == ("gradient_field", {})
    app.switch_page("views/gradient_field/page.py").run()
    assert app.session_state["T"] == 2.5  # the session's own is left alone


def test_a_lesson_starts_from_a_ready_made_one_of_another_page():
    app = opened("for_teachers")
    number = next(
        n for n, one in enumerate(READY_MADE) if one.title == "Reading handwritten digits"
    )
    app.selectbox(key="_lesson_from").set_value(number)
    app.button(key="_lesson_fill").click().run()
    assert link(app) == ("training", {"step": "500"})


@pytest.mark.parametrize("lesson", READY_MADE, ids=lambda lesson: lesson.title)
def test_every_ready_made_lesson_can_be_edited_whole(lesson: Lesson):
    controls = controls_of(
        lesson.page,
        lambda control: (
            control.read(lesson.state[control.key])
            if control.key in lesson.state
            else control.default
        ),
    )
    assert lesson.state.keys() <= {control.key for control, _ in controls}
    for control, value in controls:
        if control.key in lesson.state and not isinstance(value, bool):
            assert type(value)(lesson.state[control.key]) == value


@pytest.mark.parametrize("text", ["<b>1</b>", "![x](y)", "1,2,3 привет", "a' onload=", "0.5|0.5"])
def test_text_that_could_be_rendered_is_kept_out_of_the_link(text: str):
    app = opened("for_teachers")
    app.text_input(key="t_q").set_value(text).run()
    assert "cannot be part of a link" in app.error[0].value
    assert link(app) == ("softmax", {})


@pytest.mark.parametrize(
    "query",
    [
        {"t_page": "../etc", "t_K": "99", "t_T": "nan"},
        {"t_page": "for_teachers"},
        {"t_page": "backprop", "t_W": "1,2;3", "t_parameter": "w99"},
        {"t_page": "training", "t_data": "csv", "t_step": "-1", "t_changes": "x" * 5000},
        {"hide": "t_K,t_page,t_T", "lock": "t_z1"},
        {"t_title": "x" * 5000, "t_task": "\u202e\0\n"},
    ],
)
def test_a_hostile_state_of_the_page_itself_opens(query: dict[str, str]):
    app = opened("for_teachers", **query)
    page, parameters = link(app)
    assert page in PAGES
    assert "<" not in "".join(parameters.values())


def test_inside_a_lesson_the_composed_link_holds_its_own_restrictions_only():
    app = opened("for_teachers", hide="T", lock="K")
    assert link(app) == ("softmax", {})


@pytest.mark.parametrize("page", PAGES)
def test_own_data_are_spoken_of_where_there_can_be_some(page: str):
    said = words(opened("for_teachers", t_page=page or "start", tab="students"))
    keys = {control.key for control, _ in controls_of(page, lambda control: control.default)}
    assert ("Your own data" in said) == bool(keys & {"data", "c_data"})


def test_a_title_and_a_task_are_part_of_the_link_and_stand_above_the_page():
    app = opened("for_teachers", t_title="Hot & cold", t_task="Raise T until [ŷ](x) is flat.")
    page, query = link(app)
    assert query == {"title": "Hot & cold", "task": "Raise T until [ŷ](x) is flat."}
    shown = r"**Hot \& cold** · Raise T until \[ŷ\]\(x\) is flat\."
    assert words(opened(page, **query)).startswith(shown)
    app.session_state["tab"] = "students"
    app.run()
    assert f"- Above the page: {shown}" in words(app)


def codes(app: AppTest) -> list[str]:
    return [part.proto.body for part in app.get("html") if "<img" in part.proto.body]


def test_the_code_is_that_of_the_link_or_says_that_it_cannot_be():
    app = opened("for_teachers", t_T="0.5")
    (drawn,) = codes(app)
    code = segno.make_qr(app.code[0].value, error="l")
    picture = code.svg_data_uri(omitsize=True, dark="#000", light="#fff")
    assert unescape(drawn).startswith(f'<img src="{picture}" alt="QR code')
    app = opened("for_teachers", t_page="chain_rule", t_title="🧨" * 60, t_task="🧨" * 240)
    assert not codes(app)
    assert "The link is too long for a QR code." in [part.value for part in app.caption]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_link_cannot_hold_is_said_for_the_pages_that_take_files(page: str):
    said = words(opened("for_teachers", t_page=page or "start", tab="students"))
    assert ("cannot be part of a link" in said) == (page in ("training", "compare", "your_model"))
