"""The READMEs say what is so: the findings are what the suite computes, commands and options exist, every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import click
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from analysis import Corpus, comparison, measures, validity
from analysis.cli import app
from analysis.reading.corrections import BY_HAND
from analysis.reading.plain import CLASSES, design, stored_model
from analysis.words import ordinary

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SEEDS = " ".join((ROOT / "seeds" / "README.md").read_text(encoding="utf-8").split())
MOST_WORDS = 1_200
MOST_WORDS_OF_A_FINDING = 20
MOST_WORDS_OF_A_NOTEBOOK = 10
HARDWARE, WEAPONS = "military_capability", "WEAPON"
NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def readmes() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*README.md"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout: git ls-files cannot list the READMEs of the project")
    return [ROOT / line for line in listed.stdout.splitlines()]


def findings_of(text: str) -> list[str]:
    """The numbered lines of the README's section of findings."""
    section = text.split("## What does it find?")[1].split("\n## ")[0]
    return re.findall(r"^\d\. (.+)$", section, re.MULTILINE)


def rate(value: float) -> str:
    return f"{value:.0f}"


def signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", "−")


def p_of(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"


@pytest.fixture(scope="module")
def hits(seed: Corpus) -> dict[str, pd.DataFrame]:
    return measures.all_hits(seed)


@pytest.fixture(scope="module")
def table(seed: Corpus, hits: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return measures.findings(seed, hits).set_index("category")


# --------------------------------------------------------------------------- the README at the top


def test_the_readme_is_short_and_has_three_findings_of_twenty_words():
    assert len(README.split()) <= MOST_WORDS
    findings = findings_of(README)
    assert len(findings) == 3
    assert max(len(finding.split()) for finding in findings) <= MOST_WORDS_OF_A_FINDING


def test_the_findings_of_the_readme_are_those_of_the_suite(seed: Corpus, table: pd.DataFrame):
    hardware, weapons, tone = (table.loc[name] for name in (HARDWARE, WEAPONS, "tone"))
    assert table["verdict"].str.startswith("more in").sum() == 2
    assert weapons["hangs_on"] == str(captions_of(seed)[0])
    expected = [
        "Captions use words about military capability and hardware more often than the body:"
        f" {rate(hardware['per_1000_target'])} per 1,000 words against {rate(hardware['per_1000_reference'])}.",
        f"Captions use {NUMERALS[int(weapons['n_target'])]} proper names of weapons, the body"
        f" {'none' if weapons['n_reference'] == 0 else '?'}. Without caption 1, this cannot be tested.",
        f"No clear difference in tone: {signed(tone['per_1000_target'])} against {signed(tone['per_1000_reference'])}"
        f" points per 1,000 words could be chance ({p_of(tone['p_adjusted'])}).",
    ]
    assert findings_of(README) == expected
    assert tone["verdict"] == comparison.NO_DIFFERENCE


def captions_of(corpus: Corpus) -> list[int]:
    return corpus.segments.index[corpus.segments["layer"] == "caption"].tolist()


def test_without_the_first_caption_the_weapons_cannot_be_tested(seed: Corpus):
    without = seed.relabel({captions_of(seed)[0]: "boilerplate"})
    row = measures.findings(without).set_index("category").loc[WEAPONS]
    assert row["verdict"].startswith("cannot be tested")
    assert f"the other captions name {row['n_target']}, and fewer than 4 cannot be tested" in SEEDS


def test_the_picture_is_described_by_its_captions_and_their_marked_words(
    seed: Corpus, hits: dict[str, pd.DataFrame]
):
    marked = hits["framing"][hits["framing"]["category"] == HARDWARE]
    captions = []
    for number, segment in enumerate(captions_of(seed), start=1):
        start, text = seed.segments.loc[segment, "start"], seed.text(segment)
        for hit in marked[marked["segment"] == segment].sort_values("start")[::-1].itertuples():
            first, last = hit.start - start, hit.end - start
            text = f"{text[:first]}[{text[first:last]}]{text[last:]}"
        captions.append(f"Caption {number}: {text.removesuffix('.')}.")
    ((described, place),) = re.findall(r"^!\[(.+)\]\((\S+)\)$", README, re.MULTILINE)
    assert described.endswith(" ".join(captions))
    assert f"{NUMERALS[described.count(' [')]} such words marked" in described
    answer = findings_of(README)[0].removesuffix(".").replace(":", ",").lower()
    assert answer in described.lower()
    assert (ROOT / place).is_file()


def test_the_numbers_among_the_limits_are_stored_ones(table: pd.DataFrame):
    assert f"captions of {table.loc[HARDWARE, 'n_pages']} news pages" in README
    plain = validity.worth("layers").set_index(["name", "statistic"])["value"]
    certain = plain["plain text without doubtful captions", "recall of captions"]
    assert "only half of its captions are certain enough" in README
    assert certain == pytest.approx(0.5, abs=0.02)
    recall = plain["plain text", "recall of captions"]
    room = (ROOT / "analysis" / "validity" / "README.md").read_text(encoding="utf-8")
    assert f"the rules recognise {recall:.0%} of them" in room


def test_every_notebook_is_named_with_its_question():
    rows = re.findall(
        r"^\| \[`(\w+)`\]\(notebooks/(\w+)\.ipynb\) \| (.+) \|$", README, re.MULTILINE
    )
    assert [name for name, _, _ in rows] == [file for _, file, _ in rows]
    assert [name for name, _, _ in rows] == sorted(
        path.stem for path in (ROOT / "notebooks").glob("*.ipynb")
    )
    assert max(len(question.split()) for _, _, question in rows) <= MOST_WORDS_OF_A_NOTEBOOK


# --------------------------------------------------------------------------- the seed's own page


def test_the_differences_that_are_shown_have_the_words_of_the_seed(table: pd.DataFrame):
    hardware, weapons = table.loc[HARDWARE], table.loc[WEAPONS]
    of_captions, of_body = hardware["words"].split(" | ")
    assert (
        f"Captions use {hardware['n_target']} in {hardware['words_target']} words"
        f" ({rate(hardware['per_1000_target'])} per 1,000): {of_captions}." in SEEDS
    )
    assert (
        f"The body uses {hardware['n_reference']} in {hardware['words_reference']} words"
        f" ({rate(hardware['per_1000_reference'])} per 1,000): {of_body}." in SEEDS
    )
    assert hardware["hangs_on"] == ""  # no one caption and no one word
    assert f"equally often ({p_of(hardware['p_adjusted'])})." in SEEDS
    assert hardware["n_beyond"] == 0
    assert (
        f"Ordinary captions of this length would use {hardware['expected']:.1f}; these use"
        f" {hardware['n_target']}, more than on any of the {hardware['n_pages']} news pages compared."
        in SEEDS
    )
    names = [name.removesuffix(" 1") for name in weapons["words"].split(" | ")[0].split(", ")]
    assert (
        f"They are {', '.join(names[:-1])} and {names[-1]} ({rate(weapons['per_1000_target'])} per 1,000 words,"
        f" {p_of(weapons['p_adjusted'])})" in SEEDS
    )


def test_the_tone_of_the_seed_has_its_words(
    seed: Corpus, hits: dict[str, pd.DataFrame], table: pd.DataFrame
):
    tone, scored = table.loc["tone"], hits["sentiment"]
    body = tone["per_1000_reference"]
    more, less = body + tone["detectable"], body - tone["shortfall"]
    assert (
        f"Captions score {signed(tone['per_1000_target'])} points per 1,000 words, the body {signed(body)}."
        in SEEDS
    )
    assert (
        f"could be chance ({p_of(tone['p_adjusted'])}). A tone of {signed(more)} or more" in SEEDS
    )
    assert f"or of {signed(less)} or less" in SEEDS
    third = captions_of(seed)[2]
    (negative,) = scored.loc[
        (scored["segment"] == third) & (scored["term"] == "destruction"), "weight"
    ]
    assert f"negative (−{-negative:.2f})" in SEEDS
    counted = scored[~scored["term"].isin(comparison.left_out(seed, scored)["term"])]
    positive = counted[
        counted["segment"].isin(captions_of(seed)) & (counted["category"] == "positive")
    ]
    assert positive["term"].tolist() == ["responsible"] * 2
    assert counted.loc[counted["segment"] == 0, ["term", "category"]].to_numpy().tolist() == [
        ["wins", "positive"],
        ["win", "positive"],
    ]


def test_the_places_of_the_seed_are_in_no_caption(
    seed: Corpus, hits: dict[str, pd.DataFrame], table: pd.DataFrame
):
    row = table.reset_index().set_index("category", drop=False).loc["PLACE"]
    missing = comparison.missing_from(seed, hits["entities"], most=4)
    named = [f"{name.term} ({name.n})" for name in missing.itertuples()]
    assert f"The body names {', '.join(named[:3])} and {named[3]}." in SEEDS
    groups = hits["entities"]
    groups = groups[groups["segment"].isin(captions_of(seed)) & (groups["category"] == "GROUP")]
    adjectives = [f"{term} {n}" for term, n in sorted(groups.value_counts("term").items())]
    assert f"({', '.join(adjectives)})" in SEEDS
    assert (row["n_target"], row["verdict"]) == (0, comparison.NO_DIFFERENCE)
    assert f"The gap could be chance ({p_of(row['p_adjusted'])})." in SEEDS
    assert ordinary.state(row) == ordinary.FAR
    assert f"would name {row['expected']:.1f} places" in SEEDS
    assert f"this too could be chance ({p_of(row['p_unusual_adjusted'])})" in SEEDS


def test_the_seed_says_what_its_labels_decide(seed: Corpus):
    captions = seed.segments.loc[captions_of(seed)]
    likely = stored_model().probability(design(seed))[:, CLASSES.index("caption")]
    certainty = pd.Series(likely).loc[captions.index]
    assert f"a probability of {certainty.min():.2f} to {certainty.max():.2f}," in SEEDS
    assert set(captions["rule"]) == {BY_HAND}
    least_likely = certainty.nsmallest(2).index
    for layer, words, verdicts in (
        ("boilerplate", "both differences are still shown", ["more in captions"] * 2),
        (
            "body",
            "words about military capability and hardware would still differ and names of weapons would not",
            ["more in captions", comparison.NO_DIFFERENCE],
        ),
    ):
        other = measures.findings(seed.relabel(dict.fromkeys(least_likely, layer)))
        rows = other.set_index("category").loc[[HARDWARE, WEAPONS]]
        assert rows["verdict"].tolist() == verdicts
        first, second = rows["p_adjusted"]
        assert f"{words} ({p_of(first)} and {second:.2g})" in SEEDS


# --------------------------------------------------------------------------- all READMEs


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


@cache
def anchors(path: Path) -> set[str]:
    """The headings of a file as GitHub makes links of them."""
    text = without_blocks(path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_of_a_readme_leads_somewhere():
    n_links, wrong = 0, []
    for readme in readmes():
        text = without_blocks(readme.read_text(encoding="utf-8"))
        for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?<!\[)`[^`\n]*`(?!\])", "", text)):
            if link.startswith(("https://", "http://")):
                continue
            n_links += 1
            file, _, anchor = link.partition("#")
            target = (readme.parent / file).resolve() if file else readme
            page = target / "README.md" if target.is_dir() else target
            if not page.is_file() or (anchor and anchor not in anchors(page)):
                wrong.append(f"{readme.relative_to(ROOT)}: {link}")
    assert n_links > 40
    assert wrong == []


def commands() -> dict[str, click.Command]:
    return typer.main.get_command(app).commands


OPTION = r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])\b"


def commands_in(text: str) -> set[tuple[str, str]]:
    """Each command and option that a README writes in code: (command, option or nothing). The options in a row of a table
    are those of the command in its first cell.
    """
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in without_blocks(text).splitlines():
        spans = re.findall(r"`([^`]+)`", line)
        lines += [" ".join(spans)] if re.match(r"\| `(uv run )?cutline ", line) else spans
    return {
        (name, option)
        for line in lines
        for name, rest in re.findall(r"\bcutline ([a-z]+)\b([^#&;]*)", line)
        for option in ["", *re.findall(OPTION, rest)]
    }


def test_every_command_and_option_of_a_readme_exists():
    known = commands()
    written = {
        (name, option, readme.relative_to(ROOT).as_posix())
        for readme in readmes()
        for name, option in commands_in(readme.read_text(encoding="utf-8"))
    }
    assert len(written) > 60
    wrong = sorted(
        row
        for row in written
        if row[0] not in known
        or (
            row[1]
            and row[1] not in {spelt for p in known[row[0]].params for spelt in p.opts} | {"-h"}
        )
    )
    assert wrong == []


def test_the_table_of_commands_names_every_command():
    text = (ROOT / "analysis" / "README.md").read_text(encoding="utf-8")
    table = text.split("## All commands")[1].split("\n## ")[0]
    assert {name for name in commands() if f"| `cutline {name}" not in table} == set()


def test_the_commands_that_take_the_options_of_the_table_take_them():
    text = (ROOT / "analysis" / "README.md").read_text(encoding="utf-8")
    before, _, table = (
        text.split("## Options")[1].split("In Python they are")[0].partition("| option")
    )
    listed = set(re.findall(OPTION, "".join(re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE))))
    taken = {
        name: {spelt for p in commands()[name].params for spelt in p.opts} for name in commands()
    }
    whole, some = before.split("take all of them")
    for name in (complete := re.findall(r"`cutline ([a-z]+)`", whole)):
        assert listed <= taken[name], name
    assert complete == ["report", "compare"]
    assert listed & taken["layers"] == set(re.findall(OPTION, some.split("`cutline layers`")[1]))


def test_the_rows_of_the_saved_page_are_those_that_the_command_prints():
    room = (ROOT / "analysis" / "reading" / "README.md").read_text(encoding="utf-8")
    output = CliRunner().invoke(app, ["layers", str(ROOT / "seeds" / "control.html")]).output
    printed = [line.rstrip() for line in output.splitlines()]
    shown = (
        room.split("$ uv run cutline layers seeds/control.html\n")[1].split("```")[0].splitlines()
    )
    assert shown == [line for line in printed if line in shown]
    assert len(shown) == 5
    assert f"of its {len(printed) - 1} rows" in room


def test_every_example_of_a_readme_is_run():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = settings["tool"]["pytest"]["ini_options"]
    assert "--doctest-glob=README.md" in options["addopts"].split()
    run = [ROOT / place for place in options["testpaths"]]
    holding = [path for path in readmes() if ">>> " in path.read_text(encoding="utf-8")]
    assert len(holding) > 5
    for path in holding:
        assert any(path == place or path.is_relative_to(place) for place in run), path


def test_every_folder_says_what_lives_in_it():
    folders = {
        path.parent
        for top in ("analysis", "figures", "notebooks", "seeds", "tests")
        for path in (ROOT / top).rglob("*.*")
        if "__pycache__" not in path.parts and (ROOT / "tests" / "cases") not in path.parent.parents
    }
    assert len(folders) > 15
    for folder in folders:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert text.startswith("# "), folder
        assert len(text.partition("\n\n")[2].partition("\n\n")[0]) > 60, folder
        if folder.is_relative_to(ROOT / "analysis"):
            unnamed = [
                path.stem
                for path in folder.glob("*.py")
                if path.stem != "__init__" and not re.search(rf"\b{path.stem}\b", text)
            ]
            assert unnamed == [], folder
