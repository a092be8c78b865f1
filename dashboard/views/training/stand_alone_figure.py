"""Curves of a run as an HTML file that needs neither this app nor the internet."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io
from numpy.typing import NDArray

from dashboard.figures.figure import Picture
from dashboard.palette import ON_PAPER
from dashboard.written_numbers import number

Points = tuple[NDArray[np.number[Any]], NDArray[np.float64]]  # steps, and a number at each

_THEME_COLOUR = re.compile(r"var\((--st-[a-z-]+)\)")
_CONFIG = {"displaylogo": False, "responsive": True}


def stand_alone_html(
    title: str, charts: Sequence[Picture], series: Mapping[str, Points], language: str
) -> str:
    """A page with the charts one below the other, plotly.js in the first.

    Parameters
    ----------
    title : of the page; plain text.
    charts : the player's, whose traces name, as `meta.series`, the series that they draw.
    series : what is drawn, by name.
    language : of the words on the page, as HTML names it.
    """
    figures = [_filled(chart, series) for chart in charts]
    parts = [
        plotly.io.to_html(
            go.Figure(*figure),
            config=_CONFIG,
            include_plotlyjs=index == 0,
            full_html=False,
            validate=False,
            div_id=f"chart-{index}",
        )
        for index, figure in enumerate(figures)
    ]
    heading = escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title></head>\n"
        f'<body style="font-family: sans-serif; margin: 1rem">\n<h1>{heading}</h1>\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _filled(chart: Picture, series: Mapping[str, Points]) -> Picture:
    """The chart with its series in it, in colours that stand by themselves."""
    drawn, layout = map(_on_paper, chart)
    traces = [trace for trace in drawn if trace["meta"]["series"] in series]
    for trace in traces:
        trace["x"], trace["y"] = series[trace["meta"]["series"]]
        trace["hovertext"] = [number(value) for value in trace["y"]]
        trace["hovertemplate"] = "%{hovertext}"  # in the app its own script writes them
    layout["yaxis"]["rangemode"] = "tozero"  # as in the player
    return Picture(traces, layout)


def _on_paper(value: Any) -> Any:
    """Every name of a theme's colour replaced by the colour that it has on white."""
    if isinstance(value, str):
        return _THEME_COLOUR.sub(lambda name: ON_PAPER[name[1]], value)
    if isinstance(value, dict):
        return {name: _on_paper(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_on_paper(item) for item in value]
    return value
