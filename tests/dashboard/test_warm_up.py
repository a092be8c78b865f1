"""What the server does at its start is all that a first visitor would have waited for."""

import json
import subprocess
import sys

from tests.server import ROOT

# In an interpreter of its own: this one has imported the pages' modules long ago.
PROGRAM = """
import json, sys
from streamlit.testing.v1 import AppTest
from dashboard.hosting.plotly_js import compressed_source
from dashboard.hosting.warm_up import do_what_a_first_visit_needs

do_what_a_first_visit_needs()
warm = set(sys.modules)
app = AppTest.from_file(f"{sys.argv[1]}/dashboard/main.py").run(timeout=30)
late = set(sys.modules) - warm
about = [len(app.exception), compressed_source.cache_info().currsize, sorted(late)]
print(json.dumps(about))
"""


def test_a_first_visit_imports_nothing_of_the_app_and_finds_plotly_js_compressed():
    command = [sys.executable, "-c", PROGRAM, str(ROOT)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    errors, compressed, late = json.loads(done.stdout)
    assert errors == 0
    assert compressed == 1
    packages = {name.partition(".")[0] for name in late}
    assert {"core", "dashboard", "numpy", "pandas", "plotly", "PIL"}.isdisjoint(packages)
    assert "streamlit.emojis" not in late
