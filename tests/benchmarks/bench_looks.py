"""How every page looks on a phone, on a laptop and in print, light and dark: pictures, and a table of what is wrong.

    uv run python -m tests.benchmarks.bench_looks [--out FOLDER] [--only seed versions …]

The pages: the reports of both seeds and of ten saved news pages of `../shared/gold` (left out where that is absent), the
list of a run over them, and the page of two versions. Each is opened at 390 × 844 and at 1280 × 800, in the light and in
the dark scheme, and printed on A4. The table says for each how many rules of axe it violates, by how many pixels the page is
wider than its window, and how many screens (or sheets) it is high; the violations follow. A person looks at the pictures,
which are kept in the folder.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2

from analysis import batch, browser, read, report
from analysis.options import Options
from analysis.report import listing
from analysis.versions import Versions

from ..browsing import axe_script, violations
from ..conftest import ROOT

GOLD = ROOT.parent / "shared" / "gold" / "pages"
N_GOLD = 10
SCREENS = {"phone": (390, 844), "laptop": (1280, 800)}
SCHEMES = ("light", "dark")
DPI = 70  # of the pictures of printed sheets
HIGHEST = 16_000  # pixels of a picture; what is further down a page is not in it


def gold_pages(folder: Path) -> list[Path]:
    """Ten English pages with two captions or more, evenly from all sets, as files of the folder."""
    if not GOLD.exists():
        return []
    with gzip.open(GOLD / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    captioned = sorted(row["file"] for row in rows if row["english"] and row["n_captions"] >= 2)
    step = max(1, len(captioned) // N_GOLD)
    paths = []
    for number, name in enumerate(captioned[::step][:N_GOLD], start=1):
        path = folder / f"gold{number:02}.html"
        path.write_bytes(gzip.decompress((GOLD / name).read_bytes()))
        paths.append(path)
    return paths


def pages(folder: Path) -> dict[str, Callable[[], str]]:
    """Every page by its name, and what makes it."""
    seeds = ROOT / "seeds"
    articles = {"seed": seeds / "nagorno-karabakh.txt", "control": seeds / "control.html"}
    articles |= {path.stem: path for path in gold_pages(folder)}

    def report_of(path: Path) -> str:
        return report.report(read(path), file=path.name).html

    def list_of_run() -> str:
        run = batch.run([*map(str, articles.values())], folder / "run", workers=1).folder
        return listing.write_list(run).read_text(encoding="utf-8")

    def two_versions() -> str:
        files = [seeds / "reprint-original.txt", seeds / "reprint.html"]
        pair = Versions(*map(read, files), Options(frames="armed-conflict"))
        return report.versions_page(pair, files=files).html

    reports = {name: functools.partial(report_of, path) for name, path in articles.items()}
    return {**reports, "list": list_of_run, "versions": two_versions}


def name_of(file: Path) -> str:
    return file.name.partition(".")[0]


def on_screens(chromium: Any, file: Path, out: Path) -> Iterator[tuple[str, list[str], int, float]]:
    """Each screen and scheme: its name, violations, pixels too wide, and screens."""
    for screen, (width, height) in SCREENS.items():
        for scheme in SCHEMES:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(file.as_uri())
            wide, high = page.evaluate(
                "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
            )
            clip = {"x": 0, "y": 0, "width": width, "height": min(high, HIGHEST)}
            page.screenshot(
                path=out / f"{name_of(file)}-{screen}-{scheme}.png", full_page=True, clip=clip
            )
            unfold = "all => all.forEach(one => { one.open = true; })"
            page.locator("details").evaluate_all(unfold)
            yield f"{screen} {scheme}", violations(page, axe_script()), wide - width, high / height
            context.close()


def printed(file: Path, out: Path) -> int:
    """Print a page, keep a picture of each sheet; how many sheets."""
    document = pypdfium2.PdfDocument(browser.pdf(file.read_text(encoding="utf-8")))
    for number, sheet in enumerate(document, start=1):
        picture = sheet.render(scale=DPI / 72).to_pil()
        picture.save(out / f"{name_of(file)}-print-{number:02}.png")
    return len(document)


def main() -> None:
    """Take the pictures and print the table."""
    from playwright.sync_api import sync_playwright

    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--out", type=Path, help="where the pictures go")
    arguments.add_argument(
        "--only", nargs="+", help="pages, as seed, control, gold03, list, versions"
    )
    chosen = arguments.parse_args()
    out = chosen.out or Path(tempfile.mkdtemp(prefix="cutline-looks-"))
    out.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    print(f"{'page':<10} {'where':<13} {'violations':>10} {'px too wide':>11} {'screens':>8}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find_browser(), args=browser.options()
        )
        made = pages(Path(folder))
        if not GOLD.exists():
            print(f"left out: reports of saved news pages; {GOLD} is absent")
        for name in chosen.only or made:
            file = Path(folder) / f"{name}.page.html"
            file.write_text(made[name](), encoding="utf-8", newline="\n")
            for where, violated, too_wide, screens in on_screens(chromium, file, out):
                print(f"{name:<10} {where:<13} {len(violated):>10} {too_wide:>11} {screens:>8.1f}")
                told += [f"{name}, {where}: {one}" for one in violated]
            print(f"{name:<10} {'print':<13} {'':>10} {'':>11} {printed(file, out):>8}", flush=True)
        chromium.close()
    print("\n".join(told) or "axe finds nothing")
    print(f"pictures: {out}")


if __name__ == "__main__":
    main()
