"""What the browser must know of a number field stands in its limits and its step."""

import pytest

from core.datasets import DATA_SETS
from core.layer.feature_maps import FEATURE_MAPS
from dashboard.controls.control import NumberField
from dashboard.controls.declaration import Control, Value
from dashboard.controls.run.data import DATA, FEATURE_MAP
from dashboard.views.for_teachers.declared_pages import PAGES, controls_of


def number_fields(data: str, feature_map: str) -> list[NumberField]:
    chosen = {DATA.key: data, f"c_{DATA.key}": data}
    chosen |= {FEATURE_MAP.key: feature_map, f"c_{FEATURE_MAP.key}": feature_map}

    def value_of(control: Control) -> Value:
        return chosen.get(control.key, control.default)

    every = (control for page in PAGES for control, _ in controls_of(page, value_of))
    return [control for control in every if isinstance(control, NumberField)]


@pytest.mark.parametrize("feature_map", FEATURE_MAPS)
@pytest.mark.parametrize("data", DATA_SETS)
def test_the_browser_can_tell_which_fields_are_whole(data: str, feature_map: str):
    fields = number_fields(data, feature_map)
    assert len(fields) > 20
    for field in fields:
        bounds = (field.step, field.minimum, field.maximum)
        counts = all(float(bound).is_integer() and bound >= 0 for bound in bounds)
        assert counts == isinstance(field.default, int), field.key
