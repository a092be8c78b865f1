"""The kinds of exercises by the names that `core.exercises` gives them."""

from collections.abc import Mapping
from types import MappingProxyType

from dashboard.views.practice.entries import ENTRIES
from dashboard.views.practice.kind import Kind
from dashboard.views.practice.signs import SIGNS
from dashboard.views.practice.steps import STEPS

KINDS: Mapping[str, Kind] = MappingProxyType({**SIGNS, **ENTRIES, **STEPS})
