"""The data sets: where they come from, how they are drawn and split, and that nothing leaks."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from core.datasets import DATA_SETS, load
from core.datasets.bundled import FILE_NAMES, FILES, read_bundled
from core.datasets.split import stratified_split
from core.layer.feature_maps import FEATURE_MAPS, fit_feature_map

NAMES = list(DATA_SETS)
BUNDLED = list(FILE_NAMES)
TOYS = [name for name in NAMES if name not in BUNDLED]
SOURCES = (FILES / "README.md").read_text(encoding="utf-8")


def rows_of(examples):
    """Each example as bytes, to compare sets of rows."""
    return sorted(
        bytes(row) + bytes([label])
        for row, label in zip(examples.inputs, examples.labels, strict=True)
    )


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_file_has_the_checksum_its_source_page_states(name):
    checksum = hashlib.sha256((FILES / FILE_NAMES[name]).read_bytes()).hexdigest()
    assert f"| `{FILE_NAMES[name]}` |" in SOURCES
    assert checksum in SOURCES


@pytest.mark.parametrize(
    ("name", "licence", "source"),
    [
        ("digits", "Creative Commons Attribution 4.0", "https://doi.org/10.24432/C50P49"),
        ("iris", "Creative Commons Attribution 4.0", "https://doi.org/10.24432/C56C76"),
        ("penguins", "CC0 1.0 Universal", "https://doi.org/10.1371/journal.pone.0090081"),
    ],
)
def test_a_bundled_set_states_its_licence_and_source(name, licence, source):
    section = SOURCES.split(f"\n## {name}\n")[1].split("\n## ")[0]
    assert licence in section
    assert source in section
    assert "How this file was made" in section


def test_digits_are_the_counts_of_pixels_in_1797_images():
    images = read_bundled("digits")
    assert images.inputs.shape == (1797, 64)
    assert set(np.unique(images.inputs)) == set(range(17))
    class_sizes = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as UCI states them
    assert np.bincount(images.labels).tolist() == class_sizes


def test_iris_is_fishers_and_not_the_copy_with_two_wrong_rows():
    flowers = read_bundled("iris")
    np.testing.assert_array_equal(flowers.inputs[34], [4.9, 3.1, 1.5, 0.2])
    np.testing.assert_array_equal(flowers.inputs[37], [4.9, 3.6, 1.4, 0.1])
    assert np.bincount(flowers.labels).tolist() == [50, 50, 50]


def test_penguins_are_the_342_that_were_measured():
    birds = read_bundled("penguins")
    assert np.bincount(birds.labels).tolist() == [151, 68, 123]
    np.testing.assert_allclose(
        birds.inputs.mean(axis=0), [43.92193, 17.15117, 200.9152, 4201.754], rtol=1e-6
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_data_set_is_what_its_description_says(name):
    description, data = DATA_SETS[name], load(name)
    assert len(data.train.labels) + len(data.test.labels) == description.samples.default
    assert data.train.inputs.shape[1] == len(description.feature_names) == len(data.feature_names)
    assert len(data.feature_units) == len(data.feature_names)
    assert len(data.class_names) == description.classes.default
    assert data.train.activations.shape[1] == len(data.activation_names)
    assert (len(description.feature_names) == 2) == (name in TOYS)
    assert data.image_shape == ((8, 8) if name == "digits" else None)
    for limits in (description.samples, description.classes, description.noise):
        assert limits.minimum <= limits.default <= limits.maximum
    for examples in (data.train, data.test):
        assert examples.inputs.dtype == examples.activations.dtype == np.float64
        assert examples.labels.dtype == np.int64
        assert set(examples.labels) == set(range(len(data.class_names)))
        assert not any(array.flags.writeable for array in examples)


@pytest.mark.parametrize("feature_map", sorted(FEATURE_MAPS))
@pytest.mark.parametrize("name", TOYS)
def test_the_same_arguments_give_the_same_data_bit_for_bit(name, feature_map):
    first, again = (load(name, seed=7, feature_map=feature_map) for _ in range(2))
    for one, other in zip((*first.train, *first.test), (*again.train, *again.test), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_gives_another_split(name):
    first, other = load(name, seed=1), load(name, seed=2)
    assert rows_of(first.test) != rows_of(other.test)


@pytest.mark.parametrize("name", BUNDLED)
def test_train_and_test_together_are_the_file_row_for_row(name):
    data, table = load(name, seed=3), read_bundled(name)
    assert sorted(rows_of(data.train) + rows_of(data.test)) == rows_of(table)


@pytest.mark.parametrize("test_fraction", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("name", NAMES)
def test_every_class_has_its_share_in_the_test_part(name, test_fraction):
    data = load(name, test_fraction=test_fraction)
    train, test = np.bincount(data.train.labels), np.bincount(data.test.labels)
    assert (np.abs(test - test_fraction * (train + test)) <= 0.5).all()


@pytest.mark.parametrize("name", NAMES)
def test_labels_come_shuffled(name):
    labels = load(name).train.labels
    assert 0.2 < np.mean(labels[1:] != labels[:-1]) < 0.97


@pytest.mark.parametrize("feature_map", sorted(FEATURE_MAPS))
def test_nothing_of_the_test_part_enters_the_frozen_layer(feature_map):
    data = load("penguins", feature_map=feature_map)
    from_train_alone = fit_feature_map(feature_map, data.train.inputs, names=data.feature_names)
    for examples in (data.train, data.test):
        np.testing.assert_array_equal(examples.activations, from_train_alone(examples.inputs))
    assert data.activation_names == from_train_alone.names


def test_standardised_training_activations_are_centred_and_test_activations_are_not():
    data = load("penguins")
    np.testing.assert_allclose(data.train.activations.mean(axis=0), 0, atol=1e-12)
    assert (np.abs(data.test.activations.mean(axis=0)) > 1e-3).all()


def test_split_holds_every_row_once_and_keeps_both_parts_of_a_tiny_class():
    labels = np.array([0] * 50 + [1] * 2)
    split = stratified_split(labels, test_fraction=0.05, seed=0)
    assert sorted([*split.train, *split.test]) == list(range(52))
    assert np.bincount(labels[split.train]).tolist() == [48, 1]
    assert np.bincount(labels[split.test]).tolist() == [2, 1]


def test_a_class_of_one_cannot_be_split():
    with pytest.raises(ValueError, match="at least 2 examples, class 1 has 1"):
        stratified_split(np.array([0, 0, 1]), test_fraction=0.5, seed=0)


@pytest.mark.parametrize("name", TOYS)
def test_toy_classes_are_as_equal_as_can_be_at_every_size(name):
    limits = DATA_SETS[name].classes
    for classes in {limits.minimum, limits.maximum}:
        data = load(name, samples=101, classes=classes)
        sizes = np.bincount(np.concatenate([data.train.labels, data.test.labels]))
        assert sizes.size == classes == len(data.class_names)
        assert sizes.max() - sizes.min() <= 1


@pytest.mark.parametrize("name", TOYS)
def test_noise_moves_the_very_points_that_were_there(name):
    """Doubling the noise doubles every displacement from the noiseless figure."""
    still, little, double = (
        np.vstack([part.inputs for part in (data.train, data.test)])
        for data in (load(name, noise=noise) for noise in (0.0, 0.05, 0.1))
    )
    np.testing.assert_allclose(double - still, 2 * (little - still), atol=1e-12)
    assert (little - still).std() == pytest.approx(0.05, rel=0.1)


def test_noiseless_figures_have_their_shape():
    blobs = load("blobs", noise=0, classes=6).train
    angle = 2 * np.pi * (blobs.labels + 1) / 6
    np.testing.assert_allclose(blobs.inputs, np.c_[np.cos(angle), np.sin(angle)], atol=1e-12)

    circles = load("circles", noise=0, classes=4).train
    np.testing.assert_allclose(np.hypot(*circles.inputs.T), (circles.labels + 1) / 4)

    spirals = load("spirals", noise=0, classes=3).train
    radius = np.hypot(*spirals.inputs.T)
    turned = 2 * np.pi * (0.75 * (radius - 0.1) / 0.9 + (spirals.labels + 1) / 3)
    np.testing.assert_allclose(
        spirals.inputs, radius[:, None] * np.c_[np.cos(turned), np.sin(turned)], atol=1e-12
    )

    moons = load("moons", noise=0).train
    side = np.where(moons.labels == 0, 1, -1)[:, None]
    from_centre = moons.inputs * side + [0.5, 0.25]
    np.testing.assert_allclose(np.hypot(*from_centre.T), 1)
    assert (from_centre[:, 1] >= 0).all()


@pytest.mark.parametrize(
    ("name", "choices", "message"),
    [
        ("mnist", {}, "data set must be one of digits, .*, circles, got 'mnist'"),
        ("blobs", {"classes": 11}, "classes must lie in 2 … 10, got 11"),
        ("blobs", {"classes": 2.5}, "classes must be a whole number, got 2.5"),
        ("moons", {"classes": 3}, "classes can only be 2, got 3"),
        ("digits", {"samples": 100}, "samples can only be 1797, got 100"),
        ("iris", {"noise": 0.1}, "noise can only be 0.0, got 0.1"),
        ("circles", {"samples": 10**9}, "samples must lie in 100 … 5000, got 1000000000"),
        ("circles", {"noise": float("nan")}, "noise must lie in 0.0 … 0.5, got nan"),
        ("iris", {"test_fraction": 1.0}, "test_fraction must lie in 0.05 … 0.5, got 1.0"),
        ("iris", {"seed": 2**32}, "seed must be a whole number in 0 … 4294967295"),
        ("iris", {"feature_map": "cosine"}, "feature map must be one of .*, got 'cosine'"),
        ("digits", {"feature_map": "polynomial", "degree": 2}, "makes 2144 polynomial features"),
    ],
)
def test_a_choice_that_is_not_allowed_is_named_with_its_rule(name, choices, message):
    with pytest.raises(ValueError, match=message):
        load(name, **choices)


def test_importing_the_data_sets_needs_no_pandas():
    program = "import sys, core.datasets; print('pandas' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=FILES.parents[2], capture_output=True, text=True
    )
    assert answer.stdout.strip() == "False", answer.stderr


@pytest.mark.parametrize(
    ("feature_map", "learning_rate", "steps"), [("standardise", 0.1, 500), ("scale", 0.5, 1000)]
)
def test_a_softmax_layer_learns_the_digits(feature_map, learning_rate, steps):
    """Plain descent in batches of 32 from zero weights gets more than 95 % of the test right."""
    data = load("digits", feature_map=feature_map)
    activations, labels = data.train.activations, data.train.labels
    weights, bias = np.zeros((64, 10)), np.zeros(10)
    random = np.random.default_rng(0)
    for _ in range(steps):
        batch = random.integers(labels.size, size=32)
        logits = activations[batch] @ weights + bias
        probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        logit_gradient = (probabilities - np.eye(10)[labels[batch]]) / 32
        weights -= learning_rate * activations[batch].T @ logit_gradient
        bias -= learning_rate * logit_gradient.sum(axis=0)
    predicted = (data.test.activations @ weights + bias).argmax(axis=1)
    assert np.mean(predicted == data.test.labels) > 0.95
