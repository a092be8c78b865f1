"""Where a long computation may be paused for others, or stopped since its answer is out of date."""

from streamlit.runtime.scriptrunner_utils.script_run_context import (
    get_script_run_ctx,
    in_cached_function,
)

from dashboard.fair_share import fair_share


def interrupt_point() -> None:
    """Give way to other sessions, then stop where the user has moved on.

    Streamlit itself stops a run at each call that draws something, and only there. Nothing is done
    in a cached function, since others may wait for what it computes; nor before the run has taken in
    what its user did, which would be lost.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or in_cached_function.get():
        return
    if context.has_script_started:
        fair_share.give_way()
    context.yield_check()
