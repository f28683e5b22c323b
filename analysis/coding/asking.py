"""Asking: a model fills a coding sheet, as a person would, and can be measured like any other coder.

Each segment is asked about alone, in the shuffled order of the sheet, without its layer, its place
and its article: what one text says cannot change the code of another. Every answer is kept on disk,
so that a second run asks nothing, and a run that was stopped continues.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.coding.answers import Answer, AnswerFile
from analysis.coding.costs import Estimate, SheetPlan, Wanted
from analysis.coding.frames import NONE, Frames, frames_to_code
from analysis.coding.hosts import address_of, key_for
from analysis.coding.identity import segment_ids
from analysis.coding.questions import Questionnaire, code_of, questionnaire
from analysis.coding.servers import (
    MOST_ANSWER_TOKENS,
    TEMPERATURE,
    ChatServer,
    Failure,
    Patience,
    Question,
)
from analysis.coding.sheets import CODER, LONGEST_CELL, layers_to_code, sheet
from analysis.corpus import Corpus
from analysis.lexicons.contents import sha256
from analysis.lexicons.frames import Codebook
from analysis.options import DEFAULTS
from analysis.reading.corrections import no_formula
from analysis.reading.errors import InputError, one_line
from analysis.words import beginning, count, shortened

_NO_NAMES = ("id", "text", "note", "notes", CODER)  # of a coder: other columns of a sheet
_LONGEST_NAME = 200
_MOST_RUNS = 100
_LONGEST_SHOWN = 200  # characters of an answer that is no code, in the record
_PATIENCE = Patience()
SHEET_ENCODING = "utf-8-sig"  # by whose first bytes spreadsheets know it


@dataclass(frozen=True)
class Asked:
    """A sheet that a model filled.

    Attributes
    ----------
    sheet : str
        the sheet (CSV), with a column for each run. Write it as UTF-8 with a byte order mark
        ("utf-8-sig"); `read_codes` reads it as it reads those of people.
    outcomes : DataFrame, one row per segment and run
        id (of the segment), coder (the column), code (as it is in the sheet, empty where not
        coded), reason (why it is not coded; empty for a code), answer (what the model or the server
        said where it is not coded, its beginning), is_answered (whether the model answered: the
        next run asks only about the others).
    record : dict
        what a method section needs: model, host, temperature, seeds, instructions and their
        sha256, the codebook, the sheet's sha256, counts, tokens, and all that is not coded. It
        holds no time and no key, and is the same after a run that was stopped and continued.
    """

    sheet: str
    outcomes: pd.DataFrame
    record: dict[str, Any]

    @property
    def n_open(self) -> int:
        """Answers that the server owes: the next run asks for them again."""
        return int((~self.outcomes["is_answered"]).sum())

    @property
    def lines(self) -> list[str]:
        """How many segments are coded, and why others are not, in sentences."""
        lines = []
        for coder, counts in self.record["counts"].items():
            n_coded, not_coded = counts["coded"], counts["not_coded"]
            n_segments = n_coded + sum(not_coded.values())
            line = f"{coder} coded {n_coded:,} of {count(n_segments, 'segment')}"
            why = ", ".join(f"{n:,} {reason}" for reason, n in not_coded.items())
            lines.append(f"{line}; not coded: {why}" if why else line)
        return lines


def ask(
    corpus: Corpus,
    *,
    model: str,
    base_url: str,
    answers: str | Path,
    name: str = "",
    runs: int = 1,
    frames: Frames = DEFAULTS.frames,
    layers: Sequence[str] | None = None,
    n: int | None = None,
    seed: int = DEFAULTS.seed,
    patience: Patience = _PATIENCE,
    announce: Callable[[Estimate], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Asked:
    """Let a model code the segments of a corpus, by a server that speaks the OpenAI chat protocol.

    The model gets the definitions of the frames and one text in each question: no layer, no place,
    no article and no other text. Only an answer that says true or false for each frame gives a
    code. A refusal, an unknown frame, an answer that is cut off or of another form is not coded.

    Texts are sent to `base_url` alone, and only those without a kept answer. If the server needs a
    key, it is that of OPENAI_API_KEY in the environment.

    Parameters
    ----------
    corpus : Corpus
    model : str
        as the server calls it.
    base_url : str
        of the server, as http://localhost:11434/v1 for an Ollama of this machine.
    answers : str or Path
        the file that keeps every answer of the model, by all that it was asked. It grows; several
        sheets, models and codebooks may share it.
    name : str
        the heading of the model's column; the model's own name by default. Give the same model
        another name where its definitions have other words.
    runs : int
        how often each segment is asked about. Each run has a column of its own (NAME, "NAME run 2",
        …) and a seed of its own (`seed`, `seed` + 1, …).
    frames : str, Path or sequence of str
        as for `sheet`. A frame without a definition is shown by its label and up to 20 of its
        words.
    layers, n, seed
        as for `sheet`: the same give the same sheet.
    patience : Patience
        how long and how often the server is asked, and how many questions at the same time.
    announce : function, optional
        gets the `Estimate` before the first question is asked.
    progress : function, optional
        called with the number of questions that are done, and of all that are asked.

    Returns
    -------
    Asked

    Raises
    ------
    InputError
        (a ValueError) for an address that is none, a package that is missing, a server that is not
        there or refuses all questions, and for all that `sheet` refuses.

    Examples
    --------
    >>> from analysis import read_text
    >>> ask(read_text("They met."), model="m", base_url="localhost", answers="answers.jsonl")
    Traceback (most recent call last):
    analysis.reading.errors.InputError: --base-url localhost: is no address of a server; give it ...
    """
    if not model.strip() or one_line(model) != model:
        raise InputError(
            f"the model {shortened(one_line(model), 60)!r}: give it as its server does"
        )
    address, columns = address_of(base_url), _columns(name or model, runs)
    codebook = frames_to_code(frames, corpus)
    questions = questionnaire(codebook)
    table = sheet(corpus, frames=frames, layers=layers, n=n, coder=columns[0], seed=seed)
    plan = SheetPlan(model, address, questions, seed, columns, _texts(corpus, table))
    wanted = plan.wanted
    file = AnswerFile(Path(answers), (one.key for one in wanted))
    missing = [one for one in wanted if one.key not in file.answers]
    key = key_for(address)
    if announce is not None:
        announce(plan.estimate(missing, sends_key=bool(key)))
    failures: dict[str, Failure] = {}
    if missing:
        server = ChatServer(address, key, model, questions.schema, patience)
        failures = _put(server, plan, missing, file, progress)
    outcomes = _outcomes(plan, file.answers, failures)
    filled = _filled(table, plan.columns, outcomes)
    used = [file.answers[one.key] for one in wanted if one.key in file.answers]
    record = {
        "cutline": version("cutline"),
        **_about(plan),
        "codebook": _about_codebook(codebook),
        "sheet": {
            "layers": [*(layers or layers_to_code(codebook))],
            "n": n,
            "seed": seed,
            "sha256": sha256(filled.encode(SHEET_ENCODING)),
        },
        **_about_answers(used),
        **_about_outcomes(outcomes),
    }
    return Asked(filled, outcomes, record)


def _columns(name: str, runs: int) -> list[str]:
    """The heading of each run's column."""
    heading = name.strip()
    if (
        not heading
        or len(heading) > _LONGEST_NAME
        or one_line(heading) != heading
        or " ".join(heading.replace("_", " ").casefold().split()) in _NO_NAMES
    ):
        raise InputError(
            f"the name {shortened(one_line(name), 60)!r} cannot head a column of a sheet; give"
            f" another on one line, not {', '.join(_NO_NAMES)}"
        )
    if not 1 <= runs <= _MOST_RUNS:
        raise InputError(f"{runs} runs: ask for 1 to {_MOST_RUNS}")
    return [heading, *(f"{heading} run {number}" for number in range(2, runs + 1))]


def _texts(corpus: Corpus, table: str) -> dict[str, str]:
    """The text of each segment of a sheet, in its order."""
    segment_of = {id: segment for segment, id in segment_ids(corpus).items()}
    ids = [row["id"] for row in csv.DictReader(io.StringIO(table))]
    # What is longer than a cell, people do not see either.
    return {id: one_line(corpus.text(segment_of[id]))[:LONGEST_CELL] for id in ids}


def _put(
    server: ChatServer,
    plan: SheetPlan,
    missing: list[Wanted],
    file: AnswerFile,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Failure]:
    """Put the missing questions to the server and keep each answer; the failures, by key."""
    failures: dict[str, Failure] = {}
    wanted = {one.key: one for one in missing}
    n_before = len(file.answers)

    def take(question: Question, outcome: Answer | Failure) -> None:
        if isinstance(outcome, Failure):
            failures[question.key] = outcome
            return
        one = wanted[question.key]
        about = {"model": plan.model, "host": plan.address.host, "run": one.run + 1}
        file.keep(question.key, outcome, about | {"seed": question.seed, "id": one.id})

    def look() -> None:
        if progress is not None:
            progress(len(failures) + len(file.answers) - n_before, len(missing))

    server.ask(map(plan.question, missing), take, look)
    return failures


def _outcomes(
    plan: SheetPlan, answers: dict[str, Answer], failures: dict[str, Failure]
) -> pd.DataFrame:
    """What became of each segment in each run."""
    rows = [
        (id, column, *_outcome(plan.questions, answers.get(key), failures.get(key)))
        for column, keys in zip(plan.columns, plan.keys, strict=True)
        for id, key in zip(plan.text_of, keys, strict=True)
    ]
    return pd.DataFrame(rows, columns=["id", "coder", "code", "reason", "answer", "is_answered"])


def _outcome(
    questions: Questionnaire, answer: Answer | None, failure: Failure | None
) -> tuple[str, str, str, bool]:
    """The code, why there is none, what was said instead, and whether the model answered."""
    if answer is None:
        assert failure is not None
        return "", failure.reason, failure.detail, False
    code = code_of(
        answer.content,
        answer.finish,
        answer.refusal,
        questions.frames,
        exclusive=questions.exclusive,
    )
    if code.frames is None:
        said = one_line(beginning(answer.refusal or answer.content, _LONGEST_SHOWN))
        return "", code.reason, said, True
    there = [frame for frame in questions.frames if frame in code.frames]
    return "; ".join(there) or NONE, "", "", True


def _filled(table: str, columns: list[str], outcomes: pd.DataFrame) -> str:
    """The sheet with the codes of each run in a column."""
    codes = [outcomes.loc[outcomes["coder"] == column, "code"] for column in columns]
    filled = io.StringIO()
    writer = csv.writer(filled, lineterminator="\n")
    writer.writerow(["id", "text", *map(no_formula, columns)])
    for row, *cells in zip(csv.DictReader(io.StringIO(table)), *codes, strict=True):
        writer.writerow([row["id"], row["text"], *cells])
    return filled.getvalue()


def _about(plan: SheetPlan) -> dict[str, Any]:
    """The part of the record that says what was asked."""
    return {
        "model": plan.model,
        "base_url": plan.address.url,
        "host": plan.address.host,
        "temperature": TEMPERATURE,
        "most_tokens": MOST_ANSWER_TOKENS,
        "seeds": {column: plan.seed + run for run, column in enumerate(plan.columns)},
        "frames": list(plan.questions.frames),
        "frames_without_definition": plan.questions.n_undefined,
        "instructions_sha256": sha256(plan.questions.instructions.encode()),
        "instructions": plan.questions.instructions,
    }


def _about_codebook(codebook: Codebook) -> dict[str, str]:
    if not codebook.name:
        return {}
    return {"name": codebook.name, "version": codebook.version, "sha256": codebook.sha256}


def _about_answers(answers: list[Answer]) -> dict[str, Any]:
    """The part of the record that says who answered, by the server's word."""
    return {
        "answered_by": sorted({answer.model for answer in answers if answer.model}),
        "fingerprints": sorted({answer.fingerprint for answer in answers if answer.fingerprint}),
        "held_to_form_by": sorted({answer.form for answer in answers}),
        "tokens_in": sum(answer.tokens_in for answer in answers),
        "tokens_out": sum(answer.tokens_out for answer in answers),
    }


def _about_outcomes(outcomes: pd.DataFrame) -> dict[str, Any]:
    """The part of the record that says what was coded, and what was not, with its answer."""
    counts = {}
    for coder, table in outcomes.groupby("coder", sort=False):
        reasons = Counter(table["reason"])
        n_coded = reasons.pop("", 0)
        counts[str(coder)] = {"coded": n_coded, "not_coded": dict(sorted(reasons.items()))}
    not_coded = outcomes.loc[outcomes["reason"] != "", ["id", "coder", "reason", "answer"]]
    return {"counts": counts, "not_coded": not_coded.to_dict("records")}
