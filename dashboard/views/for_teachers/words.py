"""What a composed lesson shows, in words."""

from dashboard.controls.control import Buttons, Choice
from dashboard.controls.declaration import Control, Value
from dashboard.text import plain, translate
from dashboard.text.typed_numbers import as_typed
from dashboard.views.for_teachers.declared_pages import PAGES, WITHOUT_VALUE
from dashboard.views.for_teachers.lesson import ComposedLesson


def lesson_in_words(lesson: ComposedLesson) -> str:
    """A list of what the student will see."""
    hidden, locked = lesson.restricted.hidden, lesson.restricted.locked
    values = {control.key: (control, value) for control, value in lesson.values}

    def named(keys: tuple[str, ...]) -> str:
        return "; ".join(
            _set_to(*values[key]) if key in values else plain(lesson.names[key], 60) for key in keys
        )

    lines = [translate("The page **{page}**.", page=translate(PAGES[lesson.page].title))]
    if changed := lesson.values_set():
        lines.append(
            translate(
                "Different from the default: {values}.",
                values="; ".join(_set_to(control, value) for control, value in changed),
            )
        )
    else:
        lines.append(translate("Every control has its default value."))
    if hidden:
        lines.append(translate("Hidden, but still applied: {controls}.", controls=named(hidden)))
    if locked:
        lines.append(translate("Visible, but not changeable: {controls}.", controls=named(locked)))
    if hidden or locked:
        lines.append(
            translate(
                "Students see a notice and the button **Show all controls**. Until they press it, "
                "the lesson also applies on other pages and after reloading."
            )
        )
    return "\n".join(f"- {line}" for line in lines)


def pictures_in_words(lesson: ComposedLesson) -> str:
    """What a locked or hidden control means for clicks and buttons of this page."""
    if lesson.page in WITHOUT_VALUE:
        return translate(
            "Students cannot type into a locked line of the layer. The button **Take one step** "
            "still changes W and b, unless you lock or hide it too. Clicking a picture can still "
            "change hidden controls, but not locked ones."
        )
    return translate("Clicking a picture can still change hidden controls, but not locked ones.")


def _set_to(control: Control, value: Value) -> str:
    if isinstance(value, bool):
        return f"{translate(control.label)}: {translate('on') if value else translate('off')}"
    if isinstance(control, Choice | Buttons):
        return f"{translate(control.label)} = {plain(control.name_of(str(value)), 60)}"
    shown = value if isinstance(value, str) else as_typed(value)
    return f"{translate(control.label)} = {plain(shown or translate('empty'), 60)}"
