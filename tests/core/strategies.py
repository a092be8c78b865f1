"""What the property tests draw from: logits, targets and temperatures of every kind."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

temperatures = st.floats(0.25, 4.0)


def finite_arrays(shape, *, bound=10.0):
    """Float64 arrays of a shape, without the subnormal numbers that only test rounding."""
    entries = st.floats(-bound, bound, allow_subnormal=False)
    return npst.arrays(np.float64, shape, elements=entries)


@st.composite
def logits(draw, *, bound=10.0, least_classes=1):
    """Logits of zero to two batch axes, some of them empty, and up to five classes."""
    batch = draw(st.lists(st.integers(0, 3), max_size=2))
    return draw(finite_arrays((*batch, draw(st.integers(least_classes, 5))), bound=bound))


@st.composite
def logits_and_labels(draw, *, bound=10.0):
    drawn = draw(logits(bound=bound))
    labels = st.integers(0, drawn.shape[-1] - 1)
    return drawn, draw(npst.arrays(np.intp, drawn.shape[:-1], elements=labels))


@st.composite
def logits_and_distributions(draw, *, bound=10.0):
    drawn = draw(logits(bound=bound))
    shares = draw(npst.arrays(np.float64, drawn.shape, elements=st.integers(0, 4))) + 1e-3
    return drawn, shares / shares.sum(axis=-1, keepdims=True)


logits_and_targets = st.one_of(logits_and_labels(), logits_and_distributions())
