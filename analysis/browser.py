"""Browser: the chromium of this machine, which prints pages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VARIABLE = "CUTLINE_BROWSER"
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_SECONDS = 120
# The moment of printing, at which every PDF says that it was made.
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([+-]\d\d'\d\d'|Z)?\)")


def find_browser() -> str | None:
    """The path of a browser that can print: the one that CUTLINE_BROWSER names, or one found on
    this machine; else None.

    Returns
    -------
    str or None
        where CUTLINE_BROWSER names a browser that is not there, None: no other is taken in its place.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in (*_NAMES, *_PLACES))
    return next((path for path in found if path), None)


def options() -> list[str]:
    """How the browser is started: without a window, a network or a trace; root cannot have its
    sandbox.

    Returns
    -------
    list of str
        arguments of the command; no host name leads anywhere, so that a page loads nothing.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    quiet = [
        "--headless",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-extensions",
    ]
    return [*quiet, "--host-resolver-rules=MAP * ~NOTFOUND", *(["--no-sandbox"] if root else [])]


def pdf(page: str) -> bytes:
    """A page as a PDF; the same page gives the same bytes with the same browser.

    Raises
    ------
    ValueError
        where no browser is found, or it prints nothing.
    """
    browser = find_browser()
    if browser is None:
        raise ValueError(
            f"no browser found to print the PDF; install chromium, or set {VARIABLE} to the path of"
            " one, or print the page from your own browser"
        )
    with tempfile.TemporaryDirectory(prefix="cutline-", ignore_cleanup_errors=True) as folder:
        source, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8", newline="\n")
        command = [
            browser,
            *options(),
            f"--user-data-dir={Path(folder) / 'profile'}",
            "--no-pdf-header-footer",
        ]
        command += [f"--print-to-pdf={printed}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ValueError(
                f"{browser}: does not print ({error}); set {VARIABLE} to another browser"
            ) from None
        if not printed.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [
                "it says nothing"
            ]
            raise ValueError(
                f"{browser}: printed nothing ({said[0]}); set {VARIABLE} to another browser"
            )
        return _DATE.sub(_undated, printed.read_bytes())


def _undated(found: re.Match[bytes]) -> bytes:
    # As long as before, since a PDF finds its parts by their offsets.
    return found[1] + b"20000101000000" + (found[2] or b"") + b")"
