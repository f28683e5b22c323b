"""The errors of reading."""

# What a path of Windows becomes in a string of Python: C:\new\table holds a line end and a tab.
_AS_WRITTEN = str.maketrans(
    {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
)
BACKSLASHES = (
    "; in Python a \\ means something else: write a path of Windows with /, as"
    ' "C:/Users/anna/war.txt"'
)


class InputError(ValueError):
    """An input that cannot be used: one line that names it, the problem and the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the line, and not the way through the suite to it."""
        return [f"{type(self).__name__}: {self}"]


class MissingError(InputError):
    """An input that is not there, or no longer all of it."""

    def __init__(self, message: str) -> None:
        written = message.translate(_AS_WRITTEN)
        super().__init__(written + (BACKSLASHES if written != message else ""))


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
