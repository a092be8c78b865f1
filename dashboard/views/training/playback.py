"""What the player is handed: the next steps of a run, its charts and the numbers beside them."""

from core.predictions.input_plane import decision_regions
from core.training import MAXIMUM_STEPS, Evaluation, TrainingRun, TrainingSettings
from dashboard.components.player_message import (
    Chunk,
    LookAhead,
    Pictures,
    Question,
    Readout,
    Rest,
    Series,
)
from dashboard.controls.run.choice import RunChoice
from dashboard.figures.figure import Picture
from dashboard.figures.training_pictures import region_palette, sample_pictures, weight_palette
from dashboard.runs.shared_run import STEPS_PER_TURN, SharedRun, shared_run
from dashboard.text import translate
from dashboard.turns.fair_share import fair_share
from dashboard.views.training.charts import played_charts
from dashboard.views.training.controls import PLAIN_PLAYBACK, Playback
from dashboard.views.training.curves_figure import plane_points
from dashboard.views.training.run_end import run_end
from dashboard.views.training.run_pictures import regions_in_words, run_pictures, weights_in_words

# Steps that a browser is to hold ahead of the one on screen: few at first, since most settings are
# looked at, and changed again before anyone presses Play.
LOOK_AHEAD = LookAhead(untouched=90, touched=1000)  # 90: one block of pictures
NO_LOOK_AHEAD = LookAhead(untouched=0, touched=0)
STEPS_PER_ANSWER = 5000  # the most that one question computes or is sent, whatever it asks for


def chunk_of_run(
    choice: RunChoice, question: Question, playback: Playback = PLAIN_PLAYBACK
) -> Chunk:
    """The steps that the browser lacks, computed now unless someone's run holds them already."""
    shared = shared_run(choice)
    if question.run != shared.identity:
        question = question._replace(have=0)
    # Also bounded from what is computed: a browser may know more than a cache that was emptied.
    within_reach = min(shared.steps + STEPS_PER_ANSWER, MAXIMUM_STEPS)
    first = min(question.have, within_reach)
    crowded = fair_share.waiting > 0
    until = _without_look_ahead(question, shared.steps) if crowded else question.until
    last = min(max(until, first), first + STEPS_PER_ANSWER, within_reach)
    # On the way to a far step nobody looks at the pictures passed by. Those that are looked at come
    # first: they are made of the steps as these are computed.
    in_view = min(question.step, playback.stop.steps or MAXIMUM_STEPS)
    pictures = _pictures(choice, shared, first if in_view <= last else last + 1, last)
    run = shared.up_to(last)
    first, last = min(first, run.last_step), min(last, run.last_step)
    end = run_end(run, playback.stop)
    step = min(question.step, end.step)
    return Chunk(
        run=shared.identity,
        first=first,
        last=last,
        limit=end.step,
        look_ahead=NO_LOOK_AHEAD if crowded else LOOK_AHEAD,
        speed=playback.speed,
        ended=end.reason,
        epochs=run.epochs,
        charts=played_charts(choice.settings, logarithmic=playback.logarithmic),
        readouts=_readouts(choice),
        series=_series(shared, run, first, last),
        pictures=pictures,
        plane=_plane(shared, run),
        rest=_rest(shared, run, step) if question.resting and step <= last else None,
    )


def _without_look_ahead(question: Question, computed: int) -> int:
    """How far to answer while others wait: what is there anyway, and the next steps to be seen."""
    soon = max(question.have, question.step) + STEPS_PER_TURN
    return min(question.until, max(soon, computed))


def _series(shared: SharedRun, run: TrainingRun, first: int, last: int) -> list[Series]:
    history = run.history(first, last)
    every = run.settings.evaluate_every
    start = -(-first // every) * every
    measured = [
        Series(name, start, every, history.evaluations[name].astype("float32"))
        for name in _measures(run.settings)
    ]
    smoothed = shared.smoothed_losses(first, last)
    return [
        Series("batch_loss", first + 1, 1, history.batch_losses.astype("float32")),
        Series("smoothed_loss", first + 1, 1, smoothed.astype("float32")),
        *measured,
    ]


def _measures(settings: TrainingSettings) -> list[str]:
    """The fields of an evaluation that are drawn."""
    _step, *measures, penalty = Evaluation._fields
    return [*measures, penalty] if settings.l2 > 0 else measures


def _pictures(choice: RunChoice, shared: SharedRun, first: int, last: int) -> Pictures | None:
    every = choice.settings.evaluate_every
    start = -(-first // every) * every
    frames = run_pictures(choice, start, last) if start <= last else shared.no_pictures()
    if frames is None:
        return None
    if shared.grid is not None:
        title = translate("The predicted class at every point")
        note = translate(
            "Colour: the predicted class; the stronger, the more confident. Marks: the training "
            "examples. Redrawn every {every} steps.",
            every=every,
        )
        return Pictures(title, note, ("",), region_palette(), start, every, frames)
    title = translate("The weights of each class, below an example of it")
    note = translate(
        "Red: ink at this pixel raises the logit (score) z of the class. Blue: it lowers z. Pixels "
        "in the page's background colour have no effect. All images share one scale, set by the "
        "largest weight at this step. Redrawn every {every} steps.",
        every=every,
    )
    data = shared.data
    ink = sample_pictures(data.train, frames.shape[-2:])
    return Pictures(title, note, data.class_names, weight_palette(), start, every, frames, ink)


def _rest(shared: SharedRun, run: TrainingRun, step: int) -> Rest:
    state = run.state_at(step)
    evaluation = run.evaluate(state)._asdict()
    values = {name: evaluation[name] for name in _measures(run.settings)}
    if step > 0:
        values["batch_loss"] = float(run.history(step - 1, step).batch_losses[0])
        values["smoothed_loss"] = float(shared.smoothed_losses(step - 1, step)[0])
    pictures, names = shared.pictures(state.parameters[None]), shared.data.class_names
    if pictures is None:
        return Rest(step, values, None)
    if shared.grid is None:
        return Rest(step, values, pictures[0], weights_in_words(state.weights, names))
    regions = decision_regions(shared.grid, state.weights, state.bias)
    return Rest(step, values, pictures[0], regions_in_words(regions, names))


def _readouts(choice: RunChoice) -> list[Readout]:
    readouts = [
        Readout(translate("training accuracy"), "train_accuracy", percent=True),
        Readout(translate("test accuracy"), "test_accuracy", percent=True),
        Readout(translate("training loss"), "train_loss"),
        Readout(translate("test loss"), "test_loss"),
        Readout(translate("mini-batch loss"), "batch_loss"),
        Readout(translate("smoothed loss"), "smoothed_loss"),
        Readout(translate("gradient norm"), "gradient_norm"),
    ]
    if choice.settings.l2 > 0:
        readouts.append(Readout(translate("L2 penalty"), "penalty"))
    return readouts


def _plane(shared: SharedRun, run: TrainingRun) -> Picture | None:
    if shared.grid is None:
        return None
    horizontal, vertical = shared.grid.first_values, shared.grid.second_values
    extent = (horizontal[0], horizontal[-1]), (vertical[0], vertical[-1])
    return plane_points(run.data, extent)
