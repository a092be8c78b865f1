"""What a cell of text holds: nothing, or something."""

# Missing everywhere, unless said otherwise: no one means these signs of pandas, Excel and MySQL.
USUALLY_MISSING = {"", "na", "n/a", "nan", "null", "?", "<na>", "#n/a", "#na", "\\n", "#value!"}
USUALLY_MISSING |= {"#div/0!", "#ref!", "#name?", "#num!", "#null!"}
# Missing among numbers alone: elsewhere they may well be values.
MISSING_AMONG_NUMBERS = {"none", "nil", "nat", "n.a.", "n.a", ".", "..", "…", "-", "--", "–", "—"}
SIGNS = USUALLY_MISSING | MISSING_AMONG_NUMBERS
SPELLINGS = [*SIGNS, *(sign.upper() for sign in SIGNS), *(sign.capitalize() for sign in SIGNS)]
SPELLINGS += ["NaN", "NaT"]


def is_sign(cell: str) -> bool:
    """Whether a cell holds nothing, or what may stand for it.

    >>> is_sign(""), is_sign("NA"), is_sign("-"), is_sign("0")
    (True, True, True, False)
    """
    return cell.lower() in SIGNS
