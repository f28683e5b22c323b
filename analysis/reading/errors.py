"""The errors of reading."""


class InputError(ValueError):
    """An input that cannot be used: one line that names it, the problem and the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class MissingError(InputError):
    """An input that is not there, or no longer all of it."""


class BrokenOffError(InputError):
    """An input of which a later part cannot be unpacked; what stands before that part is whole."""


def one_line(message: str) -> str:
    r"""A message as one printable line, whatever bytes of an input it quotes.

    Examples
    --------
    >>> one_line("a\tb\n\x1bc")
    'a b �c'
    """
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(message.split()))
