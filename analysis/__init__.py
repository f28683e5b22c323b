"""Cutline: do an article's captions and headline tell another story than its body?"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as in typing, which takes longer to load than all that the command needs to take Ctrl-C
if TYPE_CHECKING:
    from analysis.corpus import LAYERS, Corpus
    from analysis.reading import InputError, read, read_text
    from analysis.words import sentences as wording

__all__ = ["LAYERS", "Corpus", "InputError", "read", "read_text", "wording"]

# Loaded when first asked for: the command has to be there for Ctrl-C before pandas is.
_ROOMS = {
    "LAYERS": "analysis.corpus",
    "Corpus": "analysis.corpus",
    "InputError": "analysis.reading",
    "read": "analysis.reading",
    "read_text": "analysis.reading",
}
_MODULES = {"wording": "analysis.words.sentences"}  # under the name by which notebooks import it


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value = getattr(import_module(_ROOMS[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
