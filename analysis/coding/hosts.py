"""Hosts: where the server of a model is, and what may go there."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from analysis.reading.errors import InputError
from analysis.words import shortened

KEY_NAME = "OPENAI_API_KEY"  # the setting of the environment that holds the key of a server
_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class Address:
    """Where a server is.

    Attributes
    ----------
    url : str
        its base, as http://localhost:11434/v1.
    host : str
        its name, with the port where the address has one.
    is_here : bool
        True for this machine: what is sent there does not leave it.
    is_encrypted : bool
    """

    url: str
    host: str
    is_here: bool
    is_encrypted: bool


def address_of(base_url: str) -> Address:
    """The address of a server, checked before anything is sent there.

    Parameters
    ----------
    base_url : str
        with http or https, without a name, a password and a query.

    Raises
    ------
    InputError
        for anything else.

    Examples
    --------
    >>> address_of("http://localhost:11434/v1").is_here
    True
    >>> address_of("https://api.example.org/v1/").host
    'api.example.org'
    """
    try:
        parts = urlsplit(base_url.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError):
        raise _no_address(base_url) from None
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"--base-url: the address holds a name or a password; give it without, and the key in"
            f" {KEY_NAME}"
        )
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise _no_address(base_url)
    shown = f"[{host}]" if ":" in host else host
    with_port = shown if port is None else f"{shown}:{port}"
    url = f"{parts.scheme}://{with_port}{parts.path.rstrip('/')}"
    return Address(url, with_port, _is_here(host), parts.scheme == "https")


def _no_address(base_url: str) -> InputError:
    shown = shortened(base_url.split("?")[0], _LONGEST_SHOWN)
    return InputError(
        f"--base-url {shown}: is no address of a server; give it as http://localhost:11434/v1"
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def key_for(address: Address) -> str:
    """The key that the environment holds for a server; empty without one.

    Raises
    ------
    InputError
        where the key would go unencrypted to another machine, and for a key that no header holds.
    """
    key = os.environ.get(KEY_NAME, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise InputError(f"{KEY_NAME}: holds characters that no key has; copy the key again")
    if key and not (address.is_here or address.is_encrypted):
        raise InputError(
            f"{address.host}: would get the key in {KEY_NAME} unencrypted; give an address with"
            f" https, or unset {KEY_NAME} if the server needs no key"
        )
    return key
