"""Names from a user's file, fit for a figure: Plotly obeys some HTML in whatever it writes."""

from html import escape

from core.datasets.text_table import shortened

LONGEST_LABEL = 16  # characters beside an axis: more would leave no room for the picture


def as_text(name: str) -> str:
    """The name, to be shown letter by letter; Plotly knows no &quot;.

    >>> as_text('<b>6" nails</b>')
    '&lt;b&gt;6" nails&lt;/b&gt;'
    """
    return escape(name, quote=False)


def as_label(name: str) -> str:
    """Its beginning, for a tick of an axis.

    >>> as_label("Chinstrap penguin (Pygoscelis antarcticus)")
    'Chinstrap pengu…'
    """
    return as_text(shortened(name, LONGEST_LABEL))
