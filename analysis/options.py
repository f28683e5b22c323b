"""Options: what is compared with what, and by which lists. Every default stands here and nowhere
else.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypedDict

AUTO = "auto"  # the codebook is chosen by the article's body (see `lexicons.choice.choose`)
GENERAL = "generic-news"  # the codebook where none of a subject fits, and of several articles
_REASON = "frames_reason"


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
        the codebook of the frames: the name of a shipped one, a dictionary's file, or "auto", which
        chooses a shipped one by the article's body (see `lexicons.choice.choose`).
    lexicon : str or Path
        the valence lexicon: the name of a shipped one, or a file.
    recogniser : str
        what finds names: "rules", "lists", or "spacy:" and a pipeline.
    baseline : str or Path
        the ordinary pages that an article is compared with: the name of a shipped baseline, a file
        that `cutline baseline` wrote, or the folder of a finished run.
    seed : int
        for arrangements that are drawn rather than enumerated.
    frames_reason : str
        how "auto" came to the codebook; empty for one that was named. Nobody gives it: it is what
        `lexicons.choice.settled` records.

    Examples
    --------
    >>> Options(target="headline").pair
    {'target': 'headline', 'reference': 'body'}
    """

    target: str = "caption"
    reference: str = "body"
    frames: str | Path = AUTO
    lexicon: str | Path = "vader"
    recogniser: str = "rules"
    baseline: str | Path = "news"
    seed: int = 0
    frames_reason: str = ""

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
        known = [option.name for option in fields(self) if option.name != _REASON]
        for name in choices:
            if name not in known:
                raise ValueError(f"unknown option {name!r}; choose from: {', '.join(known)}")
        if "frames" in choices:
            choices[_REASON] = ""  # of the codebook before
        return replace(self, **choices)

    def with_frames(self, codebook: str, reason: str) -> Options:
        """These options with the codebook that "auto" came to, and how.

        Examples
        --------
        >>> options = Options().with_frames("generic-news", "since the article has no body")
        >>> options.frames, options.but(frames="policy").frames_reason
        ('generic-news', '')
        """
        return replace(self, frames=codebook, frames_reason=reason)

    def named(self, name: str) -> str:
        """An option as a reader is shown it: a codebook that nobody named, with how it was chosen.

        Examples
        --------
        >>> Options().with_frames("generic-news", "since the article has no body").named("frames")
        'generic-news, since the article has no body'
        >>> Options(frames="policy").named("frames")
        'policy'
        """
        value = str(getattr(self, name))
        return ", ".join(filter(None, (value, self.frames_reason if name == "frames" else "")))

    def asked(self) -> dict[str, str]:
        """Every option as a command takes it, which then makes the same choices.

        Examples
        --------
        >>> Options().with_frames("generic-news", "since the article has no body").asked()["frames"]
        'auto'
        """
        frames = {"frames": AUTO} if self.frames_reason else {}
        values = self.recorded() | frames
        return {name: str(value) for name, value in values.items() if name != _REASON}

    def recorded(self) -> dict[str, str | int]:
        """Every option as a file records it; frames_reason where the codebook was chosen.

        Examples
        --------
        >>> Options(frames=Path("mine.dic")).recorded()["frames"]
        'mine.dic'
        >>> "frames_reason" in Options(frames="policy").recorded()
        False
        """
        return {
            name: str(value) if isinstance(value, Path) else value
            for name, value in asdict(self).items()
            if name != _REASON or value
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
