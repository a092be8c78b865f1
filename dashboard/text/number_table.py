"""A table of numbers with a name to each row: as Markdown to read, as a frame to take away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import ArrayLike, NDArray

from core.symbols import symbol
from dashboard.text.markdown import markdown_table
from dashboard.written_numbers import number, number_or_noise


class NumberTable(NamedTuple):
    """Numbers with their names, before they are written: cheaper at every move than a data frame.

    Attributes
    ----------
    names : one per row.
    columns : the numbers under each heading, one per row.
    header : the heading over the names, where they need one.
    ends_in_sums : whether the last column holds the sum of the others, 0 but for rounding at times.
    """

    names: Sequence[str]
    columns: Mapping[str, Sequence[float] | NDArray[np.float64]]
    header: str = ""
    ends_in_sums: bool = False

    def written(self) -> str:
        """The numbers as they are read.

        >>> print(NumberTable(["z₁"], {"ŷ": [0.5], "y": [1.0]}).written())
        |  | ŷ | y |
        |:--|--:|--:|
        | z₁ | 0.5000 | 1.000 |
        """
        rows = []
        for name, *values in zip(self.names, *self.columns.values(), strict=True):
            cells = [number(value) for value in values]
            if self.ends_in_sums:
                cells[-1] = number_or_noise(values[-1], *values[:-1])
            rows.append([name, *cells])
        return markdown_table([self.header, *self.columns], rows)

    def frame(self) -> pd.DataFrame:
        """The numbers with all their digits."""
        return pd.DataFrame(self.columns, index=pd.Index(self.names, name=self.header or None))


def jacobian_table(jacobian: ArrayLike) -> pd.DataFrame:
    """∂ŷ_k/∂z_i, row k and column i."""
    table = pd.DataFrame(jacobian)
    table.index = [symbol("ŷ", k) for k in table.index]
    table.columns = [f"∂/∂{symbol('z', i)}" for i in table.columns]
    return table


def number_columns(names: Iterable[str]) -> dict[str, Any]:
    """How `st.dataframe` is to draw numbers that are written out as text: to the right."""
    return dict.fromkeys(names, st.column_config.Column(alignment="right"))
