"""A table of numbers with a name to each row: as Markdown to read, as a frame to take away."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st
from numpy.typing import ArrayLike

from core.symbols import symbol
from dashboard.text.markdown import markdown_table
from dashboard.written_numbers import number, number_or_noise


def written(table: pd.DataFrame, *, ends_in_sums: bool = False) -> str:
    """The numbers as they are read: much cheaper to redraw at every move than a data frame.

    Parameters
    ----------
    ends_in_sums : whether the last column holds the sum of the others, 0 but for rounding at times.

    Examples
    --------
    >>> print(written(pd.DataFrame({"ŷ": [0.5], "y": [1.0]}, index=["z₁"])))
    |  | ŷ | y |
    |:--|--:|--:|
    | z₁ | 0.5000 | 1.000 |
    """
    rows = []
    for name, *values in table.itertuples(name=None):
        cells = [number(value) for value in values]
        if ends_in_sums:
            cells[-1] = number_or_noise(values[-1], *values[:-1])
        rows.append([name, *cells])
    return markdown_table([table.index.name or "", *table.columns], rows)


def jacobian_table(jacobian: ArrayLike) -> pd.DataFrame:
    """∂ŷ_k/∂z_i, row k and column i."""
    table = pd.DataFrame(jacobian)
    table.index = [symbol("ŷ", k) for k in table.index]
    table.columns = [f"∂/∂{symbol('z', i)}" for i in table.columns]
    return table


def number_columns(names: Iterable[str]) -> dict[str, Any]:
    """How `st.dataframe` is to draw numbers that are written out as text: to the right."""
    return dict.fromkeys(names, st.column_config.Column(alignment="right"))
