"""What learners get wrong about softmax and backpropagation, and the pages that show it.

What each claims is held by a test against `core`; numbers in it are those of its lesson's state.
"""

from dataclasses import dataclass

from dashboard.controls.layer.controls import LARGEST_LAYER
from dashboard.controls.layer.line_text import layer_texts
from dashboard.lessons.lessons import SEED_LAYER, Lesson
from dashboard.text import English, english


@dataclass(frozen=True)
class Misconception:
    """One mistake.

    Attributes
    ----------
    mistake, right : what is believed and what is so; translated where they are drawn.
    formula : what is so, in LaTeX and without words.
    lessons : where it is seen; a lesson's title is the text of its link.
    source : where the mistake is on record, "" where it is folklore.
    """

    mistake: English
    right: English
    formula: str
    lessons: tuple[Lesson, ...]
    source: str = ""


MISCONCEPTIONS = (
    Misconception(
        "The gradient points to where the loss falls.",
        "It points towards a larger loss; the step has a minus sign. zᵢ rises where ŷᵢ < yᵢ and "
        "falls where ŷᵢ > yᵢ.",
        r"z \leftarrow z - \eta\,\nabla L",
        (
            Lesson(
                "gradient_field",
                "One step, with the minus sign",
                "On that page the step changes z₁ and z₂; z₃ is kept fixed. With η = 0.5 it takes "
                "L from 1.464 to 1.017, with a plus to 1.996.",
                {"step_size": "0.5", "descent_steps": "1", "descent_step": "1"},
            ),
            Lesson(
                "bug_lab",
                "The sign, as a bug",
                "The gradient check compares entries of ∂L/∂W and ∂L/∂b with finite differences: "
                "each has the wrong sign (ratio −1).",
                {"bug_mode": "free", "bug": "sign"},
            ),
        ),
    ),
    Misconception(
        "The gradient with respect to every logit is ŷ − 1.",
        "It is ŷ − y. For the true class y = 1; for the others y = 0 and the gradient is ŷ itself. "
        "Together they sum to 0.",
        r"\frac{\partial L}{\partial z_i} = \hat y_i - y_i",
        (
            Lesson(
                "softmax",
                "The logit of a wrong class",
                "∂L/∂z₃ is ŷ₃ = 0.1402. If 3 were the true class, it would be −0.8598.",
                {"ji": "3", "tab": "gradient"},
            ),
        ),
    ),
    Misconception(
        "The logits can be read off the probabilities.",
        "Add the same t to every logit: log Σ eᶻ grows by t, but no ŷ changes and neither does the "
        "loss. So many different logits give the same ŷ.",
        r"\begin{aligned} \mathrm{softmax}(z + t) &= \mathrm{softmax}(z) \\ "
        r"\log \textstyle\sum_j e^{z_j + t} &= t + \log \textstyle\sum_j e^{z_j} \end{aligned}",
        (
            Lesson(
                "softmax",
                "Five more for every logit",
                "Every eᶻ becomes 148.4 times as large and log Σ eᶻ goes from 2.464 to 7.464; "
                "every ŷ stays the same.",
                {"shift": "5", "tab": "shift"},
            ),
            Lesson(
                "loss_surface",
                "A valley with a level bottom",
                "The eigenvalues of the Hessian (the matrix of second derivatives) are the "
                "curvatures along three directions. One is 0: along (1, 1, 1) the loss is level.",
                {"half": "8", "tab": "curvature"},
            ),
        ),
    ),
    Misconception(
        "Temperature changes ŷ, and the gradient stays ŷ − y.",
        "The softmax is given z/T, so by the chain rule every derivative with respect to z has the "
        "factor 1/T.",
        r"\frac{\partial L}{\partial z_i} = \frac{\hat y_i - y_i}{T}",
        (
            Lesson(
                "softmax",
                "Low temperature",
                "T = 0.1 and z = (1.2, 1, 0.5): ∂ŷ₁/∂z₁ is 1.055; without the 1/T it would be "
                "0.1055, ten times too small.",
                {"z1": "1.2", "z2": "1", "T": "0.1", "jk": "1", "ji": "1", "tab": "jacobian"},
            ),
        ),
    ),
    Misconception(
        "A second softmax does no harm.",
        "Its inputs are probabilities between 0 and 1, so even a fully confident output is no "
        "longer confident. The loss then has a lower bound that no training can pass. Loss "
        "functions named “from logits” apply the softmax themselves.",
        r"\mathrm{softmax}(\hat y)_k \le \frac{e}{e + K - 1}",
        (
            Lesson(
                "softmax",
                "A confident output, fed in again",
                "The true class is 2, so at best the first softmax outputs (0, 1, 0). A second "
                "softmax turns this into 0.5761 for the true class, a loss of at least 0.5514.",
                {"z1": "0", "z2": "1", "z3": "0", "y": "2"},
            ),
            Lesson(
                "bug_lab",
                "Twice, as a bug",
                "With three classes, the program's loss is never below 0.5514.",
                {"bug_mode": "free", "bug": "softmax twice", "bug_T": "1"},
            ),
        ),
    ),
    Misconception(
        "The best possible loss is 0.",
        "With a soft target the lower bound is H(y), the entropy of the target. With a one-hot "
        "target (a single 1) it is 0, and no finite logits reach it. Logit Lab smooths the target "
        "to (1 − ε)y + ε/K; some programs give ε/(K − 1) to each wrong class instead.",
        r"\begin{aligned} L &= -\sum_k y_k \log \hat y_k \\ "
        r"&\ge -\sum_k y_k \log y_k = H(y) \end{aligned}",
        (
            Lesson(
                "loss_surface",
                "Why the loss cannot reach 0",
                "ε = 0.3 makes the target (0.8, 0.1, 0.1). Its entropy is 0.6390; at z = (2.1, 0, "
                "0) the loss is within 0.001 of that.",
                {"z1": "2.1", "z2": "0", "z3": "0", "eps": "0.3", "tab": "bound"},
            ),
        ),
    ),
    Misconception(
        "ŷ − y is the gradient of the squared error too.",
        "For squared error, ŷ − y is multiplied by the Jacobian of the softmax, the matrix of all "
        "∂ŷₖ/∂zᵢ. Where the prediction is confident and wrong, the Jacobian is almost 0, and so is "
        "the gradient.",
        r"\begin{aligned} & \frac{\partial}{\partial z_i}\,\tfrac12 \sum_k (\hat y_k - y_k)^2 \\ "
        r"&\quad = \sum_k (\hat y_k - y_k)\,\frac{\partial \hat y_k}{\partial z_i} \end{aligned}",
        (
            Lesson(
                "loss_surface",
                "Confident, wrong and flat",
                "z = (−8, 8, 0.5): cross-entropy is 1 811 times as steep as squared error.",
                {"z1": "-8", "z2": "8", "half": "10", "tab": "saturation"},
            ),
        ),
    ),
    Misconception(
        "Each ŷ depends on its own logit alone, so only the diagonal of the Jacobian counts.",
        "Every logit is in the denominator of every ŷₖ, so every logit changes every ŷ. The "
        "off-diagonal terms are part of the gradient. In the formula δ is 1 for two equal indices, "
        "otherwise 0.",
        r"\frac{\partial \hat y_k}{\partial z_i} = \hat y_k\,(\delta_{ki} - \hat y_i)",
        (
            Lesson(
                "backprop",
                "Drop the off-diagonal terms",
                "With the layer on that page ∂L/∂w₂₁ comes out as 0; the correct value is 0.3450.",
                {**SEED_LAYER, "target": "2", "parameter": "w21", "diagonal_only": "true"},
            ),
        ),
        "stats.stackexchange.com/q/235528",
    ),
    Misconception(
        "The product with the whole Jacobian and the short formula ŷ − y are two different rules.",
        "They are the same: each entry of the Jacobian column times −yₖ/ŷₖ, added up, gives ŷᵢ − "
        "yᵢ, because the entries of y sum to 1.",
        r"\sum_k -\frac{y_k}{\hat y_k}\,\frac{\partial \hat y_k}{\partial z_i} = \hat y_i - y_i",
        (
            Lesson(
                "softmax",
                "The long way and the short one",
                "With ε = 0.3 all three terms count: −0.6150 + 0.02312 + 0.02312 = −0.5688. The "
                "short way gives the same: ŷ₁ − y₁ = 0.2312 − 0.8000.",
                {"eps": "0.3", "ji": "1", "tab": "gradient"},
            ),
        ),
    ),
    Misconception(
        "i, j and k are interchangeable names.",
        "The weight is $w_{pq}$. i counts the logits and k the probabilities; j occurs only in the "
        "sum inside the softmax. A weight changes one logit, $z_q$, so of all pairs (i, k) in the "
        "double sum over paths only those with i = q count.",
        r"\frac{\partial L}{\partial w_{pq}} = \sum_k \frac{\partial L}{\partial \hat y_k} "
        r"\sum_i \frac{\partial \hat y_k}{\partial z_i}\,\frac{\partial z_i}{\partial w_{pq}}",
        (
            Lesson(
                "backprop",
                "Sixteen pairs for one weight",
                "The four outputs of the layer on that page make 16 pairs (i, k). For w₃₂ the four "
                "with i = 2 add up to 0.2473; the other twelve are 0.",
                {**layer_texts(LARGEST_LAYER), "parameter": "w32"},
            ),
        ),
    ),
    Misconception(
        "The gradient of the bias is summed over the classes.",
        "Each class has its own bias. Its gradient is the mean of that class's ŷ − y over the B "
        "examples of the batch, counted by n. Summed over the classes it would always be 0, and no "
        "bias would ever change.",
        r"\begin{aligned} \frac{\partial L}{\partial b_q} "
        r"&= \frac1B \sum_{n=1}^{B} (\hat y_{nq} - y_{nq}) \\ "
        r"\sum_q \frac{\partial L}{\partial b_q} &= 0 \end{aligned}",
        (
            Lesson(
                "backprop",
                "Two biases",
                "The layer on that page has ∂L/∂b₁ = 0.6900 and ∂L/∂b₂ = −0.6900: each bias gets "
                "its own step, but the sum is 0.",
                {**SEED_LAYER, "target": "2", "parameter": "b1", "tab": "gradients"},
            ),
            Lesson(
                "bug_lab",
                "Summed over the classes, as a bug",
                "Every bias entry is 0, apart from rounding; every weight is correct.",
                {"bug_mode": "free", "bug": "bias over classes"},
            ),
        ),
    ),
    Misconception(
        "Whether a batch's gradients are summed or averaged makes no difference.",
        "The direction is the same, the length is not: a sum over B examples is B times as long as "
        "their mean. So the learning rate η would have to change with every batch size, also for a "
        "smaller last batch.",
        r"\frac{\partial L}{\partial W} = \frac1B \sum_{n=1}^{B} \frac{\partial L_n}{\partial W}",
        (
            Lesson(
                "training",
                "A batch of eight",
                "That page shows the gradient of each example of the next batch and their mean, "
                "which the update uses. The sum would be 8 times as long.",
                {"data": "iris", "batch": "8", "step": "45", "tab": "gradient"},
            ),
            Lesson(
                "bug_lab",
                "The sum for the mean, as a bug",
                "Batches of 16: every entry is 16 times the correct one.",
                {"bug_mode": "free", "bug": "sum for mean"},
            ),
        ),
    ),
    Misconception(
        "When the loss falls, accuracy rises, and a confident layer is an accurate one.",
        "Accuracy counts how often the largest ŷ is that of the true class c. The loss depends on "
        "how large ŷ of class c is. Confidence is the largest ŷ, right or wrong. Each can change "
        "without the others.",
        r"L = -\log \hat y_c, \qquad \hat y_c \le \max_k \hat y_k",
        (
            Lesson(
                "training",
                "More confident, not more accurate",
                "Penguins with η = 1. From step 50 to step 1 000 the test loss falls from 0.06050 "
                "to 0.01672; test accuracy stays at 98.55%.",
                {"data": "penguins", "lr": "1", "step": "1000"},
            ),
            Lesson(
                "training",
                "Overconfident",
                "Digits with η = 2 after 2 000 steps: on the test set the mean confidence is "
                "97.52%, the accuracy 94.71%. The diagram under “Calibration” shows at which "
                "levels the layer is overconfident.",
                {"data": "digits", "lr": "2", "step": "2000", "tab": "calibration"},
            ),
        ),
    ),
    Misconception(
        "An epoch, an iteration and a batch are about the same.",
        "A batch is the group of examples that one update uses. An iteration (a step) is that "
        "update. An epoch is as many steps as it takes to use each of the N training examples "
        "once: N/B, rounded up.",
        r"\lceil N / B \rceil = \lceil 1438 / 32 \rceil = 45",
        (
            Lesson(
                "training",
                "One epoch of the digits",
                "1 438 training examples in batches of 32: step 45 is the last of epoch 1, and its "
                "batch has the 30 that are left.",
                {"data": "digits", "step": "45"},
            ),
        ),
    ),
    Misconception(
        "The smaller the h of a finite difference, the better it checks a gradient.",
        "Its error falls with h² only until rounding takes over; the rounding error grows as h "
        "gets smaller. In float64 (64-bit numbers) h near 10⁻⁵ is best; in float32 (32-bit "
        "numbers) no more than about five digits are reliable. In the formula, O(…) means “in "
        "proportion to”, and eps is the gap between 1 and the next number.",
        r"\begin{aligned} & \frac{f(x + h) - f(x - h)}{2h} \\ "
        r"&\quad = f'(x) + O(h^2) + O(\mathrm{eps} / h) \end{aligned}",
        (
            Lesson(
                "chain_rule",
                "Finite difference and derivative",
                "eˣ at x = 1: both are 2.718, and the table gives their small difference.",
                {"demo": "eˣ", "x": "1"},
            ),
            Lesson(
                "precision_lab",
                "The error against h",
                "∂L/∂z₁ in float32: h = 0.005623 is reliably best. Around it the error is at most "
                "1.220 × 10⁻⁵; far away on either side it is larger.",
                {"dtype": "float32", "swept_z": "1", "tab": "difference"},
            ),
        ),
    ),
    Misconception(
        "Softmax is computed as it is written.",
        "In float32 (32-bit numbers) eᶻ overflows above z = 88.72, in float64 above 709.8. "
        "Subtract the largest logit first: ŷ is unchanged and no exponent is above 0.",
        r"\hat y_k = \frac{e^{z_k - m}}{\sum_j e^{z_j - m}}, \qquad m = \max_j z_j",
        (
            Lesson(
                "softmax",
                "An exponent of 100",
                "z₁/T = 100: e¹⁰⁰ is too large for float32. With the largest exponent subtracted, "
                "the largest power is 1.",
                {"z1": "10", "T": "0.1"},
            ),
            Lesson(
                "bug_lab",
                "Without the shift, as a bug",
                "2 000 added to every logit: with the textbook formula the program stops at its "
                "first step.",
                {"bug_mode": "free", "bug": "naive exp", "bug_shift": "2000"},
            ),
            Lesson(
                "precision_lab",
                "Textbook formula and stable formula",
                "A real run in float16 (16-bit numbers): the textbook formula gives a NaN (not a "
                "number) at step 272. The stable formula runs on to step 903, where updates become "
                "too small to change any weight.",
                {"dtype": "float16", "run_data": "penguins", "run_rate": "1", "tab": "run"},
            ),
        ),
    ),
)
TOPICS = {  # in the order of the pages
    english("Softmax and its gradient"): MISCONCEPTIONS[:5],
    english("The loss"): MISCONCEPTIONS[5:7],
    english("Backpropagation"): MISCONCEPTIONS[7:11],
    english("Training"): MISCONCEPTIONS[11:14],
    english("Numbers in the computer"): MISCONCEPTIONS[14:],
}
