"""Telling: the alternative text of a chart, from the table that it was drawn from."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from matplotlib.axes import Axes

from analysis.charts import drawing, medium
from analysis.charts.explanation import tell_detectable, tell_forest, tell_word_shift
from analysis.charts.layers import tell_layers
from analysis.charts.names import tell_mirrored, tell_together
from analysis.charts.ordinary import tell_ordinary
from analysis.charts.placement import tell_adjacency
from analysis.charts.population import (
    tell_distribution,
    tell_outlets,
    tell_over_time,
    tell_ranking,
)
from analysis.charts.rates import tell_along, tell_rates
from analysis.charts.sensitivity import tell_specifications
from analysis.charts.shares import tell_shares
from analysis.charts.tone import tell_coverage, tell_tone_along, tell_tone_by_layer
from analysis.charts.validity import tell_worth
from analysis.charts.versions import tell_bridge, tell_ribbon
from analysis.charts.words import tell_overused

_TELLERS = (
    *(tell_adjacency, tell_along, tell_bridge, tell_coverage, tell_detectable, tell_distribution),
    *(tell_forest, tell_layers, tell_mirrored, tell_ordinary, tell_outlets, tell_over_time),
    *(tell_overused, tell_ranking, tell_rates, tell_ribbon, tell_shares, tell_specifications),
    *(tell_together, tell_tone_along, tell_tone_by_layer, tell_word_shift, tell_worth),
)
# By the name of its chart.
_TELL: dict[str, Callable[..., str]] = {
    tell.__name__.removeprefix("tell_"): tell for tell in _TELLERS
}


def alternative_text(ax: Axes) -> str:
    """What a chart shows, in sentences for a reader who cannot see it: its title, then its numbers.

    Parameters
    ----------
    ax : Axes
        as a chart returned it.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        for an Axes that no chart of this package drew.

    Examples
    --------
    >>> from analysis import charts, read
    >>> ax = charts.layers(read("seeds/nagorno-karabakh.txt").segments)
    >>> alternative_text(ax)[:39]
    '4 captions hold 42 of the article’s 907'
    """
    chart, given, options, paper = drawing.drawn_from(ax)
    tell = _TELL[chart.__name__]
    taken = inspect.signature(tell).parameters
    by_place = sum(one.kind is one.POSITIONAL_OR_KEYWORD for one in taken.values())
    by_name = {name: value for name, value in options.items() if name in taken}
    title = " ".join(ax.get_title(loc="left").split())
    with medium.paper(**vars(paper)), medium.settings(medium.style()):
        text = drawing.told_nothing(ax, title) or tell(*given[:by_place], **by_name)
        return medium.said(f"{title.removesuffix('.')}. {text}" if title else text)
