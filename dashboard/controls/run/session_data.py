"""The user's own data and what is computed from it: in this session alone, and bounded.

Nothing here is cached for the process, written to a file or to the log; it ends with the session.
"""

from collections.abc import Callable, Hashable
from dataclasses import asdict, dataclass
from typing import TypeVar

import streamlit as st

from core.datasets import DataSet, LabelledTable, data_set_of_table
from core.sentence import SentenceError

KEPT_TABLES = 2
KEPT_DATA_SETS = 2

Value = TypeVar("Value")


@dataclass(frozen=True)
class OwnDataChoice:
    """A table of the user's own, by its digest, and the arguments of `data_set_of_table`."""

    name: str = "csv"
    table: str = ""  # its digest; "" where no table has been read yet
    seed: int = 0
    feature_map: str = "standardise"
    degree: int | None = None
    units: int | None = None


def keep_table(table: LabelledTable) -> str:
    """Keep a table for the data sets of this session, and return its digest."""
    digest = table.digest()
    kept_in_session("_own_tables", digest, lambda: table, KEPT_TABLES)
    return digest


def own_data_set(choice: OwnDataChoice) -> DataSet:
    """The data set of a kept table.

    Raises
    ------
    ValueError : the table is not kept, or not any more; or as `data_set_of_table`.
    """

    def made() -> DataSet:
        arguments = asdict(choice)
        table = st.session_state.get("_own_tables", {}).get(arguments.pop("table"))
        if table is None:
            raise SentenceError("these data are no longer on the server; enter them again")
        return data_set_of_table(table, **arguments)

    return kept_in_session("_own_data_sets", choice, made, KEPT_DATA_SETS)


def kept_in_session(shelf: str, key: Hashable, make: Callable[[], Value], most: int) -> Value:
    """What the session keeps on a shelf under a key, made if it is lacking.

    No more than `most` are kept, those asked for last.
    """
    kept: dict[Hashable, Value] = st.session_state.setdefault(shelf, {})
    value = kept.pop(key) if key in kept else make()
    kept[key] = value
    while len(kept) > most:
        del kept[next(iter(kept))]
    return value
