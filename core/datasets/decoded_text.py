"""The bytes of a file as text that a reader sees, or what they are instead."""

import csv
import io
import re
import unicodedata

from core.datasets.csv_layout import likely_delimiter
from core.datasets.text_table import column_letter, shortened
from core.sentence import Sentence, SentenceError

MAXIMUM_FILE_BYTES = 2 * 1024**2

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"\xff\xfe": Sentence("UTF-16 text"),
    b"\xfe\xff": Sentence("UTF-16 text"),
    b"PK\x03\x04": Sentence("a spreadsheet or a zip archive"),
    b"\xd0\xcf\x11\xe0": Sentence("an Excel workbook"),
    b"\x1f\x8b": Sentence("a gzip archive"),
    b"%PDF": Sentence("a PDF"),
}
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_MARKUP = re.compile(
    r"\s*(?P<sign><!--|<(?:!doctype|\?xml|html|head|body|title|meta|link|style|script|table|div|span"
    r"|center|pre|h[1-6]|p|a|br|img)\b|\{\s*[\"}]|\[\s*[\[{])",
    re.IGNORECASE,
)
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


def decoded(content: bytes, most_bytes: int = MAXIMUM_FILE_BYTES) -> str:
    r"""The text of a file that is UTF-8, with or without a byte order mark.

    Raises
    ------
    ValueError : one sentence with the row and column at fault: a file that is too large; another
        format, as a workbook, a web page or UTF-16; bytes that are no UTF-8; control
        characters; no text.

    Examples
    --------
    >>> decoded("\ufeffa,b".encode())
    'a,b'
    """
    if len(content) > most_bytes:
        raise SentenceError(
            "the file has {size:.2f} MB; at most {most} MB are allowed",
            size=len(content) / 1024**2,
            most=most_bytes // 1024**2,
        )
    if other := _other_format(content):
        raise SentenceError(
            "the file is {format}, not a CSV file: row 1, column A begins with the byte "
            "0x{byte:02X}; save it as “CSV UTF-8”",
            format=other,
            byte=content[0],
        )
    content = content.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        where = _place_after(content[: error.start].decode())
        raise SentenceError(
            "{place}: the byte 0x{byte:02X} is not UTF-8 text; save the file as “CSV UTF-8”",
            place=where,
            byte=content[error.start],
        ) from None
    if len(content.translate(None, _CONTROLS)) < len(content):
        before, control = re.split(f"([{_CONTROLS.decode()}])", text, maxsplit=1)[:2]
        raise SentenceError(
            "{place}: the control character U+{code:04X} is not allowed in text",
            place=_place_after(before),
            code=ord(control),
        )
    _check_is_table(text)
    return text


def visible_text(text: str) -> tuple[str, int]:
    r"""A text with composed letters, plain single blanks and no invisible sign; how many went.

    Source: Unicode Standard Annex 15 (NFC); general category Cf for what is invisible.

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


def _other_format(content: bytes) -> Sentence | None:
    for beginning, format_name in _OTHER_FORMATS.items():
        if content.startswith(beginning):
            return format_name
    # Without its mark UTF-16 is known by the zero that is half of each comma and line break.
    begins = content[:2000]
    zeros = [where % 2 for where, byte in enumerate(begins) if byte == 0]
    if len(zeros) > max(2, len(begins) / 20) and len(set(zeros)) == 1:
        return Sentence("UTF-16 text")
    return None


def _check_is_table(text: str) -> None:
    """Refuse markup, and a text without a sign."""
    if markup := _MARKUP.match(text):
        raise SentenceError(
            "the file is {format}, not a CSV file: row 1, column A begins with “{text}”; "
            "open it where it came from and save the table as “CSV UTF-8”",
            format=Sentence("a web page (HTML)") if markup["sign"][0] == "<" else "JSON",
            text=shortened(text[:200].strip()),
        )
    if not text.strip():
        raise SentenceError("the file is empty: row 1 must hold the names of the columns")


def _place_after(text: str) -> Sentence:
    """Where the character that follows the text stands, in words."""
    begun = text + "x"
    lines = io.StringIO(begun, newline="")
    try:
        rows = list(csv.reader(lines, delimiter=likely_delimiter(begun)))
    except csv.Error:  # a cell so long that csv refuses it
        return Sentence("line {number:,}", number=len(begun.splitlines()))
    return Sentence(
        "row {number}, column {column}",
        number=len(rows),
        column=column_letter(len(rows[-1]) - 1),
    )
