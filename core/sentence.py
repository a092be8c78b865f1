"""Sentences that keep template and values apart, so that they can be translated."""


class Sentence:
    """An English sentence with `{name}` where a value stands.

    Attributes
    ----------
    english : the template, for `str.format_map`.
    values : by name; a value may itself be a `Sentence`.

    Examples
    --------
    >>> str(Sentence("{where}: the cell is empty", where=Sentence("row {number}", number=3)))
    'row 3: the cell is empty'
    """

    def __init__(self, english: str, /, **values: object) -> None:
        self.english = english
        self.values = values

    def __str__(self) -> str:
        return self.english.format_map(self.values)


class SentenceError(ValueError):
    """A `ValueError` for a user: `sentence` is what it says, and `str` says it in English.

    Examples
    --------
    >>> raise SentenceError("degree must be at least {least}, got {degree!r}", least=1, degree=0)
    Traceback (most recent call last):
    core.sentence.SentenceError: degree must be at least 1, got 0
    """

    def __init__(self, english: str | Sentence, /, **values: object) -> None:
        self.sentence = Sentence(english, **values) if isinstance(english, str) else english
        super().__init__(str(self.sentence))
