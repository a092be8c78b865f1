"""One function for every sentence; the language is the session's own."""

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core.sentence import Sentence, SentenceError
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
    monkeypatch.setattr(translation, "catalogue", {"en": {}, "vi": catalogue}.get)


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


def test_what_the_url_forgot_is_put_back_while_it_is_needed(vietnamese):
    app = session("vi")
    app.query_params.clear()
    assert app.run().query_params["lang"] == "vi"


def test_english_leaves_the_url_as_it_was():
    assert "lang" not in session(None).query_params
    assert "lang" not in session("en").query_params


@pytest.mark.parametrize(
    ("locale", "lang", "shown_language", "in_url"),
    [
        ("vi-VN", None, "vi", "vi"),
        ("vi", None, "vi", "vi"),
        ("en-GB", None, "en", None),
        ("fr-FR", None, "en", None),
        ("", None, "en", None),
        ("vi-VN", "en", "en", "en"),  # or a reload would be Vietnamese again
        ("en-GB", "vi", "vi", "vi"),
        ("vi-VN", "xx", "vi", "vi"),
    ],
)
def test_the_browsers_language_is_the_default(
    monkeypatch: pytest.MonkeyPatch, locale, lang, shown_language, in_url
):
    monkeypatch.setattr(ContextProxy, "locale", locale)
    app = session(lang)
    assert shown(app)[0] == shown_language
    assert dict(app.query_params).get("lang") == in_url


def test_an_error_is_said_in_the_language_with_what_it_quotes(monkeypatch: pytest.MonkeyPatch):
    words = {"{where}: empty": "{where}: rỗng", "row {number}": "hàng {number}"}
    error = SentenceError("{where}: empty", where=Sentence("row {number}", number=3))
    assert translation.error_in_words(error) == str(error) == "row 3: empty"
    monkeypatch.setattr(translation, "catalogue", lambda _: words)
    assert translation.error_in_words(error) == "hàng 3: rỗng"
    assert translation.error_in_words(ValueError("as it is")) == "as it is"
