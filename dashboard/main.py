"""The router and the frame: which pages there are, and what stands around them."""

import streamlit as st

from dashboard.components.page_parts import draw_page_parts, page_icon
from dashboard.controls.language import draw_language_choice
from dashboard.controls.linked import begin_links, end_links
from dashboard.controls.restrictions import draw_way_back, remember_restrictions
from dashboard.controls.task import draw_task, remember_task
from dashboard.text import translate
from dashboard.text.translation import remember_language

st.set_page_config(page_icon=page_icon(), layout="wide")
remember_language()
remember_restrictions()
remember_task()


def _page(folder: str, title: str) -> st.Page:
    """The page of a folder in views/, which is also its path in the URL."""
    return st.Page(
        f"views/{folder}/page.py", title=title, url_path=folder, default=folder == "start"
    )


start = _page("start", translate("Start"))
chain_rule = _page("chain_rule", translate("Chain rule"))
softmax = _page("softmax", translate("Softmax"))
loss_surface = _page("loss_surface", translate("Loss surface"))
gradient_field = _page("gradient_field", translate("Gradient field"))
backprop = _page("backprop", translate("Backpropagation"))
training = _page("training", translate("Training"))
compare = _page("compare", translate("Compare"))
bug_lab = _page("bug_lab", translate("Bug lab"))
precision_lab = _page("precision_lab", translate("Precision lab"))
practice = _page("practice", translate("Practice"))
for_teachers = _page("for_teachers", translate("For teachers"))
misconceptions = _page("misconceptions", translate("Common mistakes"))

page = st.navigation(
    {
        translate("Learn"): [start, chain_rule, softmax],
        translate("Explore"): [loss_surface, gradient_field, backprop],
        translate("Train"): [training, compare],
        translate("Labs"): [bug_lab, precision_lab, practice],
        translate("Teach"): [for_teachers, misconceptions],
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
draw_page_parts(st.sidebar)
draw_way_back(above_page)
