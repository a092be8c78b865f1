"""Text as a reader sees it: what looks the same is the same."""

import re
import unicodedata

# Format characters that leave no trace on a page. A joiner does between letters of other scripts
# (Persian, Hindi) and in emoji: there it stays.
_JOINERS = "\u200c\u200d"
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
    f"|(?<![\u0600-\U0010ffff])[{_JOINERS}]|[{_JOINERS}](?=[\\s,;|]|$)"
)
_OTHER_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_BLANKS_WITHIN = re.compile(r"(?<=[^\s,;|])  +(?=[^\s,;|])")


def visible_text(text: str) -> tuple[str, int]:
    r"""A text with composed letters, plain single blanks and no invisible sign; how many went.

    Source: Unicode Standard Annex 15 (NFC); general category Cf for what is invisible.

    Examples
    --------
    >>> visible_text("Red\u00a0 Wine\u200b, Hue\u0302\u0301")
    ('Red Wine, Huế', 2)
    """
    unseen = 0
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text, unseen = _UNSEEN.subn("", text)
        text = _OTHER_BLANKS.sub(" ", text).translate(_WIDE_DIGITS)
    if " " in text and "  " in text:  # one sign is found much sooner than two
        text, doubled = _BLANKS_WITHIN.subn(" ", text)
        unseen += doubled
    return text, unseen
