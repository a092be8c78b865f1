"""A control's key is a parameter of the URL for the whole app: no two controls share one."""

import re
from collections import Counter
from itertools import chain

from tests.dashboard.opened_page import PAGE_SCRIPTS, opened

SHARED = re.compile(
    r"[KTyqij]|z\d+|eps|half|[aWb]|target|_.*"
)  # drawn by main.py for several pages


def keys_of_page(name: str) -> set[str]:
    app = opened(name)
    widgets = chain(app.slider, app.number_input, app.selectbox, app.text_input, app.toggle)
    return {widget.key for widget in widgets if widget.key and not SHARED.fullmatch(widget.key)}


def test_no_page_draws_a_key_of_another_pages_own():
    counted = Counter(chain.from_iterable(keys_of_page(name) for name in PAGE_SCRIPTS))
    assert counted["step"] == counted["descent_steps"] == 1  # they are found at all
    assert [key for key, pages in counted.items() if pages > 1] == []
