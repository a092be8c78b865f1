"""The record of a kind of exercise: all that the page says of it, in one place.

A new kind is a function in `core.exercises`, listed in its level (`SIGNS`, `ENTRIES` or `STEPS`); a
record under that function's name in the file of the same name here; and the translations of its
sentences in `dashboard/text/vi/practice.toml`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.exercises import Given
from dashboard.text import English
from dashboard.views.practice.given import GivenLine, lines_by_example
from dashboard.views.practice.page_states import PageState, softmax_page


@dataclass(frozen=True)
class Kind:
    """What the page says of the exercises of a kind; `core.exercises` makes and grades them.

    Attributes
    ----------
    title, rule : what they are about, and the rule that answers them, which is the first hint.
    mistakes : what is said of each usual mistake, by the name that `core.exercises` gives it; in
        English, like `title` and `rule`, and translated where it is drawn.
    question : what is asked, translated.
    solution : the way to the key, as lines of LaTeX.
    page_state : the second hint: a page that shows the exercise at work.
    number_names : what the numbers are called that are asked for; none where options are.
    given_lines : what the exercise gives, in the order in which it is used.
    """

    title: English
    rule: English
    mistakes: Mapping[str, str]
    question: Callable[[Given], str]
    solution: Callable[[Given], list[str]]
    page_state: Callable[[Given], PageState] = softmax_page
    number_names: Callable[[Given], list[str]] = lambda _: []
    given_lines: Callable[[Given], list[GivenLine]] = lines_by_example
