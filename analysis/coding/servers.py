"""Servers: questions put to one server that speaks the OpenAI chat protocol, within bounds.

Servers fail in many ways: they are slow, busy, cut off, or send what is no answer. Each question has
a bounded number of tries, each try a bounded time and size. What is no answer of the model is a
`Failure` and never becomes a code. No redirect is followed, since it could lead texts to another host.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import itertools
import json
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import httpx

from analysis.coding.answers import Answer
from analysis.coding.hosts import KEY_NAME, Address
from analysis.reading.errors import InputError, one_line
from analysis.words import numbers, shortened

if TYPE_CHECKING:
    import openai

# Why a question has no answer, as a person reads it.
TIMED_OUT, TOO_MANY, SERVER_ERROR = "timed out", "too many requests", "server error"
CONNECTION_LOST, TOO_LARGE, NO_ANSWER = "connection lost", "too large an answer", "no chat answer"
NOT_TAKEN, NOT_ASKED = "request refused", "not asked"

TEMPERATURE = 0  # the likeliest answer, as far as a server keeps to it
MOST_ANSWER_TOKENS = 4096  # of an answer, with what a model thinks before it
MOST_FAILURES = 10  # questions in a row that fail, after which no more are asked
_MOST_BYTES = 256 * 1024  # of an answer, with all that the server says about it
_MOST_TOKENS = 2**31  # that a server may say it counted
_SHORTEST_SECRET = 8  # characters: servers that need no key are given words such as "none"
_LONGEST_DETAIL = 200
_STEP = 0.1  # seconds between two looks at how far the questions are
# How a server is held to the form of an answer, the strictest way first; not every server knows each.
_FORMS = ("json_schema", "json_object", "text")
_OTHER_FORM = (400, 415, 422, 501)  # by which servers refuse a form that they do not know
_PASSES = (408, 409, 425, 429)  # with 5xx: the same question may be answered later
_BUSY = (429, 503)  # then all questions wait
# The heads by which the package tells a server about this machine and its settings.
_ABOUT_CLIENT = ("x-stainless-", "openai-")
_REMEDIES = {
    401: f"check the key in {KEY_NAME}",
    402: "pay there first, or choose another server",
    403: f"check the key in {KEY_NAME} and what it may be used for",
    404: "check --coder and --base-url, which ends in /v1 for most servers",
}
_MISSING = (
    "a model as coder needs the package openai; install it with: pip install 'cutline[models]'"
)


@dataclass(frozen=True)
class Patience:
    """How long and how often a server is asked.

    Attributes
    ----------
    seconds : float
        for one try, until the last byte of the answer is there.
    tries : int
        for one question.
    first_wait, longest_wait : float
        seconds before the second try, doubled before each further one; and the longest of all
        waits, also of one that the server asks for (Retry-After).
    parallel : int
        questions that are asked at the same time.
    """

    seconds: float = 120.0
    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    parallel: int = 4

    def wait(self, n_tries: int, asked_for: float | None = None) -> float:
        """The seconds before the next try.

        Examples
        --------
        >>> [Patience().wait(n) for n in (1, 2, 3, 9)], Patience().wait(1, 3600)
        ([1.0, 2.0, 4.0, 60.0], 60.0)
        """
        own = self.first_wait * 2 ** (n_tries - 1)
        return min(own if asked_for is None else asked_for, self.longest_wait)


class Question(NamedTuple):
    """One text that a model is asked about.

    Attributes
    ----------
    key : str
        which names all that is sent and who gets it: two questions of one key have one answer.
    messages : list of dict
    seed : int
    """

    key: str
    messages: list[dict[str, str]]
    seed: int


class Failure(NamedTuple):
    """Why a question has no answer: the next run asks it again.

    Attributes
    ----------
    reason, detail : str
        a reason that can be counted, and what the server or the system said.
    passes : bool
        True where the same question may be answered later.
    wait : float, optional
        seconds after which the server wants to be asked again.
    status : int
        of HTTP; 0 where the server sent none.
    """

    reason: str
    detail: str = ""
    passes: bool = True
    wait: float | None = None
    status: int = 0


class _TooLargeError(httpx.RequestError):
    """An answer that is larger than any answer of a model to these questions."""


class _Bounded(httpx.AsyncByteStream):
    """The bytes of a response, up to a bound."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self.stream, self.n_left = stream, _MOST_BYTES

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.stream:
            self.n_left -= len(piece)
            if self.n_left < 0:
                raise _TooLargeError("the answer is too large")
            yield piece

    async def aclose(self) -> None:
        await self.stream.aclose()


class _Transport(httpx.AsyncHTTPTransport):
    """What sends a request: nothing about this machine in its head, and a bounded response."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        heads = httpx.Headers(
            [head for head in request.headers.items() if not head[0].startswith(_ABOUT_CLIENT)]
        )
        heads["user-agent"] = f"Cutline/{version('cutline')}"
        heads["accept-encoding"] = "identity"  # what is unpacked has no bound
        sent = httpx.Request(
            request.method,
            request.url,
            headers=heads,
            stream=request.stream,
            extensions=request.extensions,
        )
        response = await super().handle_async_request(sent)
        response.headers.pop("content-encoding", None)
        response.stream = _Bounded(cast(httpx.AsyncByteStream, response.stream))
        return response


class ChatServer:
    """A server that speaks the OpenAI chat protocol, to which questions are put.

    Parameters
    ----------
    address : Address
    key : str
        sent to the server and kept nowhere; where the server repeats it, it is blotted out.
    model : str
        as the server calls it.
    schema : dict
        of an answer, as JSON Schema.
    patience : Patience

    Raises
    ------
    InputError
        where the package openai is not installed.
    """

    def __init__(
        self, address: Address, key: str, model: str, schema: dict[str, Any], patience: Patience
    ) -> None:
        try:
            import openai
        except ImportError:
            raise InputError(_MISSING) from None
        self.openai, self.address, self.key, self.model = openai, address, key, model
        self.schema, self.patience = schema, patience
        self.form, self.has_answered, self.n_failed = _FORMS[0], False, 0
        self.rests_until = 0.0

    def ask(
        self,
        questions: Iterable[Question],
        take: Callable[[Question, Answer | Failure], None],
        look: Callable[[], None],
    ) -> None:
        """Ask all questions, the first of them alone, and hand over each outcome at once.

        The questions run in a thread of their own, so that a notebook, which has a loop of events
        already, can ask as well.

        Parameters
        ----------
        questions : iterable of Question
        take : function
            gets each question with its outcome, in the other thread.
        look : function
            called now and then in this thread, while questions are asked.

        Raises
        ------
        InputError
            where no question can be answered: no server there, a wrong key, no such model.
        KeyboardInterrupt
            by Ctrl-C; what was handed over stays.
        """
        errors: list[BaseException] = []
        loop, stopped = asyncio.new_event_loop(), threading.Event()

        def run() -> None:
            try:
                with asyncio.Runner(loop_factory=lambda: loop) as runner:
                    runner.run(self._ask_all(iter(questions), take))
            except asyncio.CancelledError:
                pass
            except BaseException as error:
                errors.append(error)
            finally:
                stopped.set()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            while not stopped.wait(_STEP):
                look()
        except BaseException:
            with contextlib.suppress(RuntimeError):  # the loop has just ended
                loop.call_soon_threadsafe(_cancel_all, loop)
            thread.join()
            raise
        thread.join()
        look()
        if errors:
            raise errors[0]

    async def _ask_all(
        self, questions: Iterator[Question], take: Callable[[Question, Answer | Failure], None]
    ) -> None:
        async def work(most: int | None = None) -> None:
            for question in questions:
                take(question, await self._outcome(question))
                if most is not None:
                    return

        async with self._client() as client:
            # Loaded here, so that the time for a try is spent on the server alone.
            self.put = client.chat.completions.with_raw_response.create
            # The first alone finds out whether there is a server, and which form it knows.
            await work(most=1)
            await asyncio.gather(*(work() for _ in range(self.patience.parallel)))

    def _client(self) -> openai.AsyncOpenAI:
        # Without encryption there is no certificate, whose authorities take long to load.
        transport = _Transport(verify=self.address.is_encrypted)
        client = httpx.AsyncClient(
            transport=transport, follow_redirects=False, timeout=None, trust_env=False
        )
        return self.openai.AsyncOpenAI(
            api_key=self.key or "none",
            base_url=self.address.url,
            http_client=cast(Any, client),
            max_retries=0,
            timeout=None,
        )

    async def _outcome(self, question: Question) -> Answer | Failure:
        """The answer to a question, or the last of its failures."""
        if self.n_failed >= MOST_FAILURES:
            return Failure(NOT_ASKED, f"{MOST_FAILURES} questions in a row had no answer")
        for n_tries in itertools.count(1):
            await asyncio.sleep(max(0.0, self.rests_until - time.monotonic()))
            outcome = await self._answer_in_known_form(question)
            if isinstance(outcome, Answer):
                self.has_answered, self.n_failed = True, 0
                return outcome
            if not outcome.passes or n_tries >= self.patience.tries:
                break
            seconds = self.patience.wait(n_tries, outcome.wait)
            if outcome.status in _BUSY:  # whoever asks
                self.rests_until = max(self.rests_until, time.monotonic() + seconds)
            else:
                await asyncio.sleep(seconds)
        self.n_failed += 1
        return outcome

    async def _answer_in_known_form(self, question: Question) -> Answer | Failure:
        """One try. Until the server has answered once, a form that it refuses gives way to the next;
        where it refuses each, the fault is the question's.
        """
        while True:
            form = self.form
            outcome = await self._answer(question, form)
            if not _refuses_form(outcome) or self.has_answered:
                return outcome
            if form == _FORMS[-1]:
                self.form = _FORMS[0]
                return outcome
            if self.form == form:
                self.form = _FORMS[_FORMS.index(form) + 1]

    async def _answer(self, question: Question, form: str) -> Answer | Failure:
        """What the server sends for a question, within the time for one try."""
        given: dict[str, Any] = {
            "model": self.model,
            "messages": question.messages,
            "temperature": TEMPERATURE,
            "seed": question.seed,
            "max_tokens": MOST_ANSWER_TOKENS,
            **self._response_format(form),
        }
        try:
            async with asyncio.timeout(self.patience.seconds):
                response = await self.put(**given)
        except (TimeoutError, self.openai.APITimeoutError):
            return Failure(TIMED_OUT, f"no answer in {numbers.shortest(self.patience.seconds)} s")
        except self.openai.APIStatusError as error:
            return self._of_status(error)
        except (self.openai.OpenAIError, httpx.HTTPError, OSError) as error:
            return self._of_connection(error)
        return self._read(response.content.decode(errors="replace"), form)

    def _response_format(self, form: str) -> dict[str, Any]:
        if form == "text":
            return {}
        schema = {"name": "codes", "strict": True, "schema": self.schema}
        more = {"json_schema": schema} if form == "json_schema" else {}
        return {"response_format": {"type": form, **more}}

    def _read(self, text: str, form: str) -> Answer | Failure:
        """The answer of the model in what the server sent."""
        try:
            data = json.loads(text)
            (choice,) = data["choices"]
            message = choice["message"]
            content = message["content"] or ""
            if not isinstance(content, str):
                raise TypeError
        except (ValueError, LookupError, TypeError, RecursionError):
            return Failure(NO_ANSWER, self._shown(text))
        usage = data.get("usage")
        tokens = usage if isinstance(usage, dict) else {}
        return Answer(
            content=self._clean(content),
            finish=self._shown(choice.get("finish_reason")),
            refusal=self._clean(message.get("refusal")),
            model=self._shown(data.get("model")),
            fingerprint=self._shown(data.get("system_fingerprint")),
            form=form,
            tokens_in=_whole(tokens.get("prompt_tokens")),
            tokens_out=_whole(tokens.get("completion_tokens")),
        )

    def _of_status(self, error: openai.APIStatusError) -> Failure:
        """What a status other than 200 means; an InputError where no question could be answered."""
        status, detail = error.status_code, self._shown(_words_of(error))
        is_final = status in (401, 402) or (
            not self.has_answered and (status in _REMEDIES or status < 400)
        )
        if is_final:
            remedy = _REMEDIES.get(status, "give the address to which it leads, if you trust it")
            raise InputError(f"{self.address.host}: {detail}; {remedy}")
        passes = status in _PASSES or status >= 500
        if status == 429:
            reason = TOO_MANY
        elif passes:
            reason = SERVER_ERROR
        else:
            reason = NOT_TAKEN
        wait = _seconds_asked_for(error.response.headers.get("retry-after", ""))
        return Failure(reason, detail, passes, wait, status)

    def _of_connection(self, error: Exception) -> Failure:
        """What a connection that failed means; an InputError where there was never any."""
        cause = error.__cause__ or error
        if isinstance(cause, _TooLargeError):
            return Failure(TOO_LARGE, f"more than {_MOST_BYTES // 1024} kB", passes=False)
        detail = self._shown(str(cause)) or type(cause).__name__
        if isinstance(cause, httpx.ConnectError) and not self.has_answered:
            raise InputError(
                f"{self.address.host}: nothing answers there ({detail}); start the server, or check"
                " --base-url"
            )
        return Failure(CONNECTION_LOST, detail)

    def _clean(self, value: object) -> str:
        """A text of the server, without the key and without halves of signs."""
        if not isinstance(value, str):
            return ""
        if len(self.key) >= _SHORTEST_SECRET:
            value = value.replace(self.key, "[key]")
        return value.encode(errors="replace").decode()

    def _shown(self, value: object) -> str:
        """A text of the server as one short line."""
        return shortened(one_line(self._clean(value)), _LONGEST_DETAIL)


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


def _refuses_form(outcome: Answer | Failure) -> bool:
    """Whether a server does not know the form that it was asked to keep to."""
    if not isinstance(outcome, Failure):
        return False
    # Some have an error of their own (500) instead of one of the request.
    names_form = outcome.status >= 400 and "response_format" in outcome.detail
    return outcome.status in _OTHER_FORM or names_form


def _words_of(error: openai.APIStatusError) -> str:
    """The status, and what the server says of it."""
    said = error.body
    if isinstance(said, dict):
        said = said.get("message") or said.get("detail")
    status = f"status {error.status_code}"
    return f"{status}, {said}" if isinstance(said, str) and said else status


def _whole(value: object) -> int:
    return value if type(value) is int and 0 <= value < _MOST_TOKENS else 0


def _seconds_asked_for(header: str) -> float | None:
    """The seconds of a head Retry-After, which may be a number or a date; None for neither."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
