"""A user's own file of 2 MB against pandas: `python -m tests.benchmarks.own_file`.

Two bare pages take the same file. One has all that Training's sidebar draws about it: the file is
read, its columns are described, label and features proposed and made into inputs, the account and
the preview drawn. The other reads it by `pd.read_csv` and draws the preview. The first may cost
three times as much. The exit status is 1 when the bound is broken.
"""

import sys
import time

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest

from core.datasets.decoded_text import MAXIMUM_FILE_BYTES

BOUND = 3.0
TURNS = 50


def files() -> dict[str, bytes]:
    """A file of each kind, as near to 2 MB as whole rows allow."""
    random = np.random.default_rng(0)
    rows = 17_000
    measures = pd.DataFrame(random.normal(size=(rows, 13)).round(6)).add_prefix("x")
    words = pd.DataFrame(random.choice(["small", "middle", "large"], (rows, 12))).add_prefix("w")
    kinds = pd.Series(random.choice(["ash", "elm", "oak"], rows), name="kind")
    tables = {
        "13 measures": measures.join(kinds),
        "the same, 2% missing": measures.mask(random.random(measures.shape) < 0.02).join(kinds),
        "64 pixels": pd.DataFrame(random.integers(0, 17, (13_000, 64))).join(kinds),
        "5 measures, 12 words": measures.iloc[:, :5].join(words).join(kinds),
    }
    return {
        name: table.to_csv(index=False, na_rep="NA")
        .encode()[:MAXIMUM_FILE_BYTES]
        .rpartition(b"\n")[0]
        for name, table in tables.items()
    }


def bare_page() -> None:
    import pandas as pd
    import streamlit as st

    from dashboard.controls.run.own_file import PREVIEW_ROWS

    file = st.sidebar.file_uploader("CSV file")
    if file is not None:
        st.sidebar.dataframe(pd.read_csv(file).head(PREVIEW_ROWS))


def own_file_page() -> None:
    import streamlit as st

    from dashboard.controls.run.own_file import draw_own_file

    draw_own_file(st.sidebar, lambda: None)


def best_times(content: bytes) -> list[float]:
    """Seconds of one upload to each page, the least of turns that alternate."""
    apps = [AppTest.from_function(page).run() for page in (bare_page, own_file_page)]
    best = [float("inf")] * len(apps)
    for turn in range(TURNS):
        for place, app in enumerate(apps):
            app.file_uploader[0].set_value((f"{turn}.csv", content, "text/csv"))
            start = time.perf_counter()
            app.run()
            best[place] = min(best[place], time.perf_counter() - start)
            assert not app.exception
            assert not app.error
            assert app.dataframe
    return best


def main() -> int:
    print(f"pandas {pd.__version__}, best of {TURNS} turns.\n")
    print("| file | MB | by pandas, ms | here, ms | ratio | |\n|---|---:|---:|---:|---:|---|")
    ratios = []
    for name, content in files().items():
        bare, own = best_times(content)
        ratios.append(own / bare)
        print(
            f"| {name} | {len(content) / 1024**2:.2f} | {bare * 1e3:.1f} | {own * 1e3:.1f} "
            f"| {ratios[-1]:.2f} | {'holds' if ratios[-1] <= BOUND else '**broken**'} |",
            flush=True,
        )
    return int(max(ratios) > BOUND)


if __name__ == "__main__":
    sys.exit(main())
