"""The weights of a step as a file, with the names of what they lead from and to."""

import io
import json
from dataclasses import asdict

import numpy as np

from core.training import TrainingRun


def weights_npz(run: TrainingRun, step: int) -> bytes:
    """An NPZ file of weights (inputs, classes), bias (classes,), both kinds of names, and step.

    Names are Unicode arrays, so it is read without pickle.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> file = np.load(io.BytesIO(weights_npz(TrainingRun(TrainingSettings(), load("iris")), 0)))
    >>> file["weights"].shape, file["class_names"].tolist()
    ((4, 3), ['Setosa', 'Versicolor', 'Virginica'])
    """
    state = run.state_at(step)
    file = io.BytesIO()
    np.savez(
        file,
        weights=state.weights,
        bias=state.bias,
        activation_names=np.array(run.data.activation_names, dtype=np.str_),
        class_names=np.array(run.data.class_names, dtype=np.str_),
        step=np.int64(step),
    )
    return file.getvalue()


def weights_json(run: TrainingRun, step: int) -> str:
    """The same as JSON, with the settings of the run; every float reads back bit for bit.

    `weights[p][q]` leads from activation p to class q.

    Examples
    --------
    >>> from core.datasets import load
    >>> from core.training import TrainingSettings
    >>> read = json.loads(weights_json(TrainingRun(TrainingSettings(), load("iris")), 0))
    >>> read["settings"]["optimizer"], read["bias"]
    ('sgd', [0.0, 0.0, 0.0])
    """
    state = run.state_at(step)
    content = {
        "data": run.data.name,
        "settings": asdict(run.settings),
        "step": step,
        "activation_names": list(run.data.activation_names),
        "class_names": list(run.data.class_names),
        "weights": state.weights.tolist(),
        "bias": state.bias.tolist(),
    }
    # A step or a setting may be one of NumPy's numbers, which json does not know.
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, indent=1, default=np.generic.item
    )
    return text + "\n"
