"""Real and toy data sets through `load`; a user's own through `read_csv` and `labelled_table`."""

from core.datasets.catalogue import DATA_SETS, TEST_FRACTION
from core.datasets.csv_text import read_csv
from core.datasets.data_set import DataSet, Examples, data_set_of_table, load
from core.datasets.labelled_table import LabelledTable, labelled_table
from core.datasets.points import points_table
from core.datasets.text_table import TextTable
