"""Text from outside stands in a sentence as it was typed."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import plain
from dashboard.text.markdown import UNSEEN

MARKS = "\\`*_{}[]()#+-.!|<>~$:&"


def test_words_and_numbers_stay_as_they_are():
    assert plain("0,7 và một") == "0,7 và một"


def test_no_address_becomes_a_link():
    for text in ("http://b.c", "HTTPS://b.c", "www.b.c", "me@b.c"):
        assert UNSEEN in plain(text)
    assert UNSEEN not in plain("0.1: a, b")


def test_a_long_text_is_cut_and_says_so():
    assert plain("a" * 21) == "a" * 19 + "…"
    assert plain("a" * 20) == "a" * 20


@given(st.text(alphabet=MARKS + "ab1"))
def test_every_mark_of_markdown_is_escaped(text: str):
    pieces = plain(text, limit=len(text) + 1).replace("\\\\", "")
    for place, sign in enumerate(pieces):
        if sign in MARKS and sign != "\\":
            assert pieces[place - 1] == "\\"


@given(st.text())
def test_a_text_of_many_lines_becomes_one(text: str):
    assert len(plain(text).splitlines()) <= 1
