"""A table of numbers with a name to each row: as Markdown to read, as a frame to take away."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dashboard.text.markdown import markdown_table
from dashboard.written_numbers import number, number_or_noise


class NumberTable(NamedTuple):
    """Names and columns, before anything is made of them.

    Attributes
    ----------
    header : stands over the names of the rows; empty where they need no word.
    names : one per row.
    columns : the numbers below each heading, one per row.
    sums : the heading of a column that holds the sum of the others, 0 but for rounding at times.
    """

    header: str
    names: Sequence[str]
    columns: Mapping[str, Sequence[float]]
    sums: str = ""

    def markdown(self) -> str:
        """The numbers as they are read: much cheaper to redraw at every move than a data frame.

        >>> print(NumberTable("", ["z₁"], {"ŷ": [0.5], "y": [1.0]}).markdown())
        |  | ŷ | y |
        |:--|--:|--:|
        | z₁ | 0.5000 | 1.000 |
        """
        columns = dict(self.columns)
        sums = columns.pop(self.sums, None)
        written = [[number(value) for value in values] for values in columns.values()]
        if sums is not None:
            terms = zip(sums, *columns.values(), strict=True)
            written.append([number_or_noise(*row) for row in terms])
        rows = list(zip(self.names, *written, strict=True))
        return markdown_table([self.header, *self.columns], rows)

    def frame(self) -> pd.DataFrame:
        """The numbers with all their digits."""
        return pd.DataFrame(self.columns, index=pd.Index(self.names, name=self.header or None))
