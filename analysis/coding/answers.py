"""Answers: what models said, kept on disk by what they were asked, so that nothing is asked twice.

A file of JSON, one answer a line, that only grows. Each line is written at once, so that whatever
ends a run leaves whole lines and at most a part of the last, which is then asked again. It holds
what the model said, not the code that this came to: a code is always read from the answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from analysis.failures import why
from analysis.reading.errors import InputError


@dataclass(frozen=True)
class Answer:
    """What a server sent for one question.

    Attributes
    ----------
    content : str
        what the model said; empty where it said nothing.
    finish : str
        why it stopped: "stop", "length" (cut off), "content_filter" …
    refusal : str
        what it said where it refused.
    model, fingerprint : str
        the model and the version of its server that answered, by the server's own word.
    form : str
        by which means the server was held to the form of the answer.
    tokens_in, tokens_out : int
        of the question and of the answer, as the server counted; 0 where it does not say.
    """

    content: str
    finish: str = ""
    refusal: str = ""
    model: str = ""
    fingerprint: str = ""
    form: str = ""
    tokens_in: int = 0
    tokens_out: int = 0


_BEGINNING = b'{"key": "'  # of each line
_KINDS = {field.name: int if field.type == "int" else str for field in fields(Answer)}


class AnswerFile:
    """The answers of a file to the questions that are asked now.

    Parameters
    ----------
    path : Path
        the file, which need not be there yet.
    keys : iterable of str
        of the questions: answers to others stay in the file, and are not loaded.

    Raises
    ------
    InputError
        for a file that cannot be read, and for one that holds something else.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "answers.jsonl"
    >>> AnswerFile(path, ["a"]).keep("a", Answer("yes"), {"run": 1})
    >>> AnswerFile(path, ["a", "b"]).answers["a"].content
    'yes'
    """

    def __init__(self, path: Path, keys: Iterable[str]) -> None:
        self.path, self.answers = path, dict[str, Answer]()
        self._lacks_line_end = False
        wanted = set(keys)
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file):
                    if not number and not line.startswith(_BEGINNING[: len(line)]):
                        raise InputError(
                            f"{path}: is no file of answers, which would be added to it; give"
                            " another name"
                        )
                    self._lacks_line_end = not line.endswith(b"\n")
                    self._take(line, wanted)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise InputError(
                f"{path}: cannot be read ({error.strerror}); name another file for the answers"
            ) from None

    def _take(self, line: bytes, wanted: set[str]) -> None:
        """Load the answer of a line; a line that is broken, or is no answer, is none."""
        try:
            content = json.loads(line)
            key, said = content["key"], content["answer"]
            if key not in wanted or key in self.answers:
                return
            if all(type(said[name]) is kind for name, kind in _KINDS.items()):
                self.answers[key] = Answer(**{name: said[name] for name in _KINDS})
        except (ValueError, KeyError, TypeError, RecursionError):
            return

    def keep(self, key: str, answer: Answer, about: dict[str, object]) -> None:
        """Add an answer to the file, at once.

        Parameters
        ----------
        key : str
            of the question.
        answer : Answer
        about : dict
            what a person who reads the file wants to know of the question.

        Raises
        ------
        InputError
            where the disk refuses.
        """
        # All signs beyond ASCII are escaped: a model may send what no file can hold.
        line = json.dumps({"key": key, **about, "answer": asdict(answer)}).encode() + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab") as file:
                file.write(b"\n" + line if self._lacks_line_end else line)
        except OSError as error:
            self._lacks_line_end = True
            raise InputError(f"{self.path}: {why(error)}") from None
        self._lacks_line_end = False
        self.answers[key] = answer
