"""Options: what is compared with what, and by which lists. Every default stands here and nowhere
else.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypedDict


class Pair(TypedDict):
    """The two layers that are compared, as keyword arguments."""

    target: str
    reference: str


@dataclass(frozen=True)
class Options:
    """What a comparison compares, and by which lists: the same for functions, command, panel,
    figures, reports and runs.

    Attributes
    ----------
    target, reference : str
        the layer that is compared, and the layer that it is compared with.
    frames : str or Path
        the codebook of the frames: the name of a shipped one, or a dictionary's file.
    lexicon : str or Path
        the valence lexicon: the name of a shipped one, or a file.
    recogniser : str
        what finds names: "rules", "lists", or "spacy:" and a pipeline.
    baseline : str or Path
        the ordinary pages that an article is compared with: the name of a shipped baseline, a file
        that `cutline baseline` wrote, or the folder of a finished run.
    seed : int
        for arrangements that are drawn rather than enumerated.

    Examples
    --------
    >>> Options(target="headline").pair
    {'target': 'headline', 'reference': 'body'}
    """

    target: str = "caption"
    reference: str = "body"
    frames: str | Path = "armed-conflict"
    lexicon: str | Path = "vader"
    recogniser: str = "rules"
    baseline: str | Path = "news"
    seed: int = 0

    @property
    def pair(self) -> Pair:
        """The two layers, as keyword arguments.

        Examples
        --------
        >>> Options().pair
        {'target': 'caption', 'reference': 'body'}
        """
        return {"target": self.target, "reference": self.reference}

    @property
    def layers(self) -> tuple[str, str]:
        """The two layers, the target first.

        Examples
        --------
        >>> Options().layers
        ('caption', 'body')
        """
        return self.target, self.reference

    def chosen(self, name: str | None) -> Any:
        """The option of this name; None for a measure that no option concerns.

        Examples
        --------
        >>> Options().chosen("lexicon"), Options().chosen(None)
        ('vader', None)
        """
        return None if name is None else getattr(self, name)

    def but(self, **choices: Any) -> Options:
        """These options, some of them otherwise.

        Parameters
        ----------
        **choices
            an attribute and its other value.

        Raises
        ------
        ValueError
            for an option that does not exist; the message lists those that do.

        Examples
        --------
        >>> Options().but(frames="policy").frames
        'policy'
        >>> Options().but(frame="policy")
        Traceback (most recent call last):
        ValueError: unknown option 'frame'; choose from: target, reference, frames, lexicon, recogniser, baseline, seed
        """
        known = [option.name for option in fields(self)]
        for name in choices:
            if name not in known:
                raise ValueError(f"unknown option {name!r}; choose from: {', '.join(known)}")
        return replace(self, **choices)

    def recorded(self) -> dict[str, str | int]:
        """Every option as a file records it.

        Examples
        --------
        >>> Options(frames=Path("mine.dic")).recorded()["frames"]
        'mine.dic'
        """
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in asdict(self).items()
        }


def bare(option: str | Path) -> str:
    """What an option names, without the folder.

    Examples
    --------
    >>> bare("lists/mine.dic"), bare("spacy:models/en"), bare("policy")
    ('mine.dic', 'spacy:en', 'policy')
    """
    kind, mark, path = str(option).rpartition("spacy:")
    return kind + mark + Path(path).name


DEFAULTS = Options()
