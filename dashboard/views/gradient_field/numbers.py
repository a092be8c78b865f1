"""Every number of the page: the example, the descent and the arrows."""

import numpy as np
import pandas as pd
import streamlit as st

from core.symbols import symbol
from dashboard.controls.example.controls import Example
from dashboard.controls.example.words import draw_table, example_table
from dashboard.text import translate
from dashboard.views.gradient_field.figure import GradientField


def draw_numbers(example: Example, field: GradientField) -> None:
    """Three tables, which can be downloaded."""
    two = [field.plane.first, field.plane.second]
    first, second = (symbol("z", index) for index in two)
    draw_table(example_table(example))
    st.markdown(translate("Gradient descent, step by step:"))
    along = dict(zip((first, second), field.path.logits[:, two].T, strict=True))
    draw_table(pd.DataFrame(along | {"L": field.path.losses}))
    st.markdown(translate("The arrows:"))
    arrows = np.hstack([field.tails, field.descents])
    draw_table(pd.DataFrame(arrows, columns=[first, second, f"−∂L/∂{first}", f"−∂L/∂{second}"]))
