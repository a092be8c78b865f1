"""A lesson's title and task: plain text above every page of the session, until it is closed."""

import pytest

from dashboard.controls.task import LONGEST, TASK, Task, task_from_texts
from dashboard.text.markdown import UNSEEN
from tests.dashboard.opened_page import opened, words


def test_a_task_lasts_from_page_to_page_until_it_is_closed():
    app = opened("softmax", title="Temperature", task="Raise T.", T="2")
    assert words(app).startswith("**Temperature** · Raise T\\.\n")
    app.switch_page("views/practice/page.py").run()
    assert words(app).startswith("**Temperature** · Raise T\\.\n")
    assert dict(app.query_params) == {"title": "Temperature", "task": "Raise T."}
    assert "task=Raise+T." in app.markdown[-1].value  # a link leads on within the lesson
    app.button(key="_close_task").click().run()
    assert "Temperature" not in words(app)
    assert not app.query_params
    app.switch_page("views/softmax/page.py").run()
    assert app.session_state["T"] == 2.0
    assert dict(app.query_params) == {"T": "2"}


def test_closing_a_task_leaves_the_restrictions_and_the_other_way_round():
    app = opened("softmax", task="Raise T.", hide="K")
    app.button(key="_show_all_controls").click().run()
    assert "Raise T" in words(app)
    app = opened("softmax", task="Raise T.", hide="K")
    app.button(key="_close_task").click().run()
    assert app.query_params["hide"] == "K"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>1</b>", r"\<b\>1\</b\>"),
        ("![x](https://x.org) www.x.org", rf"\!\[x\]\(https{UNSEEN}\:"),
        ("a\nb\u202ec\0", "abc"),
        ("  ", ""),
    ],
)
def test_a_task_is_plain_text_on_one_line(text: str, shown: str):
    app = opened("softmax", title="T", task=text)
    first = words(app).splitlines()[0].replace(" ", "")
    assert first.startswith(f"**T**·{shown}" if shown else "**T**")
    assert "](" not in first


def test_a_long_task_is_cut_off():
    task = task_from_texts({TASK: "x" * 5000})
    assert task == Task(text="x" * LONGEST[TASK])
    assert opened("softmax", task="x" * 5000).query_params["task"] == task.text
