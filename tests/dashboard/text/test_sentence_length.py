"""What a reader meets first is said in short sentences, in both languages.

Of each page at its defaults: all that stands outside tabs, folds and text alternatives.
"""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from dashboard.text.catalogue import LANGUAGES, entries
from tests.dashboard.opened_page import PAGE_SCRIPTS, opened

MOST = {"en": 25, "vi": 40}  # words; syllables, which Vietnamese writes apart
MOST_ANYWHERE = {"en": 35, "vi": 50}  # folded away, in errors and in text alternatives too

FOLDED = ("expander", "tab", "status", "popover", "dialog")
FORMULAS = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
LINKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
FIELDS = re.compile(r"(?<![{^])\{[^{}]*\}")  # each is counted as one word
MARKUP = re.compile(r"<[^>]*>|:material/\w+:|[*`_\\\N{WORD JOINER}]")
LINE_STARTS = re.compile(r"^\s*(?:[-*>]|#+|\d+\.)\s+", re.MULTILINE)
ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][”’)])\s+|\s·\s|\n")  # a title · its sentence
# A symbol, as in "z₁ = −2", is no word: a word has two letters in a row or is a number.
WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]{2}|\d|^[aAIởỞýÝàÀạẠôÔ]$")


def read(block: Block) -> Iterator[str]:
    """The texts of a part of a page, top to bottom, without what is folded away."""
    for node in block.children.values():
        if isinstance(node, Block):
            if node.type not in FOLDED:
                yield from read(node)
        elif node.type != "html":
            for name in ("body", "label", "help"):
                text = getattr(node.proto, name, "")
                if isinstance(text, str):
                    yield text


def page_sentences(app: AppTest) -> list[str]:
    texts = (*read(app.main), *read(app.sidebar))
    return [sentence for text in texts for sentence in sentences(text)]


def sentences(markdown: str) -> list[str]:
    """The sentences of a text; a table has none."""
    lines = FORMULAS.sub("", markdown).split("\n")
    text = "\n".join(line for line in lines if not line.lstrip().startswith("|"))
    text = MARKUP.sub("", LINKS.sub(r"\1", LINE_STARTS.sub("", text)))
    return [sentence.strip() for sentence in ENDS.split(text) if sentence.strip()]


def length(sentence: str) -> int:
    """Its words, or syllables where each stands alone."""
    return sum(WORD.search(part.strip("“”‘’.,;:!?()")) is not None for part in sentence.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", sorted(PAGE_SCRIPTS))
def test_no_sentence_is_too_long(page: str, language: str):
    found = page_sentences(opened(page, lang=language))
    assert len(found) > 10
    too_long = [
        f"{page}: {length(sentence)} words (at most {MOST[language]}): {sentence}"
        for sentence in found
        if length(sentence) > MOST[language]
    ]
    assert too_long == [], "\n" + "\n".join(too_long)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_the_catalogue_is_far_too_long(language: str):
    too_long = [
        f"{length(sentence)} words (at most {MOST_ANYWHERE[language]}): {sentence}"
        for english, vietnamese in entries("vi")
        for sentence in sentences(FIELDS.sub("1", english if language == "en" else vietnamese))
        if length(sentence) > MOST_ANYWHERE[language]
    ]
    assert too_long == [], "\n" + "\n".join(too_long)


# ------------------------------------------------------------------ the test finds what is too long


def test_what_is_folded_away_is_not_read():
    def page() -> None:
        import streamlit as st

        st.markdown("In sight. Also [in sight](page?x=1).")
        st.slider("A slider", help="Its help.")
        st.expander("A fold").markdown("Folded away.")
        st.tabs(["A tab"])[0].markdown("In a tab.")
        st.sidebar.caption("Beside it.")

    app = AppTest.from_function(page).run()
    found = page_sentences(app)
    assert found == ["In sight.", "Also in sight.", "A slider", "Its help.", "Beside it."]


@pytest.mark.parametrize(
    ("markdown", "lengths"),
    [
        ("One two three. Four five, six (seven)! **Eight** nine?", [3, 4, 2]),
        ("- a first line\n- and a second", [3, 3]),
        ("| a | table |\n|:--|--:|\n| of | two |\nand text", [2]),
        ("Here $z_i = \\sum_k x$ is 0.5 of z₁ = −2.", [5]),
        ("“Là gì?” Ở đây là **mất mát** L.", [2, 5]),
    ],
)
def test_sentences_are_told_apart_and_counted(markdown: str, lengths: list[int]):
    assert [length(sentence) for sentence in sentences(markdown)] == lengths
