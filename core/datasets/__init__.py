"""Real and toy data sets through one entrance, `load`."""

from core.datasets.catalogue import DATA_SETS, TEST_FRACTION, DataSetDescription
from core.datasets.data_set import DataSet, Examples, load

__all__ = ["DATA_SETS", "TEST_FRACTION", "DataSet", "DataSetDescription", "Examples", "load"]
