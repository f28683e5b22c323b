"""Templates: how everything that is shown as HTML is filled. All that comes from an article or a
file name is data.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.looks import LAYER_LOOKS
from analysis.words import count, numbers

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_SHARED = Path(__file__).resolve().parent
# Control characters, which HTML cannot hold, and marks that would turn the words beside them
# around.
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNREADABLE = {code: "\ufffd" for code in (*_CONTROLS, *_TURNING) if chr(code) not in "\n\r\t"}


def filled(template: str, **values: Any) -> str:
    """A template of the suite, filled: every value is data unless it is `Markup`, made by another
    template.

    A room's own templates are named with their room (`report/report.html`), those that rooms share
    without one.

    Parameters
    ----------
    template : str
        its path below `templates/`, or below the package.
    **values
        what the template names; one that is missing is an error, not an empty place.

    Returns
    -------
    str
        in which characters that HTML cannot hold are the sign for an unreadable one.
    """
    return compiled(template).render({"looks": LAYER_LOOKS, "kinds": []} | values)


def compiled(template: str) -> Template:
    """A template as `filled` fills it, which is read and compiled once: before it is needed where
    there is time.

    Examples
    --------
    >>> compiled("report/listing.html") is compiled("report/listing.html")
    True
    """
    return _environment().get_template(template)


def digest(text: str) -> str:
    """The hash by which a Content-Security-Policy names a style or a script.

    Parameters
    ----------
    text : str
        what stands between the tags, to the last space.

    Returns
    -------
    str
        SHA-256 in Base64.
    """
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([_SHARED, _SHARED.parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_readable,
    )
    environment.globals.update(count=count, plain=numbers.plain)
    return environment


def _readable(value: object) -> object:
    """Characters that HTML cannot hold, or that turn the words beside them, as the sign for an
    unreadable character.
    """
    if type(value) is not str or (value.isascii() and value.isprintable()):
        return value
    return value.translate(_UNREADABLE)
