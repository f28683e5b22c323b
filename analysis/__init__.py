"""Cutline: do an article's captions and headline tell a different story from its body?

Whatever is asked for is loaded then, also a module: `import analysis` and
`analysis.sentiment.hits(…)`. Progress is logged under "analysis", and shown to whoever asks the
module `logging` for it.
"""

from __future__ import annotations

import logging
from importlib import import_module
from importlib.util import find_spec

TYPE_CHECKING = (
    False  # as in typing, which takes longer to load than all that the command needs to take Ctrl-C
)
if TYPE_CHECKING:
    from typing import Any

    from analysis.corpus import LAYERS, Corpus, as_corpus
    from analysis.reading import InputError, read, read_text
    from analysis.words import sentences as wording

__all__ = [
    "LAYERS",
    "Corpus",
    "InputError",
    "__version__",
    "as_corpus",
    "read",
    "read_text",
    "wording",
]
__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

# Loaded when first asked for: the command has to be there for Ctrl-C before pandas is.
_ROOMS = {
    "LAYERS": "analysis.corpus",
    "Corpus": "analysis.corpus",
    "InputError": "analysis.reading",
    "as_corpus": "analysis.corpus",
    "read": "analysis.reading",
    "read_text": "analysis.reading",
}
_MODULES = {"wording": "analysis.words.sentences"}  # under the name by which notebooks import it


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        globals()[name] = value = getattr(import_module(_ROOMS[name]), name)
        return value
    if name in _MODULES or _is_module(name):
        return import_module(_MODULES.get(name, f"{__name__}.{name}"))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    from pkgutil import iter_modules

    modules = (module.name for module in iter_modules(__path__))
    return sorted({*globals(), *__all__, *filter(_is_module, modules)})


def _is_module(name: str) -> bool:
    """True for a module or a folder of modules in this package; a folder of data has no origin."""
    spec = None if name.startswith("_") else find_spec(f"{__name__}.{name}")
    return spec is not None and spec.origin is not None
