"""A script to take away, which recomputes every number of the page."""

from functools import partial

import streamlit as st

from core.export.examination_script import examination_archive
from dashboard.text import translate
from dashboard.views.your_model.examined import Examined


def draw_script(model: Examined) -> None:
    """The downloads, made when they are asked for."""
    st.markdown(
        translate(
            "A script that recomputes every number of your model on this page, with your logits "
            "and labels beside it. Unpack the ZIP file and run `python examine.py`."
        )
    )
    with st.container(horizontal=True):
        for label, library in (("NumPy (ZIP)", "numpy"), ("PyTorch (ZIP)", "torch")):
            st.download_button(
                label,
                partial(
                    examination_archive,
                    model.output._replace(gradient=model.gradient),
                    library,
                    model.found.explanations,
                    model.class_weights,
                    model.ignored_label,
                ),
                file_name=f"your-model-{library}.zip",
                mime="application/zip",
                key=f"_model_script_{library}",
                on_click="ignore",
                icon=":material/download:",
            )
