"""A server that speaks the OpenAI chat protocol, on this machine, and misbehaves as it is told to.

It codes a text by its letters (`right_codes`), so that a test knows every right code; what it does
with a request is a function of the request, which writes to the connection itself.
"""

from __future__ import annotations

import hashlib
import json
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """One request, as the server read it."""

    head: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The text that is to be coded."""
        return json.loads(self.body["messages"][1]["content"])["text"]

    @property
    def frames(self) -> list[str]:
        """The frames, by the schema or, without one, by the last list of the instructions."""
        form = self.body.get("response_format", {})
        if "json_schema" in form:
            return form["json_schema"]["schema"]["required"]
        return json.loads(self.body["messages"][0]["content"].splitlines()[-2])


Behaviour = Callable[[socket.socket, Asked], None]


def right_codes(text: str, frames: list[str]) -> dict[str, bool]:
    """The right code of a text, by nothing but its letters."""
    return {frame: hashlib.sha256(f"{frame} {text}".encode()).digest()[0] < 64 for frame in frames}


def chat(content: object, finish: str = "stop", **message: object) -> dict[str, Any]:
    """What a server sends around the words of a model."""
    said = content if isinstance(content, str) or content is None else json.dumps(content)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "tiny-2026",
        "system_fingerprint": "fp_1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": said, **message},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def packet(data: object, status: str = "200 OK", **heads: str) -> bytes:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", "Connection: close"]
    lines += [f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in heads.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def sends(data: object, status: str = "200 OK", **heads: str) -> Behaviour:
    return lambda connection, _asked: connection.sendall(packet(data, status, **heads))


def answers_rightly(connection: socket.socket, asked: Asked) -> None:
    connection.sendall(packet(chat(right_codes(asked.text, asked.frames))))


def says(content: object, finish: str = "stop", **message: object) -> Behaviour:
    return sends(chat(content, finish, **message))


def never_answers(_connection: socket.socket, _asked: Asked) -> None:
    time.sleep(3)


def drips(connection: socket.socket, asked: Asked) -> None:
    """The right answer, so slowly that each byte comes in time and the last one does not."""
    for byte in packet(chat(right_codes(asked.text, asked.frames))):
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def drips_heads(connection: socket.socket, _asked: Asked) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(150):
        connection.sendall(b"x-a: b\r\n")
        time.sleep(0.02)


def breaks_off(connection: socket.socket, asked: Asked) -> None:
    """Half of the right answer, then the end of the connection."""
    data = packet(chat(right_codes(asked.text, asked.frames)))
    connection.sendall(data[: len(data) - 40])


def resets(connection: socket.socket, _asked: Asked) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def sends_too_much(connection: socket.socket, asked: Asked) -> None:
    """The right answer, in so much white space that nobody should hold it all."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(64):
        connection.sendall(b" " * 1_000_000)
    connection.sendall(json.dumps(chat(right_codes(asked.text, asked.frames))).encode())


class ChatServer(socketserver.ThreadingTCPServer):
    """A server of the tests: `behave` chooses what it does with a request."""

    daemon_threads, allow_reuse_address, block_on_close = True, True, False
    request_queue_size = 64

    def __init__(self, behave: Callable[[Asked, int], Behaviour] | Behaviour | None = None) -> None:
        self.requests: list[Asked] = []
        self.n_at_work = self.most_at_work = 0
        self.lock = threading.Lock()
        self.choose: Callable[[Asked, int], Behaviour] = lambda _asked, _n: answers_rightly
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def texts(self) -> list[str]:
        return [asked.text for asked in self.requests]

    def always(self, behaviour: Behaviour) -> None:
        self.choose = lambda _asked, _n: behaviour

    def first(self, *behaviours: Behaviour) -> None:
        """For each text its first tries, one after another; then the right answer."""
        self.choose = lambda _asked, n: behaviours[n] if n < len(behaviours) else answers_rightly

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class _Handler(socketserver.BaseRequestHandler):
    server: ChatServer

    def handle(self) -> None:
        asked = self._read()
        if asked is None:
            return
        with self.server.lock:
            n = sum(asked.body == before.body for before in self.server.requests)
            self.server.requests.append(asked)
            self.server.n_at_work += 1
            self.server.most_at_work = max(self.server.most_at_work, self.server.n_at_work)
        try:
            with suppress(OSError):
                self.server.choose(asked, n)(self.request, asked)
        finally:
            with self.server.lock:
                self.server.n_at_work -= 1

    def _read(self) -> Asked | None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.request.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        while len(body) < length:
            body += self.request.recv(65536)
        return Asked(head.decode(), json.loads(body))
