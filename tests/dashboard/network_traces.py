"""The traces of a network's picture, in the order in which they are drawn."""

(
    LINES_TRACE,
    POSITIVE_TRACE,
    NEGATIVE_TRACE,
    LIT_TRACE,
    DROPPED_TRACE,
    NODES_TRACE,
    PARAMETERS_TRACE,
) = range(7)
