"""A run to take away: its history, its weights, and a script that trains it again by itself.

The history and the weights are those of a step; a ValueError says that the run has not come to it.
"""

from core.export.archive import LIBRARIES, script_archive
from core.export.history_csv import history_csv
from core.export.weights import weights_json, weights_npz

__all__ = ["LIBRARIES", "history_csv", "script_archive", "weights_json", "weights_npz"]
