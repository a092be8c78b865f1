import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core import confusion_matrix

pairs = st.integers(1, 5).flatmap(
    lambda classes: st.tuples(
        st.just(classes),
        st.lists(st.tuples(st.integers(0, classes - 1), st.integers(0, classes - 1)), max_size=30),
    )
)


@given(pairs)
def test_every_cell_counts_its_examples(drawn):
    classes, examples = drawn
    expected = [[examples.count((i, j)) for j in range(classes)] for i in range(classes)]
    labels, predicted = [i for i, _ in examples], [j for _, j in examples]
    assert_array_equal(confusion_matrix(labels, predicted, classes), expected)


@given(pairs)
def test_it_sums_to_the_examples_and_its_diagonal_to_the_right_ones(drawn):
    classes, examples = drawn
    labels = np.array([i for i, _ in examples], dtype=int)
    predicted = np.array([j for _, j in examples], dtype=int)
    counts = confusion_matrix(labels, predicted, classes)
    assert counts.sum() == len(examples)
    assert counts.trace() == (labels == predicted).sum()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0], [0], 0), "classes must be a whole number of at least 1, got 0"),
        (([2], [0], 2), "labels must be whole numbers from 0 to 1, got 2 at index"),
        (([0], [-1], 2), "predicted must be whole numbers from 0 to 1, got -1 at index"),
        (([0, 1], [0], 2), r"both have shape \(n,\), got shapes \(2,\) and \(1,\)"),
        (([[0]], [[0]], 2), r"both have shape \(n,\)"),
    ],
)
def test_what_is_not_a_pair_of_classes_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(*arguments)
