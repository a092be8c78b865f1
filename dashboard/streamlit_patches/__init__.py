"""What is put around Streamlit's internals, a file each, and the one place that installs it.

Nothing else in the project imports a private name of Streamlit. The README tells what is replaced,
why, which test shows the need, and when to delete it.
"""

from importlib import import_module

from dashboard.streamlit_patches.guard import left_out

PATCHES = ("script_runs", "set_fields", "fragment_messages", "widget_states")


def install() -> None:
    """Install each patch that fits this Streamlit, and name in the log each one that does not."""
    for name in PATCHES:
        try:
            import_module(f"{__name__}.{name}").install()
        except (ImportError, AttributeError, NotImplementedError) as misfit:
            left_out(name, misfit)
