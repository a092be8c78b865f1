"""All words of the network on screen, for both of its pages."""

from typing import Any

from dashboard.controls.layer.controls import LIMIT
from dashboard.text import translate
from dashboard.written_numbers import short_number


def network_words() -> dict[str, Any]:
    """All the words of the network; the browser fills in the {numbers}."""
    short = {"inputs": "a", "logits": "z", "probabilities": "ŷ", "loss": "L"}
    long = {"logits": "z = aW + b", "probabilities": "ŷ = softmax(z)"}
    labels = {
        "losses": translate("loss so far"),
        "change": translate("change"),
        "all_paths": translate("all paths"),
        "own_path": translate("only {own}"),
    }
    return {
        "headers": {"narrow": short | labels, "wide": short | long | labels},
        "controls": translate("Steps of the network"),
        "step": translate("Take one step"),
        "play": translate("Play"),
        "pause": translate("Pause"),
        "undo": translate("Undo"),
        "reset": translate("Reset"),
        "speed": translate("Steps/s"),
        "rate": translate("Learning rate η"),
        "edges": translate("Edges"),
        "svg": translate("Save the picture as SVG"),
        "png": translate("Save the picture as PNG"),
        "true_class": translate("true class"),
        "soft": translate("soft target y"),
        "alternative": translate(
            "The layer as a network. Forward: {activations}; {logits}; {probabilities}; a loss of "
            "{loss} nats. Backward: {logit_gradients}; {activation_gradients}."
        ),
        "paths": "∂L/∂{name} = {formula} = {value}",
        "state": translate("The true class has {probability} = {percent}: L = {formula} = {loss}."),
        "state_soft": translate("L compares ŷ with the target y: L = {formula} = {loss}."),
        "forward": translate("Forward: z = aW + b for each class, then ŷ = softmax(z)."),
        "loss": translate("The loss: L = {formula} = {loss}."),
        "backward": translate("Backward: ∂L/∂z = ŷ − y, and from it ∂L/∂w = a · ∂L/∂z."),
        "update": translate("The step: every w and b changes by −η times its gradient."),
        "fell": translate(
            "Step {step}: L fell from {before} to {now}; {probability} went from {old} to {new}."
        ),
        "fell_soft": translate("Step {step}: L fell from {before} to {now}."),
        "rose": translate(
            "Step {step}: L rose from {before} to {now}, because the step was too long. Undo it "
            "and try a smaller η."
        ),
        "stayed": translate(
            "Step {step}: L stays at {now}. The gradient is almost 0, or η is too small."
        ),
        "cut": translate(
            "A value would have left ±{limit}; it stops there.", limit=short_number(LIMIT)
        ),
    }
