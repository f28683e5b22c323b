"""Values of words: what was worked out of distinct words stays for the corpora that follow, in which most of
them come again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

# Words: about those of a batch of articles. With more, the memory of a long run would grow for longer.
_MOST_KEPT = 2**14

Value = TypeVar("Value")


class WordValues(Generic[Value]):
    """The values of words by a function that works them out for many words at once.

    Parameters
    ----------
    work_out : function
        from words to their values, in order; it is asked once for each word while the word is kept.
    most : int
        words that are kept; where new ones are too many, all that are not asked for are forgotten.

    Examples
    --------
    >>> lengths = WordValues(lambda words: map(len, words))
    >>> lengths.of(["war", "peace"]), lengths.of(["peace"])
    ([3, 5], [5])
    """

    def __init__(
        self, work_out: Callable[[Sequence[str]], Iterable[Value]], most: int = _MOST_KEPT
    ) -> None:
        self._work_out, self._most = work_out, most
        self._values: dict[str, Value] = {}

    def of(self, words: Sequence[str]) -> list[Value]:
        """The values of some distinct words."""
        values = self._values
        fresh = [word for word in words if word not in values]
        if fresh and len(values) + len(fresh) > self._most:
            values = {word: values[word] for word in words if word in values}
        values.update(zip(fresh, self._work_out(fresh), strict=True))
        self._values = values
        return [values[word] for word in words]
