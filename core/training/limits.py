"""What the settings of a run may be."""

from core.limits import Limits

MAXIMUM_STEPS = 200_000
MAXIMUM_CHANGES = 20

LEARNING_RATE = Limits(0.1, 1e-5, 100.0)
SCHEDULE_STEPS = Limits(1000, 1, MAXIMUM_STEPS)
BATCH_SIZE = Limits(32, 1, 2048)  # the train part of any bundled set fits in one
EVALUATE_EVERY = Limits(10, 1, 1000)
L2 = Limits(0.0, 0.0, 10.0)
LABEL_SMOOTHING = Limits(0.0, 0.0, 1.0)
