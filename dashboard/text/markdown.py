"""Text that came from outside, made safe to stand in a sentence."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def plain(text: str, limit: int = 20) -> str:
    r"""The beginning of a text, with every mark that Markdown would read escaped.

    Examples
    --------
    >>> plain("![x](y)")
    '\\!\\[x\\]\\(y\\)'
    """
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return _MARKS.sub(r"\\\1", shown)
