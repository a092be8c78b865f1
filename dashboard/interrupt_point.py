"""Where a long computation may be paused for others, or stopped since its answer is out of date.

Streamlit itself stops a run at each call that draws something, and only there. Here too nothing is
done in a cached function: others may wait for what it computes.
"""

from streamlit.runtime.scriptrunner_utils.script_run_context import (
    ScriptRunContext,
    get_script_run_ctx,
    in_cached_function,
)

from dashboard.fair_share import fair_share


def interrupt_point() -> None:
    """Give way to other sessions, and stop where the user has moved on meanwhile."""
    context = _interruptible()
    if context is None:
        return
    if context.has_script_started:  # before, what the user did is not taken in, and would be lost
        fair_share.give_way()
    context.yield_check()


def stop_if_out_of_date() -> None:
    """As `interrupt_point`, but never wait: for where others wait."""
    context = _interruptible()
    if context is not None:
        context.yield_check()


def _interruptible() -> ScriptRunContext | None:
    return None if in_cached_function.get() else get_script_run_ctx(suppress_warning=True)
