"""The project's data sets, each the same for all runs that are trained on it."""

from dataclasses import asdict
from threading import Lock
from weakref import WeakValueDictionary

from core.datasets import DataSet, load
from dashboard.controls.run.data import DataChoice

_lock = Lock()
_in_use: WeakValueDictionary[DataChoice, DataSet] = WeakValueDictionary()


def data_set(choice: DataChoice) -> DataSet:
    """The data set of a choice: the one that some run has, or else loaded.

    Raises
    ------
    ValueError : as `core.datasets.load`.
    """
    with _lock:
        data = _in_use.get(choice)
        if data is None:
            data = _in_use[choice] = load(**asdict(choice))
        return data
