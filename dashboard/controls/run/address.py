"""A training run as parameters of a URL: what its controls are called and would stand at."""

from core.training import TrainingSettings
from dashboard.controls.run.changes import CHANGES, text_of_changes
from dashboard.controls.run.choice import RunChoice
from dashboard.controls.run.data import DATA, FEATURE_MAP, SEED, DataChoice
from dashboard.controls.run.session_data import OwnDataChoice
from dashboard.controls.run.settings import SETTINGS


def data_state(data: DataChoice | OwnDataChoice, *, prefix: str = "") -> dict[str, object]:
    """The controls of the data, by their keys; those that this set does not have are left out.

    Of the user's own data the link says only that they are their own.

    >>> data_state(DataChoice("iris"), prefix="c_")
    {'c_data': 'iris', 'c_map': 'standardise', 'c_seed': 0}
    """
    names = ("classes", "noise", "samples")
    own = {f"{data.name}_{name}": getattr(data, name, None) for name in names}
    state = {
        DATA.key: data.name,
        FEATURE_MAP.key: data.feature_map,
        SEED.key: data.seed,
        **own,
        "degree": data.degree,
        "units": data.units,
    }
    return {prefix + key: value for key, value in state.items() if value is not None}


def training_state(choice: RunChoice) -> dict[str, object]:
    """The controls of the Training page that make this run, those at their defaults left out.

    >>> training_state(RunChoice(DataChoice("iris"), TrainingSettings(optimizer="adam")))
    {'data': 'iris', 'opt': 'adam'}
    """
    usual = _state(RunChoice(DataChoice(), TrainingSettings()))
    return {key: value for key, value in _state(choice).items() if value != usual.get(key)}


def _state(choice: RunChoice) -> dict[str, object]:
    settings = choice.settings
    state = {control.key: getattr(settings, name) for name, control in SETTINGS.items()}
    return data_state(choice.data) | state | {CHANGES.key: text_of_changes(settings.changes)}
