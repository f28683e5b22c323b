"""The one error of reading."""


class InputError(ValueError):
    """An input that cannot be used: one line that names it, the problem and the remedy."""
