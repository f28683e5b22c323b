"""Cutline: do an article's captions and headline tell another story than its body?"""

from analysis.corpus import LAYERS, Corpus
from analysis.reading import InputError, read, read_text

__all__ = ["LAYERS", "Corpus", "InputError", "read", "read_text"]
