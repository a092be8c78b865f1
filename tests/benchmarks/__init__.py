"""Timed comparisons, run by hand: `python -m tests.benchmarks.cross_entropy`.

Everything here runs on one thread. The libraries read these variables when they are first
imported, so they are set before any benchmark module imports them.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
