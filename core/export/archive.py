"""A script and the data that it trains on, in one file."""

import io
import zipfile
from collections.abc import Callable, Mapping

import numpy as np

from core.datasets import DataSet
from core.export.numpy_script import numpy_script
from core.export.torch_script import torch_script
from core.training import TrainingRun

LIBRARIES: Mapping[str, Callable[[TrainingRun, int], str]] = {
    "numpy": numpy_script,
    "torch": torch_script,
}


def script_archive(run: TrainingRun, step: int, library: str, folder: str) -> bytes:
    """A ZIP file: in a folder, train.py, which trains the run up to `step`, and its data.npz.

    The data are the activations (n, inputs) and labels (n,) of both parts, so the script needs
    nothing of this project. The same run and step make the same bytes. The library is a key of
    `LIBRARIES`, and the name of the folder is trusted.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> run = TrainingRun(TrainingSettings(), load("iris"))
    >>> zipfile.ZipFile(io.BytesIO(script_archive(run, 100, "numpy", "iris"))).namelist()
    ['iris/train.py', 'iris/data.npz']
    """
    script = LIBRARIES[library](run, step).encode()
    return packed(folder, {"train.py": script, "data.npz": _data_npz(run.data)})


def packed(folder: str, files: Mapping[str, bytes]) -> bytes:
    """A ZIP file with these files in a folder; the same contents make the same bytes.

    >>> packed("a", {"b.txt": b"c"}) == packed("a", {"b.txt": b"c"})
    True
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            about = zipfile.ZipInfo(f"{folder}/{name}")  # of 1980: the same run, the same bytes
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16  # once unpacked, all may read it
            archive.writestr(about, content)
    return file.getvalue()


def _data_npz(data: DataSet) -> bytes:
    file = io.BytesIO()
    np.savez(
        file,
        train_activations=data.train.activations,
        train_labels=data.train.labels,
        test_activations=data.test.activations,
        test_labels=data.test.labels,
    )
    return file.getvalue()
