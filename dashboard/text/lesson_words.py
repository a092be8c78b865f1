"""What a composed lesson shows, in words."""

from dashboard.controls.address import parameter_text
from dashboard.controls.buttons import Buttons
from dashboard.controls.control import Choice
from dashboard.controls.lesson import ComposedLesson
from dashboard.controls.page_controls import PAGES, WITHOUT_VALUE, Control, Value
from dashboard.text import plain, translate
from dashboard.text.numbers import MINUS


def lesson_in_words(lesson: ComposedLesson) -> str:
    """A list of what the student will see."""
    names = lesson.names()
    hidden, locked = lesson.restricted.hidden, lesson.restricted.locked
    values = {control.key: (control, value) for control, value in lesson.values}

    def named(keys: tuple[str, ...]) -> str:
        return "; ".join(
            _set_to(*values[key]) if key in values else plain(names[key], 60) for key in keys
        )

    lines = [translate("The page **{page}**.", page=translate(PAGES[lesson.page]))]
    if changed := lesson.values_set():
        lines.append(
            translate(
                "Set, where a newcomer finds something else: {values}.",
                values="; ".join(_set_to(control, value) for control, value in changed),
            )
        )
    else:
        lines.append(translate("Every control at its default."))
    if hidden:
        lines.append(
            translate(
                "Not drawn, but in force in every number, formula and picture: {controls}.",
                controls=named(hidden),
            )
        )
    if locked:
        lines.append(
            translate("Drawn with its value, cannot be moved: {controls}.", controls=named(locked))
        )
    if hidden or locked:
        lines.append(
            translate(
                "Above the page a sentence says so, and the button **Show all controls** gives "
                "them back. Until then the lesson lasts, on other pages and after a reload too."
            )
        )
    return "\n".join(f"- {line}" for line in lines)


def pictures_in_words(lesson: ComposedLesson) -> str:
    """What a locked or hidden control means for clicks and buttons of this page."""
    if lesson.page in WITHOUT_VALUE:
        return translate(
            "A locked line of the layer cannot be typed in; the button **Take one step** still "
            "moves W and b, unless it is locked or hidden too. A click in a picture moves what is "
            "hidden, not what is locked."
        )
    return translate("A click in a picture moves what is hidden, not what is locked.")


def _set_to(control: Control, value: Value) -> str:
    if isinstance(value, bool):
        return f"{translate(control.label)}: {translate('on') if value else translate('off')}"
    if isinstance(control, Choice | Buttons):
        return f"{translate(control.label)} = {plain(control.name_of(str(value)), 60)}"
    shown = parameter_text(value).replace("-", MINUS) if not isinstance(value, str) else value
    return f"{translate(control.label)} = {plain(shown or translate('empty'), 60)}"
