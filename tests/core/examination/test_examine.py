"""What logits say, beside PyTorch and scikit-learn; the golden values; what is refused."""

import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 (the name its own documentation uses)
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, recall_score

from core import LIBRARY_NAMES, examine_logits, fit_temperature, reduce_losses, reliability, softmax
from core.examination.explanation import CONVENTIONS
from tests.server import ROOT

RTOL = 1e-12
NAN, INF = np.nan, np.inf


def drawn(seed, dtype=np.float64):
    random = np.random.default_rng(seed)
    examples, classes = random.integers(30, 3000), random.integers(2, 100)
    labels = random.integers(classes, size=examples)
    logits = random.normal(size=(examples, classes)) + 2 * (labels[:, None] == np.arange(classes))
    return (logits * random.choice([0.5, 2, 40])).astype(dtype), labels, random


@pytest.mark.parametrize("seed", range(6))
def test_losses_and_reductions_are_those_of_pytorch_and_scikit_learn(seed):
    logits, labels, random = drawn(seed, [np.float64, np.float32][seed % 2])
    class_weights = random.uniform(0.1, 5, size=logits.shape[1])
    sample_weights = random.uniform(0, 2, size=len(labels))
    wide, truth = torch.tensor(logits, dtype=torch.float64), torch.tensor(labels)
    of_classes = torch.tensor(class_weights)
    found = examine_logits(logits, labels, class_weights=class_weights)
    assert_allclose(found.losses, F.cross_entropy(wide, truth, reduction="none"), RTOL, 1e-15)
    assert_allclose(found.reductions.sum, F.cross_entropy(wide, truth, reduction="sum"), RTOL)
    assert_allclose(found.reductions.mean, F.cross_entropy(wide, truth), RTOL)
    assert_allclose(found.reductions.weighted_mean, F.cross_entropy(wide, truth, of_classes), RTOL)
    weighted = F.cross_entropy(wide, truth, of_classes, reduction="none").mean()
    assert_allclose(found.reductions.weighted_sum_over_n, weighted, RTOL)
    both = examine_logits(
        logits, labels, class_weights=class_weights, sample_weights=sample_weights
    )
    assert_allclose(both.weights, class_weights[labels] * sample_weights, RTOL)
    probabilities, classes = softmax(logits.astype(np.float64)), np.arange(logits.shape[1])
    if probabilities.min() > 1e-15:  # log_loss clips there
        by_sklearn = log_loss(labels, probabilities, sample_weight=both.weights, labels=classes)
        assert_allclose(both.reductions.weighted_mean, by_sklearn, RTOL)
    ignored = labels.copy()
    ignored[::3] = -100
    kept = examine_logits(logits, ignored, class_weights=class_weights, ignore=-100)
    expected = F.cross_entropy(wide, torch.tensor(ignored), of_classes)
    assert_allclose(kept.reductions.weighted_mean, expected, RTOL)
    assert_array_equal(kept.rows, np.flatnonzero(ignored != -100))


@pytest.mark.parametrize("seed", range(6))
def test_errors_and_calibration_are_those_of_scikit_learn(seed):
    logits, labels, _ = drawn(seed)
    found = examine_logits(logits, labels)
    probabilities, classes = softmax(logits), np.arange(logits.shape[1])
    predicted = probabilities.argmax(axis=1)
    assert found.accuracy == accuracy_score(labels, predicted)
    assert_array_equal(found.confusion, confusion_matrix(labels, predicted, labels=classes))
    by_sklearn = recall_score(labels, predicted, labels=classes, average=None, zero_division=np.nan)
    assert_allclose(found.recall, by_sklearn, RTOL)
    overall = reliability(probabilities, labels)
    for name in overall._fields:
        by_rows = getattr(overall, name)
        assert_allclose(getattr(found.reliability, name), by_rows, RTOL, 1e-15)
    for k in classes[:10]:
        frequency, confidence = calibration_curve(labels == k, probabilities[:, k], n_bins=10)
        filled = found.class_reliability.counts[k] > 0
        assert_allclose(found.class_reliability.confidence[k][filled], confidence, RTOL, 1e-18)
        assert_allclose(found.class_reliability.frequency[k][filled], frequency, RTOL)
    assert_array_equal(found.class_reliability.counts.sum(axis=1), len(labels))


def test_t_star_and_what_it_changes():
    logits, labels, _ = drawn(1)
    found, fitted = examine_logits(logits, labels), fit_temperature(logits, labels)
    assert_allclose(found.temperature, fitted, RTOL)
    assert_allclose(fitted.loss_before, found.reductions.mean, RTOL)
    after = reliability(softmax(logits, temperature=fitted.temperature), labels)
    assert_allclose(
        found.tempered.expected_calibration_error, after.expected_calibration_error, 1e-9
    )


def test_t_star_of_many_rows_in_float32_is_that_in_float64():
    random = np.random.default_rng(0)
    labels = random.integers(4, size=30_000)
    logits = random.normal(size=(30_000, 4)) + (labels[:, None] == np.arange(4))
    narrow = logits.astype(np.float32)
    rough, exact = fit_temperature(narrow, labels), fit_temperature(narrow.astype(float), labels)
    assert_allclose(rough[:3], exact[:3], RTOL)


def test_t_star_with_masks_and_at_its_limit():
    masked = examine_logits([[2.0, 0.0, -INF], [1.0, 0.0, 0.0], [-INF, 1.0, 1.5]], [0, 1, 2])
    assert 0.01 < masked.temperature.temperature < 100
    assert examine_logits([[1.0, -INF]], [0]).temperature.loss == 0
    assert examine_logits([[1.0, 0.0]], [0]).temperature.at_limit
    hopeless = examine_logits([[0.0, -INF], [0.0, 1.0]], [1, 1], reported_loss="4.6")
    assert hopeless.losses[0] == INF
    assert hopeless.temperature is None
    assert hopeless.tempered is None


def test_the_worst_examples_by_their_own_rows():
    found = examine_logits([[9.0, 0.0], [0.0, 1.0], [0.0, 3.0]], [-1, 0, 0], ignore=-1)
    assert_array_equal(found.rows[found.worst(1)], [2])
    assert len(found.worst()) == 2


def test_lists_float16_and_a_single_class():
    assert examine_logits([[0, 0]], [1]).reductions.mean == pytest.approx(np.log(2))
    assert examine_logits(np.float16([[0, 0]]), [1.0]).accuracy == 0
    assert examine_logits([[3.0], [1.0]], [0, 0], reported_loss=0.0).explanations[0].name == "mean"


def explained(reported, *arguments, **keywords):
    found = examine_logits(*arguments, reported_loss=reported, **keywords).explanations
    return found[0].name, found[0].value


def test_golden_weights_of_two_classes():
    logits, labels = [[-100.0, 100.0], [-100.0, 100.0]], [0, 1]
    found = examine_logits(logits, labels, class_weights=[20, 10])
    assert_allclose(found.losses * found.weights, [4000, 0], atol=1e-80)
    assert_allclose(found.reductions.weighted_mean, 400 / 3, RTOL)
    assert explained("133.3333", logits, labels, class_weights=[20, 10])[0] == "weighted_mean"
    assert explained(2000, logits, labels, class_weights=[20, 10])[0] == "weighted_sum_over_n"


def test_golden_weights_of_three_classes():
    logits, labels, weights = [[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]], [2, 1], [2, 4, 6]
    found = examine_logits(logits, labels, class_weights=weights)
    assert_allclose(found.losses * found.weights, [5.6389863650667604, 4.9593242433778402], RTOL)
    for value, name in [
        (10.598310608444601, "sum"),
        (1.0598310608444601, "weighted_mean"),
        (5.2991553042223, "weighted_sum_over_n"),
    ]:
        assert explained(value, logits, labels, class_weights=weights) == (
            name,
            pytest.approx(value, rel=RTOL),
        )


def test_golden_softmax_twice():
    right, twice = 0.31326168751822, 0.48854843921246
    assert explained(right, [[1.0, 0.0]], [0]) == ("mean", pytest.approx(right, rel=RTOL))
    assert explained(twice, [[1.0, 0.0]], [0]) == ("softmax_twice", pytest.approx(twice, rel=RTOL))
    for classes, least in [(2, "0.3132617"), (3, "0.5514447"), (4, "0.7436684"), (10, "1.4611502")]:
        sure = 200 * np.eye(classes)
        assert explained(least, sure, np.arange(classes))[0] == "softmax_twice"


def test_golden_logits_as_probabilities_and_a_clip():
    logits = [[2.0, 1.0, 0.5]]
    assert explained(0.46436878410794, logits, [0])[0] == "mean"
    name, value = explained(0.55961578793542, logits, [0])
    assert (name, value) == ("logits_as_probabilities", pytest.approx(0.55961578793542, rel=RTOL))
    assert explained("16.118", [[1.0, 50.0]], [0])[0] == "clipped"


def test_golden_micro_batches():
    losses = np.array([1.0, 2.0, 3.0, 1.0])  # sums of 6 and 1
    assert reduce_losses(losses).mean == 1.75
    assert np.mean([reduce_losses(part).mean for part in (losses[:3], losses[3:])]) == 1.5


def test_golden_confident_example():
    found = examine_logits([[0.0, -40.0]], [0], reported_loss="4.248354255291589e-18")
    assert_allclose(found.losses, 4.248354255291589e-18, RTOL)
    assert found.explanations[0].name == "mean"


def test_libraries_name_the_reductions():
    assert list(LIBRARY_NAMES) == list(reduce_losses([1.0])._fields)
    assert set(LIBRARY_NAMES) < set(CONVENTIONS)


def test_a_weight_of_0_leaves_out_even_an_infinite_loss():
    found = reduce_losses([INF, 2.0], [0.0, 4.0])
    assert (found.weighted_mean, found.weighted_sum_over_n, found.mean) == (2.0, 4.0, INF)


TWO = [[0.0, 1.0], [2.0, 0.0]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0.0, 1.0], [NAN, 0.0]], [0, 1]), "NaN or .inf, got nan in row 1, column 0"),
        (([[0.0, INF], [0.0, 0.0]], [0, 1]), "NaN or .inf, got inf in row 0, column 1"),
        (([[0.0, 1.0], [-INF, -INF]], [0, 1]), "finite entry in every row, .* in row 1"),
        (([0.0, 1.0], [0]), r"logits must have shape \(n, classes\) .*, got shape \(2,\)"),
        ((np.empty((0, 3)), []), r"at least one row .*, got shape \(0, 3\)"),
        ((TWO, [0]), r"targets must be labels of shape \(2,\), .* got shape \(1,\)"),
        ((TWO, [0, 2]), "targets must be whole numbers from 0 to 1, got 2 in row 1"),
        ((TWO, [0.5, 1]), "targets must be whole numbers from 0 to 1, got 0.5 in row 0"),
        ((TWO, [0, -100]), "targets must be whole numbers from 0 to 1, got -100 in row 1"),
    ],
)
def test_what_are_no_logits_and_labels_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        examine_logits(*arguments)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"class_weights": [1.0]}, r"class_weights must have shape \(2,\), got shape \(1,\)"),
        ({"class_weights": [1.0, -1.0]}, r"class_weights must be non-negative .*, got -1.0"),
        ({"sample_weights": [1.0, NAN]}, r"sample_weights must be non-negative .*, got nan"),
        ({"sample_weights": [0.0, 0.0]}, "weights of the examples must have a positive sum"),
        ({"ignore": 0.5}, "ignore must be a whole number, got 0.5"),
        ({"reported_loss": "about 4"}, "reported_loss must be a finite number, got 'about 4'"),
        ({"reported_loss": NAN}, "reported_loss must be a finite number, got nan"),
        ({"reported_loss": True}, "reported_loss must be a finite number, got True"),
        ({"reported_gradient": [[0.0, 0.0]]}, r"shape of the logits, \(2, 2\), got shape \(1, 2\)"),
        ({"reported_gradient": [[0.0, NAN], [0, 0]]}, "reported_gradient must be finite, got nan"),
    ],
)
def test_other_arguments_that_are_refused(keywords, message):
    with pytest.raises(ValueError, match=message):
        examine_logits(TWO, [0, 1], **keywords)


def test_examples_to_ignore_may_hold_anything():
    found = examine_logits([[NAN, INF], [0.0, 0.0]], [-100, 1], ignore=-100)
    assert_allclose(found.losses, [np.log(2)], RTOL)
    with pytest.raises(ValueError, match="targets must have a label other than -100"):
        examine_logits(TWO, [-100, -100], ignore=-100)
    with pytest.raises(ValueError, match="got nan in row 1, column 1"):
        examine_logits([[0, 0], [0, NAN]], [-100, 1], ignore=-100)


def test_a_notebook_that_lies_elsewhere_imports_core_as_the_readme_says(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    after = readme[readme.index('sys.path.insert(0, "/path/to/logit-lab")') :]
    cell = "import sys\n" + after[: after.index("```")].replace("/path/to/logit-lab", str(ROOT))
    answer = subprocess.run(
        [sys.executable, "-I", "-c", cell + "\nprint(record.explanations[0].name)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert answer.stdout.split()[-1] == "softmax_twice"
