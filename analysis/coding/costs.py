"""Estimating: which questions a sheet comes to, where they go and what they cost, before one is asked."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import NamedTuple

from analysis.coding.hosts import KEY_NAME, Address
from analysis.coding.questions import Questionnaire
from analysis.coding.servers import MOST_ANSWER_TOKENS, TEMPERATURE, Question
from analysis.lexicons.contents import sha256
from analysis.words import count, verb


class Estimate(NamedTuple):
    """What will be asked, before anything is.

    Attributes
    ----------
    model : str
    address : Address
    n_segments, n_questions : int
        segments of which a text is sent, and the questions about them.
    n_answered : int
        questions that are answered already.
    n_tokens, n_longest : int
        about how many tokens all questions and answers have, and the longest one.
    sends_key : bool
        True where the key of the environment is sent.
    note : str
        what is to be known of the definitions; empty where each frame has one.
    """

    model: str
    address: Address
    n_segments: int
    n_questions: int
    n_answered: int
    n_tokens: int
    n_longest: int
    sends_key: bool
    note: str

    @property
    def line(self) -> str:
        """How many segments go where, in how many questions of how many tokens.

        Examples
        --------
        >>> from analysis.coding.hosts import address_of
        >>> address = address_of("https://api.example.org/v1")
        >>> print(Estimate("m", address, 19, 19, 0, 18_412, 1_034, True, "").line)
        19 segments are sent to another machine, api.example.org, with the key in OPENAI_API_KEY:
        m gets 19 questions, about 18,000 tokens with their answers, the longest about 1,000
        """
        host = self.address.host
        if not self.n_questions:
            all_answered = f"all questions ({self.n_answered:,}) are answered already"
            return f"{all_answered}; nothing is sent to {host}"
        segments = f"{count(self.n_segments, 'segment')} {verb('are', self.n_segments)} sent"
        way = "" if self.address.is_here or self.address.is_encrypted else " unencrypted"
        where = "a server on this machine" if self.address.is_here else "another machine"
        key = f", with the key in {KEY_NAME}" if self.sends_key else ""
        line = (
            f"{segments}{way} to {where}, {host}{key}: {self.model} gets"
            f" {count(self.n_questions, 'question')}, about {_rounded(self.n_tokens)} tokens with"
            f" their answers, the longest about {_rounded(self.n_longest)}"
        )
        more = f"; {self.n_answered:,} {verb('are', self.n_answered)} answered already"
        return line + (more if self.n_answered else "")


class Wanted(NamedTuple):
    """A question that is to be answered.

    Attributes
    ----------
    key : str
    run : int
        from 0.
    id : str
        of the first segment with the text.
    """

    key: str
    run: int
    id: str


@dataclass(frozen=True)
class SheetPlan:
    """All questions about a sheet: what is asked, of whom, and about which segments.

    Attributes
    ----------
    model : str
    address : Address
    questions : Questionnaire
    seed : int
        of the first run; each further one has the next.
    columns : list of str
        the headings of the runs.
    text_of : dict
        the text of each segment's id, in the order of the sheet.
    """

    model: str
    address: Address
    questions: Questionnaire
    seed: int
    columns: list[str]
    text_of: dict[str, str]

    @functools.cached_property
    def keys(self) -> list[list[str]]:
        """The key of each question: for each run one per segment.

        It names all that a server gets, and the server; equal texts have one key in each run.
        """
        limits = [TEMPERATURE, MOST_ANSWER_TOKENS]
        asked = [self.questions.instructions, self.questions.schema]
        of_all = sha256(json.dumps([self.address.host, self.model, *limits, *asked]).encode())
        return [
            [
                sha256(json.dumps([of_all, run, self.seed + run, text]).encode())
                for text in self.text_of.values()
            ]
            for run in range(len(self.columns))
        ]

    @functools.cached_property
    def wanted(self) -> list[Wanted]:
        """Each question once, in the order in which it is asked."""
        first: dict[str, Wanted] = {}
        for run, keys in enumerate(self.keys):
            for key, id in zip(keys, self.text_of, strict=True):
                first.setdefault(key, Wanted(key, run, id))
        return list(first.values())

    def question(self, wanted: Wanted) -> Question:
        """What a server is sent."""
        messages = self.questions.messages(self.text_of[wanted.id])
        return Question(wanted.key, messages, self.seed + wanted.run)

    def estimate(self, missing: list[Wanted], *, sends_key: bool) -> Estimate:
        """What will be asked, where these have no answer yet."""
        n_tokens = [self.questions.n_tokens(self.text_of[one.id]) for one in missing]
        asked = {one.key for one in missing}
        sent = {
            id
            for keys in self.keys
            for key, id in zip(keys, self.text_of, strict=True)
            if key in asked
        }
        return Estimate(
            self.model,
            self.address,
            n_segments=len(sent),
            n_questions=len(missing),
            n_answered=len(self.wanted) - len(missing),
            n_tokens=sum(n_tokens),
            n_longest=max(n_tokens, default=0),
            sends_key=sends_key,
            note=self.questions.note,
        )


def _rounded(n: int) -> str:
    """A number that is an estimate, with two digits that count."""
    return f"{round(n, 2 - len(str(n))):,}"
