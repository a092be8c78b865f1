"""One function for every sentence; the language is the session's own."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.text import translation

GREETING = "Step {step} of {steps}"


def greeting() -> None:
    import streamlit as st

    from dashboard.text import translate
    from dashboard.text.translation import language, remember_language

    remember_language()
    st.text(language())
    st.text(translate("Step {step} of {steps}", step=3, steps=10))
    st.text(translate(r"\frac{1}{2}"))


def session(lang: str | None) -> AppTest:
    app = AppTest.from_function(greeting, default_timeout=30)
    if lang is not None:
        app.query_params["lang"] = lang
    return app.run()


def shown(app: AppTest) -> list[str]:
    assert not app.exception
    return [text.value for text in app.text]


@pytest.fixture
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {GREETING: "Bước {step} trên {steps}"}
    monkeypatch.setattr(translation, "CATALOGUES", {"en": {}, "vi": catalogue})


def test_english_is_the_source():
    assert shown(session(None)) == ["en", "Step 3 of 10", r"\frac{1}{2}"]


def test_the_url_chooses_the_language(vietnamese):
    assert shown(session("vi"))[:2] == ["vi", "Bước 3 trên 10"]


def test_a_sentence_without_translation_stays_english(vietnamese):
    assert shown(session("vi"))[2] == r"\frac{1}{2}"


def test_an_unknown_language_is_english(vietnamese):
    assert shown(session("xx")) == shown(session(None))


def test_two_sessions_read_two_languages(vietnamese):
    first, second = session("vi"), session("en")
    assert [shown(app.run())[0] for app in (first, second, first)] == ["vi", "en", "vi"]


def test_the_language_stays_when_the_url_forgets_it(vietnamese):
    app = session("vi")
    app.query_params.clear()
    assert shown(app.run())[0] == "vi"
