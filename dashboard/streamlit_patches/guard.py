"""Something of Streamlit's is replaced only if it is what the replacement was written for."""

import logging
from importlib import import_module
from inspect import Parameter, isfunction, signature
from typing import Any

import streamlit as st

_LOG = logging.getLogger("logit_lab.streamlit_patches")


def replace(owner: Any, name: str, ours: Any) -> None:
    """Put a function, or a subclass with other methods, in the place of Streamlit's own.

    Raises
    ------
    AttributeError : there is no such thing, or it lacks a method that the subclass overrides.
    NotImplementedError : it is somebody else's, or a function takes other parameters than ours.
    """
    theirs = getattr(owner, name)
    if theirs is ours:
        return
    is_class = isinstance(ours, type)
    if not theirs.__module__.startswith("streamlit.") or (is_class and theirs is not ours.__base__):
        raise NotImplementedError(f"{name} is not Streamlit's own")
    pairs = {name: ours} if not is_class else _methods_of(ours)
    for each, function in pairs.items():
        replaced = getattr(theirs, each) if is_class else theirs
        if _in_order(function) != _in_order(replaced):
            raise NotImplementedError(f"{each} takes other parameters: {signature(replaced)}")
    setattr(owner, name, ours)


def require(theirs: type, *names: str) -> None:
    """Make sure that a class of Streamlit's has these attributes, or sets them in `__init__`.

    Raises
    ------
    AttributeError : it has not; the message names the first.
    """
    made = theirs.__init__.__code__  # type: ignore[misc]
    known = {*dir(theirs), *made.co_names, *made.co_varnames}
    for name in names:
        if name not in known:
            raise AttributeError(f"{theirs.__name__} has no {name}")


def imported(module: str, name: str) -> Any:
    """A private name of Streamlit's; None, and a line in the log, if this version has it not."""
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as misfit:
        left_out(name, misfit)
        return None


def left_out(name: str, misfit: Exception) -> None:
    """Name in the log what this Streamlit is not the right one for."""
    _LOG.warning("left out %s, unfit for Streamlit %s: %s", name, st.__version__, misfit)


def _in_order(function: Any) -> list[str]:
    """The parameters that are told apart by their place; others are handed on by their names."""
    by_name = (Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD)
    return [
        each.name for each in signature(function).parameters.values() if each.kind not in by_name
    ]


def _methods_of(ours: type) -> dict[str, Any]:
    """The methods of a class; without those that `dataclass` writes."""
    return {
        name: each
        for name, each in vars(ours).items()
        if isfunction(each) and not name.startswith("__")
    }
