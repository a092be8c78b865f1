"""What a link or a file holds stands in an error as text, never as Markdown."""

import re

from streamlit.testing.v1 import AppTest

from dashboard.text.markdown import UNSEEN
from tests.dashboard.opened_page import errors
from tests.server import ROOT

IMAGE = "got '![](http://127.0.0.1:1/x.png)' ~0.1~"


def page() -> None:
    import streamlit as st

    from dashboard.text.errors import draw_error
    from tests.dashboard.text.test_errors import IMAGE

    draw_error(ValueError(IMAGE))
    draw_error(IMAGE, st.sidebar)


def test_an_error_shows_what_it_quotes_and_escapes_its_marks():
    app = AppTest.from_function(page).run()
    as_sentence = "G" + IMAGE[1:] + "."
    assert errors(app) == [as_sentence, as_sentence]
    for part in app.error:
        assert rf"\!\[\]\(http{UNSEEN}\://" in part.value
        assert r"\~0\.1\~" in part.value


def test_no_page_shows_an_error_in_another_way():
    found = {
        path.name
        for path in (ROOT / "dashboard").rglob("*.py")
        if re.search(r"(?<!parser)\.error\(", path.read_text(encoding="utf-8"))
    }
    graded = {"exercise.py", "diagnosis.py"}  # answers, in sentences of their own
    assert found - graded == {"errors.py"}


def test_a_logit_beyond_the_computer_is_told_with_what_to_do():
    def page() -> None:
        from core.sentence import SentenceError
        from core.validation import UNUSABLE_LOGIT
        from dashboard.views.training.step import draw_step_error

        draw_step_error(SentenceError(UNUSABLE_LOGIT, value=float("inf"), index=[0, 1]))
        draw_step_error(SentenceError("the weights are missing"))

    app = AppTest.from_function(page).run()
    overflow, other = errors(app)
    assert overflow.startswith("At this step a logit is too large for the computer")
    assert "use a smaller learning rate" in overflow
    assert other == "The weights are missing."
