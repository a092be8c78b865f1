"""A table of numbers with a name to each row: as Markdown to read, as a frame to take away."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dashboard.text.markdown import markdown_table
from dashboard.text.numbers import number


class NumberTable(NamedTuple):
    """Names and columns, before anything is made of them.

    Attributes
    ----------
    header : stands over the names of the rows; empty where they need no word.
    names : one per row.
    columns : the numbers below each heading, one per row.
    """

    header: str
    names: Sequence[str]
    columns: Mapping[str, Sequence[float]]

    def markdown(self) -> str:
        """The numbers as they are read: much cheaper to redraw at every move than a data frame.

        >>> print(NumberTable("", ["z₁"], {"ŷ": [0.5], "y": [1.0]}).markdown())
        |  | ŷ | y |
        |:--|--:|--:|
        | z₁ | 0.5000 | 1.000 |
        """
        columns = ([number(value) for value in values] for values in self.columns.values())
        rows = list(zip(self.names, *columns, strict=True))
        return markdown_table([self.header, *self.columns], rows)

    def frame(self) -> pd.DataFrame:
        """The numbers with all their digits."""
        return pd.DataFrame(self.columns, index=pd.Index(self.names, name=self.header or None))
