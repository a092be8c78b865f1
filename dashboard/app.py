"""What `streamlit run dashboard/app.py` starts: the server, with the app's script in it."""

import os
import sys
from pathlib import Path

# Before NumPy is loaded: the products are small, many students share the cores, and threads for
# each of them cost ten times what they save (a whole evaluation on digits: 5 ms against 0.4 ms).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.middleware import Middleware

# `streamlit run` puts this file's folder on the path; the packages are found from the root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard import streamlit_patches
from dashboard.components.served_page import ServedPages
from dashboard.components.served_scripts import script_routes
from dashboard.hosting.admission import Admission, Limits
from dashboard.hosting.frame_ancestors import FrameAncestors, frame_ancestors
from dashboard.hosting.warm_up import AfterImports, warm_up

streamlit_patches.install()

try:
    framing = frame_ancestors()
except ValueError as error:
    sys.exit(f"{error}")
middleware = [
    Middleware(Admission, limits=Limits()),
    Middleware(AfterImports),
    Middleware(ServedPages),
]
if framing:
    middleware.append(Middleware(FrameAncestors, sources=framing))

app = st.App(
    "main.py",
    routes=script_routes(),
    middleware=middleware,
    lifespan=warm_up,
)
