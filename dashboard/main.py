"""The router and the frame: which pages there are, and what stands around them."""

from pathlib import Path

import streamlit as st

from dashboard.controls.example import draw_example_controls
from dashboard.controls.logit_plane import draw_plane_controls
from dashboard.text import translate
from dashboard.text.translation import remember_language

st.set_page_config(
    page_title="Logit Lab", page_icon=str(Path(__file__).parent / "icon.svg"), layout="wide"
)
remember_language()

start = st.Page("views/start.py", title=translate("Start"), default=True)
loss_surface = st.Page("views/loss_surface.py", title=translate("Loss surface"))
gradient_field = st.Page("views/gradient_field.py", title=translate("Gradient field"))
training = st.Page("views/training.py", title=translate("Training"))

page = st.navigation(
    {
        translate("Learn"): [start],
        translate("Explore"): [loss_surface, gradient_field],
        translate("Train"): [training],
    }
)

# What pages share is drawn here, not in the pages: a bound widget keeps its value from page to
# page only where the same script draws it.
if page != training:
    draw_example_controls()
if page in (loss_surface, gradient_field):
    draw_plane_controls()
page.run()
