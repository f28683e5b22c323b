"""Looks: how a layer, and what became of a sentence, look in every chart and on every page."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a layer looks in every chart and on every page.

    fill is the colour of its marks (after Okabe & Ito, 2008, told apart without colour vision);
    ink, of outlines and of words about it, is darker (at least 4.5 : 1 on white); marker and hatch
    carry the layer where colour does not.
    """

    fill: str
    ink: str
    marker: str
    hatch: str


LAYER_LOOKS = {
    "headline": Look("#1A1A1A", "#1A1A1A", "^", ""),
    "standfirst": Look("#CC79A7", "#8A3D68", "v", "\\\\\\\\"),
    "byline": Look("#8C8C8C", "#4D4D4D", "P", "...."),
    "subheading": Look("#009E73", "#00614A", "s", "||||"),
    "body": Look("#0072B2", "#005580", "o", ""),
    "caption": Look("#E69F00", "#8A4F00", "D", "////"),
    "credit": Look("#F0E442", "#6B6500", "X", "xxxx"),
    "boilerplate": Look("#D0D0D0", "#5A5A5A", "h", "----"),
}


class FateLook(NamedTuple):
    """How what became of a sentence looks: its fill, its ink (at least 4.5 : 1 on white), the pattern
    that carries it in grey print, and the sign before its name.
    """

    fill: str
    ink: str
    hatch: str
    sign: str


FATE_LOOKS = {
    "kept": FateLook("#E3E3E3", "#5A5A5A", "", "="),
    "moved": FateLook("#9AD0F0", "#005580", "\\\\\\\\", "↕"),
    "changed": FateLook("#F6EE8E", "#6B6500", "....", "≈"),
    "inserted": FateLook("#7FD3B8", "#00614A", "++++", "+"),
    "deleted": FateLook("#F0A57A", "#9A3412", "----", "−"),
}
