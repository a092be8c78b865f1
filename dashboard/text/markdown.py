"""Markdown: text that came from outside made safe for it, and small tables."""

import re
from collections.abc import Sequence

from dashboard.written_numbers import THIN_SPACE

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


# Markdown takes an address for a link even where its marks are escaped, unless it is broken.
_ADDRESSES = re.compile(r"(https?(?=\\:)|www(?=\\\.)|[\w\\.+-](?=@))", re.IGNORECASE)
_GAPS = re.compile(rf"[^\S{THIN_SPACE}]+")  # a number keeps its thin spaces
UNSEEN = "\N{WORD JOINER}"


def plain(text: str, limit: int = 20) -> str:
    r"""The beginning of a text, with every mark that Markdown would read escaped, and no links.

    >>> plain("![x](y)")
    '\\!\\[x\\]\\(y\\)'
    """
    marked = _MARKS.sub(r"\\\1", shortened(text, limit))
    return _ADDRESSES.sub(rf"\1{UNSEEN}", marked)


def shortened(text: str, limit: int = 20) -> str:
    """The beginning of a text, on one line; its marks stay.

    >>> shortened("a very long answer indeed")
    'a very long answer …'
    """
    line = _GAPS.sub(" ", text).strip()
    return line if len(line) <= limit else line[: limit - 1] + "…"


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]], align: str = "--:") -> str:
    """A table whose first column holds names, and whose others hold numbers, aligned to the right.

    `align` is the mark of the others: ":--" where they hold words.

    >>> print(markdown_table(["", "L"], [["here", "0.6931"]]))
    |  | L |
    |:--|--:|
    | here | 0.6931 |
    """
    lines = [f"| {' | '.join(cells)} |" for cells in [head, *rows]]
    return "\n".join([lines[0], f"|:--|{f'{align}|' * (len(head) - 1)}", *lines[1:]])


def displayed(latex: str) -> str:
    r"""A formula on lines of its own, within a longer text: an element of its own costs more.

    >>> displayed("z = aW")
    '$$\nz = aW\n$$'
    """
    return f"$$\n{latex}\n$$"


def scrolled(table: str, *, wrapped: bool = False) -> str:
    """A table that scrolls sideways on a narrow page, also by the arrow keys.

    Parameters
    ----------
    wrapped : whether a long cell is broken into lines.

    Examples
    --------
    >>> print(scrolled("| a |"))
    <div tabindex="0" style="overflow-x: auto; white-space: nowrap">
    <BLANKLINE>
    | a |
    <BLANKLINE>
    </div>
    """
    style = "overflow-x: auto" + ("" if wrapped else "; white-space: nowrap")
    return f'<div tabindex="0" style="{style}">\n\n{table}\n\n</div>'
