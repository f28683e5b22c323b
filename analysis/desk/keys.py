"""Keys: the coding panel as a notebook shows it, and what each message from it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from analysis.coding.frames import definition_of_none, is_about_layers
from analysis.coding.session import CodingSession
from analysis.reading.errors import one_line
from analysis.words import count

_OWN_KEYS = "nsuwd"  # of the panel: none, skip, undo, write a note, definitions
_FRAME_KEYS = "123456789" + "".join(
    letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in _OWN_KEYS
)
_HELP = (
    "Keys work while the panel has the focus: click into it. Enter or → keeps the code and continues,"
    " ← goes back, s skips, u undoes, 0 or n is none, w writes a note, d hides the definitions."
)


class CodingKeys(anywidget.AnyWidget):
    """The panel in the page: what is shown of a session, and what a coder does there.

    Parameters
    ----------
    session : CodingSession
        which keeps the codes.
    """

    _esm = Path(__file__).with_name("coding.js")
    _css = Path(__file__).with_name("coding.css")
    answers: Any = traitlets.List().tag(sync=True)
    exclusive = traitlets.Bool().tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    help = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, session: CodingSession) -> None:
        self.session = session
        self._n_answered = 0
        super().__init__(
            answers=list(choices(session)),
            exclusive=session.codebook.exclusive,
            question=question_of(session),
            help=f"{_HELP} Each code is in {session.file} at once.",
            view=self._view(""),
        )
        self.on_msg(lambda _widget, message, _buffers: self.take(message))

    def take(self, message: dict[str, Any]) -> None:
        """Do what the coder asks, and show what comes of it.

        Parameters
        ----------
        message : dict
            action, at (the id of the text that was on the screen), note, and for a code its frames.
            A code or a skip of another text than the current one does nothing.
        """
        problem = ""
        try:
            self._act(message)
        except (ValueError, OSError) as error:
            problem = one_line(str(error))
        self._n_answered += 1
        self.view = self._view(problem)

    def _act(self, message: dict[str, Any]) -> None:
        session, current = self.session, self.session.current
        is_on_screen = current is not None and current.id == message["at"]
        match message["action"]:
            case "code" if is_on_screen:
                session.code(message["frames"], note=message["note"])
            case "skip" if is_on_screen:
                session.skip(note=message["note"])
            case "note":
                session.note(message["note"], of=message["at"])
            case "undo":
                session.undo()
            case "back":
                session.back()
            case "return":
                session.return_to_skipped()

    def _view(self, problem: str) -> dict[str, Any]:
        """All that changes in the panel, as the page takes it."""
        session, current = self.session, self.session.current
        last = f" Last: {session.last}." if session.last else ""
        view = {
            "answered": self._n_answered,  # so that each message has an answer
            "progress": f"{session.progress}.{last}",
            "n_texts": len(session),
            "n_coded": session.n_coded,
            "can_undo": bool(session.last),
            "can_go_back": session.position > 0,
            "problem": problem or session.notice,
        }
        if current is None:
            return view | {"id": "", "text": at_end(session), "frames": None, "note": ""}
        frames = None if current.frames is None else sorted(current.frames)
        return view | {
            "id": current.id,
            "text": current.text,
            "frames": frames,
            "note": current.note,
            "problem": problem or current.problem or session.notice,
        }


def choices(session: CodingSession) -> Iterator[dict[str, Any]]:
    """What a coder chooses from, as the page takes it: each frame with its key, and none of them.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import read_text
    >>> with TemporaryDirectory() as folder:
    ...     session = CodingSession(read_text("War."), f"{folder}/a.csv", frames={"war": "Armies."})
    >>> [(answer["label"], answer["keys"]) for answer in choices(session)]
    [('war', ['1']), ('None of these', ['0', 'n'])]
    """
    for number, (key, frame) in enumerate(session.codebook.frames.items()):
        yield {
            "frames": [key],
            "keys": list(_FRAME_KEYS[number : number + 1]),
            "label": one_line(frame.label or key),
            "definition": one_line(frame.definition),
        }
    yield {
        "frames": [],
        "keys": ["0", "n"],
        "label": "None of these",
        "definition": definition_of_none(session.codebook),
    }


def question_of(session: CodingSession) -> str:
    """What a coder answers about each text."""
    if is_about_layers(session.codebook):
        return "What is this text?"
    if session.codebook.exclusive:
        return "Which of these is in the text? Choose one."
    return "Which of these are in the text? Choose all that are."


def at_end(session: CodingSession) -> str:
    """What is shown when no text is left."""
    n_open = len(session) - session.n_coded
    left = f" {count(n_open, 'text')} left without a code." if n_open else ""
    return f"The end of the sheet.{left} All codes are in {session.file.name}."
