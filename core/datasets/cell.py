"""What a cell of text holds: nothing, or something."""

from collections.abc import Collection

# Missing everywhere, unless said otherwise: no one means these signs of pandas, Excel and MySQL.
USUALLY_MISSING = {"", "na", "n/a", "nan", "null", "?", "<na>", "#n/a", "#na", "\\n", "#value!"}
USUALLY_MISSING |= {"#div/0!", "#ref!", "#name?", "#num!", "#null!"}
# Missing among numbers alone: elsewhere they may well be values.
MISSING_AMONG_NUMBERS = {"none", "nil", "nat", "n.a.", "n.a", ".", "..", "…", "-", "--", "–", "—"}
SIGNS = USUALLY_MISSING | MISSING_AMONG_NUMBERS
SPELLINGS = [*SIGNS, *(sign.upper() for sign in SIGNS), *(sign.capitalize() for sign in SIGNS)]
SPELLINGS += ["NaN", "NaT"]

INFINITE_WORDS = frozenset({"inf", "infinity", "∞"})


def is_sign(cell: str) -> bool:
    """Whether a cell holds nothing, or what may stand for it.

    >>> is_sign(""), is_sign("NA"), is_sign("-"), is_sign("0")
    (True, True, True, False)
    """
    return cell.lower() in SIGNS


def is_missing(cell: str, signs: Collection[str] | None = None) -> bool:
    """Whether a cell of text holds nothing, or one of the signs for it, the usual ones by default.

    >>> is_missing("NA"), is_missing("NA", signs={"none"}), is_missing("", signs=())
    (True, False, True)
    """
    if signs is None:
        return cell.lower() in USUALLY_MISSING
    return not cell or cell in signs


def is_infinite(cell: str) -> bool:
    """Whether a cell holds a word for infinity.

    >>> is_infinite("-Inf")
    True
    """
    return cell.lower().lstrip("+-−") in INFINITE_WORDS
