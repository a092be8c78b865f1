"""What `core` promises to export is there, whether loaded at once or when asked for."""

import importlib
import subprocess
import sys

import pytest

import core


@pytest.mark.parametrize("name", core.__all__)
def test_every_public_name_is_importable(name):
    assert getattr(core, name) is not None


def test_names_are_listed_once_and_in_order_of_kind():
    assert len(core.__all__) == len(set(core.__all__))
    assert dir(core) == sorted(core.__all__)


def test_a_name_loaded_when_asked_for_is_its_modules():
    assert core.load is importlib.import_module("core.datasets").load


def test_a_module_never_stands_where_a_function_is_promised():
    program = (
        "import importlib, pkgutil, types, core\n"
        "for module in pkgutil.walk_packages(core.__path__, 'core.'):\n"
        "    importlib.import_module(module.name)\n"
        "print([n for n in core.__all__ if isinstance(getattr(core, n), types.ModuleType)])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="has no attribute 'softmin'"):
        _ = core.softmin
