"""The router and the frame: which pages there are, and what stands around them."""

import streamlit as st

from dashboard.components.page_parts import draw_page_parts, page_icon
from dashboard.controls.language import draw_language_choice
from dashboard.controls.linked import begin_links, end_links
from dashboard.controls.presenting import (
    draw_presenting,
    presenting_parameter,
    remember_presenting,
)
from dashboard.controls.restrictions import draw_way_back, remember_restrictions
from dashboard.controls.task import draw_task, remember_task
from dashboard.text import translate
from dashboard.text.page_titles import SECTIONS
from dashboard.text.translation import remember_language

st.set_page_config(page_icon=page_icon(), layout="wide")
remember_language()
remember_restrictions()
remember_task()
remember_presenting()


page = st.navigation(
    {
        translate(section): [
            st.Page(
                f"views/{folder}/page.py",
                title=translate(named.title),
                url_path=folder,
                default=folder == "start",
            )
            for folder, named in pages.items()
        ]
        for section, pages in SECTIONS.items()
    },
    position="top",  # the sidebar is for the controls
)
st.set_page_config(page_title=f"{page.title} · Logit Lab")

begin_links(page.url_path)
above_page = st.container()
draw_task(above_page)
page.run()
end_links()
draw_language_choice(st.sidebar)
draw_presenting(above_page, st.sidebar)
draw_page_parts(st.sidebar, is_presented=bool(presenting_parameter()))
draw_way_back(above_page)
