"""Credits: who made a picture, told apart from what its caption says."""

from __future__ import annotations

import re

_AGENCIES = (
    r"Getty(?:\ Images)?|Reuters|REUTERS|AFP|AP|EPA|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Bloomberg|PA|dpa|DPA"
    r"|TASS|Xinhua|Anadolu|[Hh]andout|HANDOUT"
)
_CREDIT = re.compile(
    rf"""(?x) \s* (?P<credit> [(\[] \s* (?:
        (?i:credits?|courtesy|via) \b [^()\[\]]{{0,120}}
      | (?i:(?:file\ )?photo(?:graph)?s?|images?|pictures?|pic|source|illustration|graphic|video|photographer) \b \s*
        (?: [:/|©–-] | (?i:by|via|from|courtesy|credits?|supplied)\b | (?=[A-Z@)\]]) ) [^()\[\]]{{0,120}}
      | © [^()\[\]]{{1,120}}
      | (?:[^()\[\]]{{0,80}} [/|,\s-])? \s* (?:{_AGENCIES}) (?:\ Photo|\ Images)? (?:[/|,\s][^()\[\]]{{0,60}})?
    ) \s* [)\]] [.]? ) \s* $"""
)


def split_credit(text: str) -> int | None:
    """Where the credit in brackets at the end of a caption begins, or None where there is none.

    Examples
    --------
    >>> text = "Soldiers at the bridge. (Photo: MoD)"
    >>> text[split_credit(text):]
    '(Photo: MoD)'
    >>> split_credit("Ann Roe and John Doe (left)")
    """
    found = _CREDIT.search(text, max(0, len(text) - 250))
    return found.start("credit") if found else None
