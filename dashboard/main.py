"""The router and the frame: which pages there are, and what stands around them."""

import streamlit as st

from dashboard.components.page_parts import draw_page_parts
from dashboard.controls.example import draw_example_controls
from dashboard.controls.language import draw_language_choice
from dashboard.controls.layer_lines import draw_layer_controls
from dashboard.controls.linked import begin_links, end_links
from dashboard.controls.logit_plane import draw_plane_controls
from dashboard.controls.restrictions import draw_way_back, remember_restrictions
from dashboard.hosting.page_icon import page_icon
from dashboard.text import translate
from dashboard.text.translation import remember_language

st.set_page_config(page_icon=page_icon(), layout="wide")
remember_language()
remember_restrictions()

start = st.Page("views/start.py", title=translate("Start"), default=True)
chain_rule = st.Page("views/chain_rule.py", title=translate("Chain rule"))
softmax = st.Page("views/softmax.py", title=translate("Softmax"))
loss_surface = st.Page("views/loss_surface.py", title=translate("Loss surface"))
gradient_field = st.Page("views/gradient_field.py", title=translate("Gradient field"))
backprop = st.Page("views/backprop.py", title=translate("Backpropagation"))
training = st.Page("views/training.py", title=translate("Training"))
compare = st.Page("views/compare.py", title=translate("Compare"))
bug_lab = st.Page("views/bug_lab.py", title=translate("Bug lab"))
precision_lab = st.Page("views/precision_lab.py", title=translate("Precision lab"))
practice = st.Page("views/practice/page.py", title=translate("Practice"), url_path="practice")
for_teachers = st.Page("views/for_teachers.py", title=translate("For teachers"))
misconceptions = st.Page("views/misconceptions.py", title=translate("Common mistakes"))

page = st.navigation(
    {
        translate("Learn"): [start, chain_rule, softmax],
        translate("Explore"): [loss_surface, gradient_field, backprop],
        translate("Train"): [training, compare],
        translate("Labs"): [bug_lab, precision_lab, practice],
        translate("Teach"): [for_teachers, misconceptions],
    },
    expanded=True,  # or Streamlit hides the last ones behind a button
)
st.set_page_config(page_title=f"{page.title} · Logit Lab")

begin_links(page.url_path)
draw_language_choice(st.sidebar)
draw_page_parts(st.sidebar)
way_back = st.container()
# What pages share is drawn here, not in the pages: a widget keeps its value from page to
# page only where the same script draws it.
if page in (softmax, loss_surface, gradient_field):
    draw_example_controls()
if page in (loss_surface, gradient_field):
    draw_plane_controls()
if page in (start, backprop):
    draw_layer_controls()
page.run()
end_links()
draw_way_back(way_back)
