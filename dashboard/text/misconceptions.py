"""What learners get wrong about softmax and backpropagation, and the pages that show it.

What each claims is held by a test against `core`; numbers in it are those of its lesson's state.
"""

from dataclasses import dataclass

from dashboard.controls.layer import LARGEST_LAYER
from dashboard.controls.layer_text import layer_texts
from dashboard.text import english
from dashboard.text.lessons import SEED_LAYER, Lesson


@dataclass(frozen=True)
class Misconception:
    """One mistake.

    Attributes
    ----------
    mistake, right : what is believed and what is so; in English, translated where they are drawn.
    formula : what is so, in LaTeX and without words.
    lessons : where it is seen; a lesson's title is the text of its link.
    source : where the mistake is on record, "" where it is folklore.
    """

    mistake: str
    right: str
    formula: str
    lessons: tuple[Lesson, ...]
    source: str = ""


MISCONCEPTIONS = (
    Misconception(
        english("ŷᵢ depends on zᵢ alone, so only the diagonal of the Jacobian counts."),
        english(
            "Every logit stands in the sum below every ŷᵢ. What the off-diagonal terms carry is "
            "part of the gradient."
        ),
        r"\frac{\partial \hat y_i}{\partial z_k} = \hat y_i\,([i = k] - \hat y_k)",
        (
            Lesson(
                "backprop",
                english("Drop the off-diagonal terms"),
                english("∂L/∂w₂₁ comes out as 0 where 0.3450 is right."),
                {**SEED_LAYER, "target": "2", "parameter": "w21", "diagonal_only": "true"},
            ),
        ),
        "stats.stackexchange.com, question 235528",
    ),
    Misconception(
        english("i, j and k are interchangeable names."),
        english(
            "p and q name the weight, i runs over the probabilities, k over the logits, and j only "
            "counts inside the softmax's sum. Of all pairs (i, k) those with k = q alone carry "
            "anything, since a weight moves one logit."
        ),
        r"\frac{\partial L}{\partial w_{pq}} = \sum_i \sum_k \frac{\partial L}{\partial \hat y_i}"
        r"\,\frac{\partial \hat y_i}{\partial z_k}\,\frac{\partial z_k}{\partial w_{pq}}",
        (
            Lesson(
                "backprop",
                english("Sixteen pairs for one weight"),
                english(
                    "Four outputs make 16 pairs (i, k); for w₃₂ the four with k = 2 carry 0.2473 "
                    "in all, the other twelve nothing."
                ),
                {**layer_texts(LARGEST_LAYER), "parameter": "w32"},
            ),
        ),
    ),
    Misconception(
        english("The gradient in every logit is ŷ − 1."),
        english(
            "It is ŷ − y: the 1 stands at the true class alone. The others keep ŷ − 0, and so the "
            "gradients sum to 0."
        ),
        r"\frac{\partial L}{\partial z_k} = \hat y_k - [k = y]",
        (
            Lesson(
                "softmax",
                english("A logit that is not the true class's"),
                english("∂L/∂z₃ is ŷ₃ = 0.1402; as if 3 were the true class it would be −0.8598."),
                {"ji": "3"},
            ),
        ),
    ),
    Misconception(
        english("The product with the whole Jacobian and the short ŷ − y are two different rules."),
        english(
            "They are one: the column of the Jacobian, each entry times −yₖ/ŷₖ, adds up to ŷᵢ − yᵢ "
            "because the shares of y sum to 1."
        ),
        r"\sum_k -\frac{y_k}{\hat y_k}\,\frac{\partial \hat y_k}{\partial z_i} = \hat y_i - y_i",
        (
            Lesson(
                "softmax",
                english("The long way and the short one"),
                english(
                    "With ε = 0.3 all three terms count: −0.6150 + 0.02312 + 0.02312 = −0.5688, "
                    "and ŷ₁ − y₁ = 0.2312 − 0.8000 is the same."
                ),
                {"eps": "0.3", "ji": "1"},
            ),
        ),
    ),
    Misconception(
        english("ŷ − y is the gradient of the squared error too."),
        english(
            "In the logits squared error sends ŷ − y through the Jacobian. Where the answer is "
            "sure and wrong, the Jacobian is nearly 0, and so is that gradient."
        ),
        r"\begin{aligned} & \frac{\partial}{\partial z_k}\,\tfrac12 \sum_i (\hat y_i - y_i)^2 \\ "
        r"&\quad = \sum_i (\hat y_i - y_i)\,\hat y_i\,([i = k] - \hat y_k) \end{aligned}",
        (
            Lesson(
                "loss_surface",
                english("Sure, wrong, and flat"),
                english("z₁ = −8, z₂ = 8: cross-entropy is 1811 times as steep as squared error."),
                {"z1": "-8", "z2": "8", "half": "10"},
            ),
        ),
    ),
    Misconception(
        english("The gradient points to where the loss falls."),
        english(
            "It points uphill; the step has the minus sign. A logit whose ŷ is below its y rises, "
            "one whose ŷ is above its y falls."
        ),
        r"z \leftarrow z - \eta\,\nabla L",
        (
            Lesson(
                "gradient_field",
                english("One step, with the minus sign"),
                english(
                    "η = 0.5 takes L from 1.464 to 1.017; the same step with a plus would end at "
                    "1.996."
                ),
                {"step_size": "0.5", "descent_steps": "1", "descent_step": "1"},
            ),
            Lesson(
                "bug_lab",
                english("The sign, as a bug"),
                english(
                    "Every checked entry has the other sign: its ratio to the right one is −1."
                ),
                {"bug_mode": "free", "bug": "sign"},
            ),
        ),
    ),
    Misconception(
        english("The gradient of the bias is summed over the classes."),
        english(
            "Each class has its own bias, and its gradient is that class's ŷ − y, averaged over "
            "the batch. Summed over the classes it would always be 0, and no bias would ever move."
        ),
        r"\frac{\partial L}{\partial b_k} = \hat y_k - y_k, \qquad \sum_k (\hat y_k - y_k) = 0",
        (
            Lesson(
                "backprop",
                english("Two biases"),
                english(
                    "∂L/∂b₁ = 0.6900 and ∂L/∂b₂ = −0.6900: each moves its own logit, and their sum "
                    "moves nothing."
                ),
                {**SEED_LAYER, "target": "2", "parameter": "b1"},
            ),
            Lesson(
                "bug_lab",
                english("Summed over the classes, as a bug"),
                english("Every bias entry comes out as 0, to the rounding; every weight is right."),
                {"bug_mode": "free", "bug": "bias over classes"},
            ),
        ),
    ),
    Misconception(
        english("Whether a batch's gradients are summed or averaged makes no difference."),
        english(
            "The direction is the same, the length is not: a sum over B examples is B times the "
            "mean, so η would have to change with every batch size, and with the last, smaller "
            "batch."
        ),
        r"g = \frac1B \sum_{n=1}^{B} a_n \otimes (\hat y_n - y_n)",
        (
            Lesson(
                "training",
                english("A batch of eight"),
                english(
                    "The gradient of each example of the next batch, and their mean, which is what "
                    "the update uses; the sum would be 8 times as long."
                ),
                {"data": "iris", "batch": "8", "step": "45", "gradient": "true"},
            ),
            Lesson(
                "bug_lab",
                english("The sum for the mean, as a bug"),
                english("Batches of 16: every entry is 16 times the right one."),
                {"bug_mode": "free", "bug": "sum for mean"},
            ),
        ),
    ),
    Misconception(
        english("The smaller the h of a finite difference, the better it checks a gradient."),
        english(
            "Its error falls with h² only until rounding takes over, which grows as h falls. With "
            "64-bit numbers the central difference is best near 10⁻⁵; with 32-bit ones it keeps "
            "only about five digits at best."
        ),
        r"\begin{aligned} & \frac{f(x + h) - f(x - h)}{2h} \\ "
        r"&\quad = f'(x) + O(h^2) + O(\varepsilon / h) \end{aligned}",
        (
            Lesson(
                "chain_rule",
                english("A difference beside the derivative"),
                english(
                    "eˣ at x = 1: both say 2.718, and the table says by how little they differ."
                ),
                {"demo": "eˣ", "x": "1"},
            ),
            Lesson(
                "precision_lab",
                english("The error against h"),
                english(
                    "The slope of a cross-entropy in 32-bit numbers: best at h = 0.005623, off by "
                    "0.00001220 there, and by more on either side."
                ),
                {"dtype": "float32", "swept_z": "1"},
            ),
        ),
    ),
    Misconception(
        english("The logits can be read off the probabilities."),
        english(
            "Adding the same t to every logit changes no ŷ and no loss: along (1, …, 1) the loss "
            "is flat and its Hessian singular. log Σ eᶻ itself is not invariant; it grows by t."
        ),
        r"\begin{aligned} \mathrm{softmax}(z + t) &= \mathrm{softmax}(z) \\ "
        r"\log \textstyle\sum_j e^{z_j + t} &= t + \log \textstyle\sum_j e^{z_j} \end{aligned}",
        (
            Lesson(
                "softmax",
                english("Five more for every logit"),
                english("Every eᶻ grows 148.4 times and log Σ eᶻ from 2.464 to 7.464; no ŷ moves."),
                {"shift": "5"},
            ),
            Lesson(
                "loss_surface",
                english("A valley without a bottom"),
                english("Of the three eigenvalues of the Hessian one is 0, along (1, 1, 1)."),
                {"half": "8"},
            ),
        ),
    ),
    Misconception(
        english("Softmax is computed as it is written."),
        english(
            "eᶻ overflows above 88.72 in 32-bit numbers and above 709.8 in 64-bit ones. "
            "Subtracting the largest logit first changes nothing but the exponents: none is above "
            "0."
        ),
        r"\hat y_k = \frac{e^{z_k - m}}{\sum_j e^{z_j - m}}, \qquad m = \max_j z_j",
        (
            Lesson(
                "softmax",
                english("An exponent of 100"),
                english(
                    "z₁/T = 100: e¹⁰⁰ is too large for 32-bit numbers, and the largest E is still "
                    "1."
                ),
                {"z1": "10", "T": "0.1"},
            ),
            Lesson(
                "bug_lab",
                english("Without the shift, as a bug"),
                english("2 000 added to every logit: the naive program ends at its first step."),
                {"bug_mode": "free", "bug": "naive exp", "bug_shift": "2000"},
            ),
            Lesson(
                "precision_lab",
                english("Naive beside stable"),
                english(
                    "A real run in 16-bit numbers: the naive formula ends it at step 272 with a "
                    "NaN, with the stable one every loss is a number."
                ),
                {"dtype": "float16", "run_data": "penguins", "run_rate": "1"},
            ),
        ),
    ),
    Misconception(
        english("A second softmax does no harm."),
        english(
            "Its logits would be shares between 0 and 1, so even a perfectly sure answer comes out "
            "unsure, and the loss has a floor that no training can pass. Losses named “from "
            "logits” apply the softmax themselves."
        ),
        r"\mathrm{softmax}(\hat y)_k \le \frac{e}{e + K - 1}",
        (
            Lesson(
                "softmax",
                english("A sure answer, fed in again"),
                english(
                    "z = (0, 1, 0) is what the first softmax can say at best; the second makes "
                    "0.5761 of it, a loss of 0.5514 at least."
                ),
                {"z1": "0", "z2": "1", "z3": "0", "y": "2"},
            ),
            Lesson(
                "bug_lab",
                english("Twice, as a bug"),
                english(
                    "No loss that the program reports can be below 0.5514, with three classes."
                ),
                {"bug_mode": "free", "bug": "softmax twice", "bug_T": "1"},
            ),
        ),
    ),
    Misconception(
        english("The best possible loss is 0."),
        english(
            "With soft labels it is the entropy of the target. With a one-hot target the floor is "
            "0, and no finite logits reach it. Two conventions of smoothing exist, ε/K and ε/(K − "
            "1): say which."
        ),
        r"L = H(y) + \mathrm{KL}(y \,\|\, \hat y) \ge H(y)",
        (
            Lesson(
                "loss_surface",
                english("Why the loss cannot reach 0"),
                english(
                    "ε = 0.3 makes the target 0.8, 0.1, 0.1; its entropy is 0.6390, and the loss "
                    "is within 0.001 of that."
                ),
                {"z1": "2.1", "z2": "0", "z3": "0", "eps": "0.3"},
            ),
        ),
    ),
    Misconception(
        english("Temperature changes ŷ, and the gradient stays ŷ − y."),
        english(
            "z/T stands inside the softmax, so the chain rule brings a factor 1/T to every "
            "derivative in z."
        ),
        r"\frac{\partial L}{\partial z_k} = \frac{\hat y_k - y_k}{T}",
        (
            Lesson(
                "softmax",
                english("A cold softmax"),
                english(
                    "T = 0.1: ∂ŷ₁/∂z₁ is 1.055; without the 1/T it would be 0.1055, ten times too "
                    "small."
                ),
                {"z1": "1.2", "z2": "1", "T": "0.1", "jk": "1", "ji": "1"},
            ),
        ),
    ),
    Misconception(
        english("When the loss falls, accuracy rises, and a confident layer is an accurate one."),
        english(
            "Accuracy only asks whether the largest ŷ is the right one; the loss asks how large "
            "the right ŷ is; confidence is the largest ŷ, right or wrong. Each can move without "
            "the others."
        ),
        r"L = -\log \hat y_y, \qquad \hat y_y \le \max_k \hat y_k",
        (
            Lesson(
                "training",
                english("Only surer, not better"),
                english(
                    "Penguins with η = 1: from step 50 to step 1 000 the test loss falls from "
                    "0.06050 to 0.01672, and test accuracy stays at 98.55%."
                ),
                {"data": "penguins", "lr": "1", "step": "1000"},
            ),
            Lesson(
                "training",
                english("Surer than right"),
                english(
                    "Digits with η = 2 after 2 000 steps: mean confidence 97.52% on the test part, "
                    "accuracy 94.71%; the diagram shows where."
                ),
                {"data": "digits", "lr": "2", "step": "2000", "calibration": "true"},
            ),
        ),
    ),
    Misconception(
        english("An epoch, an iteration and a batch are about the same."),
        english(
            "A batch is what one update sees, an iteration (a step) is that update, and an epoch "
            "is as many steps as show every training example once. N examples make N/B batches, "
            "rounded up."
        ),
        r"\lceil N / B \rceil = \lceil 1438 / 32 \rceil = 45",
        (
            Lesson(
                "training",
                english("One epoch of the digits"),
                english(
                    "1 438 training examples in batches of 32: step 45 is the last of epoch 1, and "
                    "its batch holds the 30 that are left."
                ),
                {"data": "digits", "step": "45"},
            ),
        ),
    ),
)
