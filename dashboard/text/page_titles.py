"""The pages as readers know them: the sections of the navigation, the titles, and what each shows.

A page goes by the name of its folder in views/, which is also its path in the URL.
"""

from typing import NamedTuple

from dashboard.text.translation import English, english


class NamedPage(NamedTuple):
    """A page's title, and in a sentence what is seen or done there."""

    title: English
    sentence: English


SECTIONS = {
    english("Learn"): {
        "start": NamedPage(
            "Start", "One layer as a network: take a gradient step, the loss falls."
        ),
        "chain_rule": NamedPage(
            "Chain rule", "Derivatives multiply along a path; the paths add up."
        ),
        "softmax": NamedPage("Softmax", "Logits become probabilities that add up to 1."),
    },
    english("Explore"): {
        "loss_surface": NamedPage("Loss surface", "The loss as a landscape over two logits."),
        "gradient_field": NamedPage(
            "Gradient field", "Arrows that lead downhill, and the way along."
        ),
        "backprop": NamedPage("Backpropagation", "How one weight reaches the loss, path by path."),
    },
    english("Train"): {
        "training": NamedPage("Training", "A layer learns from real data while you watch."),
        "compare": NamedPage("Compare", "Which optimiser is fastest, and which ends lowest?"),
    },
    english("Labs"): {
        "bug_lab": NamedPage("Bug lab", "One formula may be wrong: find the mistake."),
        "precision_lab": NamedPage(
            "Precision lab", "A computer keeps few digits: where does softmax break?"
        ),
        "your_model": NamedPage(
            "Your model", "Which formula printed your loss, and where is the model wrong?"
        ),
        "practice": NamedPage("Practice", "Ten short questions on each of three levels."),
    },
    english("Teach"): {
        "for_teachers": NamedPage("For teachers", "Make a link that opens a page as you set it."),
        "misconceptions": NamedPage("Common mistakes", "What learners often get wrong, and why."),
    },
}
PAGES = {name: page for pages in SECTIONS.values() for name, page in pages.items()}
TITLES = {name: page.title for name, page in PAGES.items()}
