"""Panel: the desk to click on. Everything that an article or a file name holds is shown as text."""

from __future__ import annotations

import functools
import html
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from analysis.baseline import shipped
from analysis.corpus import LAYERS
from analysis.desk.choosers import ArticleIntake, ListChooser
from analysis.desk.labels import files
from analysis.desk.questions import NO, SKIP, UNDO, YES, Questions
from analysis.lexicons.codebook import known_codebooks
from analysis.lexicons.valence import known_lexicons
from analysis.options import AUTO
from analysis.templates import filled
from analysis.words import beginning, count, layer_name, numbers, segment_names

if TYPE_CHECKING:
    from analysis.desk import Desk

_ROWS = 10  # blocks on a page: each costs the browser four controls
_LONGEST = 2000  # characters of a block that are looked at; the template shows fewer
_LONGEST_NEIGHBOUR = 160  # characters of the blocks around a doubtful line
_FIRST, _ALL, _SAID = "to look at first", "all blocks", "corrected or checked"
# What is shown of each layer.
_SHOWN = {layer: layer_name(layer) for layer in LAYERS}
_LAYERS = [(shown, layer) for layer, shown in _SHOWN.items()]
_AUTO = "auto: the one that fits the body"


class Panel:
    """The controls of a desk: a chooser, questions about doubtful lines, a page of labels, two
    buttons and what they say.

    Attributes
    ----------
    widget : ipywidgets.VBox
        all of it.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._filling = False  # values set by ourselves are no clicks
        self._page = 0
        self._blocks: list[int] = []
        self._said = ""
        self._said_above = ""  # of the article and the lists, next to their fields
        field = {
            "layout": {"width": "min(100% - 4px, 40rem)"},
            "style": {"description_width": "7rem"},
        }
        self.file = widgets.Dropdown(description="Article", **field)
        self.path = widgets.Text(
            description="or its path", placeholder="a file or a folder", **field,
            continuous_update=False,
        )  # fmt: skip
        self.record = widgets.BoundedIntText(description="Its number", min=0, **field)
        self.intake = ArticleIntake(self._take, field)
        self.folder = self.desk.labels.article.parent
        self.lists = {
            "frames": self._list(
                "Codebook", "frames", {_AUTO: AUTO, **_as_named(known_codebooks())}, field
            ),
            "lexicon": self._list("Lexicon", "lexicon", _as_named(known_lexicons()), field),
            "baseline": self._list("Baseline", "baseline", _as_named(shipped()), field),
        }
        self.asked = _Asked(self._try, desk, field)
        self.message = widgets.HTML()
        self.message.add_class("jp-RenderedHTMLCommon")
        self.shown = widgets.Dropdown(
            description="Blocks",
            options=[(which, which) for which in (_FIRST, _ALL, _SAID)] + _LAYERS,
            **field,
        )
        self.rows = [_Row(self._corrected, self._checked) for _ in range(_ROWS)]
        self.back = widgets.Button(description="Previous", layout=widgets.Layout(width="6rem"))
        self.on = widgets.Button(description="Next", layout=widgets.Layout(width="6rem"))
        self.place = widgets.HTML()
        self.save = widgets.Button(description="Save corrections", button_style="primary")
        self.report = widgets.Button(description="Write report")
        self.warning = widgets.HTML()
        self.warning.add_class("jp-RenderedHTMLCommon")
        self.status = widgets.HTML()
        self.status.add_class("jp-RenderedHTMLCommon")
        self.widget = widgets.VBox(
            [
                self.warning,
                self.file,
                self.path,
                self.record,
                self.intake.widget,
                self.message,
                *(chooser.widget for chooser in self.lists.values()),
                self.asked.widget,
                self.shown,
                *(row.widget for row in self.rows),
                widgets.HBox(
                    [self.back, self.on, self.place], layout=widgets.Layout(align_items="center")
                ),
                widgets.HBox([self.save, self.report], layout=widgets.Layout(margin=".5rem 0 0 0")),
                self.status,
            ]
        )
        self._fill_files(self.folder)
        self._fill_lists()
        self._choose_blocks()
        self.file.observe(lambda change: self._open(change["new"]), "value")
        self.path.observe(lambda change: self._go(change["new"]), "value")
        self.record.observe(
            lambda change: self._open(self.desk.labels.article, change["new"]), "value"
        )
        self.shown.observe(lambda _: self._choose_blocks(), "value")
        self.back.on_click(lambda _: self._turn(-1))
        self.on.on_click(lambda _: self._turn(1))
        self.save.on_click(
            lambda _: self._write(
                self.desk.save, "These labels count whenever the article is read."
            )
        )
        self.report.on_click(lambda _: self._write(self.desk.report, self._about_report()))
        desk.on_change(self._follow)
        self._tell()

    # ----------------------------------------------------------------- the lists

    def _list(
        self, description: str, name: str, shipped: dict[str, str], field: dict[str, Any]
    ) -> ListChooser:
        """A chooser whose choice the desk measures by from now on."""

        def use(chosen: str) -> None:
            path = self._path(chosen)
            here = str(path) if chosen not in shipped.values() and path.exists() else chosen
            self._try(lambda: self.desk.use(**{name: here}), above=True)
            self._fill_lists()

        return ListChooser(description, shipped, use, field)

    def _fill_lists(self) -> None:
        for name, chooser in self.lists.items():
            chooser.show(str(self.desk.options.chosen(name)))

    # ----------------------------------------------------------------- the article

    def _go(self, written: str) -> None:
        """What was written into the field: a folder to choose from, or a file."""
        written = written.strip().strip('"')  # Windows copies a path in quotation marks
        if not written:
            return
        place = self._path(written)
        if place.is_dir():
            self._try(
                lambda: self._fill_files(place),
                f"{count(len(files(place)), 'file')} in {place}",
                above=True,
            )
        else:
            self._open(place)

    def _path(self, written: str) -> Path:
        """A path as it is meant by a person, who knows the folder in which the app was started."""
        return self.desk.incoming.folder / Path(written).expanduser()

    def _take(self, content: bytes, name: str) -> None:
        """An uploaded file, or a pasted text, which has no name."""
        self._said = ""
        if self._try(lambda: self.desk.upload(content, name), above=True):
            self.intake.clear()

    def _open(self, article: Path | None, record: int = 0) -> None:
        if article is None or self._filling:
            return
        self._said = ""
        self._try(lambda: self.desk.choose(article, record), above=True)

    def _fill_files(self, folder: Path) -> None:
        article, articles = self.desk.labels.article, files(folder)
        self.folder = folder
        chosen = [file for file in articles if _same(file, article)]
        self._filling = True
        try:
            options = [(self.desk.incoming.name(file), file) for file in articles]
            elsewhere = f"{self.desk.name} (another folder)"
            if self.desk.incoming.is_incoming(article):
                elsewhere = f"{self.desk.name} (not saved yet)"
            self.file.options = options if chosen else [(elsewhere, None), *options]
            self.file.value = chosen[0] if chosen else None
            self.record.max = self.desk.labels.n_articles - 1
            self.record.value = self.desk.labels.record
            self.record.layout.display = "" if self.desk.labels.n_articles > 1 else "none"
        finally:
            self._filling = False

    # ----------------------------------------------------------------- the labels

    def _choose_blocks(self) -> None:
        self._of = labels = self.desk.labels
        which = self.shown.value
        layers = self.desk.corpus.segments["layer"]
        blocks = {_FIRST: labels.to_look_at(), _SAID: sorted(labels.said), _ALL: list(layers.index)}
        self._blocks = (
            blocks[which]
            if which in blocks
            else [int(block) for block in layers.index[layers == which]]
        )
        self._page = 0
        self._fill_rows()

    def _add_blocks(self) -> None:
        """A block that was given another label elsewhere is one to look at, too."""
        if self.shown.value == _FIRST:
            self._blocks = sorted({*self._blocks, *self.desk.labels.said})

    def _turn(self, by: int) -> None:
        self._page += by
        self._fill_rows()

    def _fill_rows(self) -> None:
        first, n = self._page * _ROWS, len(self._blocks)
        shown = self._blocks[first : first + _ROWS]
        layers = self.desk.corpus.segments["layer"]
        names = dict(zip(layers.index, segment_names(layers), strict=True))
        self._filling = True
        try:
            for row, block in zip(self.rows, [*shown, *[None] * (_ROWS - len(shown))], strict=True):
                row.show(self.desk, block, "" if block is None else names[block])
        finally:
            self._filling = False
        of = f"{first + 1:,} to {first + len(shown):,} of {count(n, 'block')}" if n else "no block"
        self.place.value = html.escape(of)
        self.back.disabled, self.on.disabled = self._page == 0, first + _ROWS >= n

    def _corrected(self, block: int, layer: str) -> None:
        if not self._filling:
            self._try(lambda: self.desk.relabel({block: layer}))

    def _checked(self, block: int, checked: bool) -> None:
        if not self._filling:
            layer = str(self.desk.corpus.segments.at[block, "layer"]) if checked else None
            self._try(lambda: self.desk.relabel({block: layer}))

    # ----------------------------------------------------------------- what it says

    def _about_report(self) -> str:
        kept = " The corrections are saved next to it." if self.desk.labels.said else ""
        return f"Open the report in any browser.{kept}"

    def _write(self, write: Callable[[], Path], what: str) -> None:
        written: list[Path] = []
        if self._try(lambda: written.append(write())):
            self._said = f"Wrote {written[0]}. {what}"
            self._fill_files(self.desk.labels.article.parent)  # an uploaded one has a file now
            self._tell()

    def _try(self, do: Callable[[], Any], said: str = "", *, above: bool = False) -> bool:
        """Do it, or say in one line why it cannot be done; what cannot be done changes nothing."""
        try:
            do()
        except (ValueError, OSError) as error:
            self._say(" ".join(str(error).split()), above=above)
            self._fill_rows()
            self._tell()
            return False
        if said or above:
            self._say(said, above=above)
        self._tell()
        return True

    def _say(self, words: str, *, above: bool) -> None:
        """What is said next to the fields of article and lists, or below the labels."""
        if above:
            self._said_above = words
        else:
            self._said = words

    def _follow(self) -> None:
        if self._of is not self.desk.labels:
            article = self.desk.labels.article
            incoming = self.desk.incoming.is_incoming(article)
            self._fill_files(self.folder if incoming else article.parent)
            self._choose_blocks()
            self.asked.begin()
        self._add_blocks()
        self._fill_rows()
        self.asked.follow()
        self._tell()

    def _tell(self) -> None:
        labels = self.desk.labels
        state = f"{self.desk.name}: {count(len(labels.rules.segments), 'block')}"
        if labels.said:
            state += f", {count(len(labels.said), 'label')} corrected or checked"
        if labels.said != labels.saved:
            state += ", not saved yet"
        lines = [
            f"{state}.",
            f"Codebook: {self.desk.codebook}.",
            self._said,
            self.desk.problem,
            "Drawing …" if self.desk.busy else "",
        ]
        self.warning.value = filled("desk_status.html", lines=self.desk.warnings(), moved=[])
        said_above = filter(None, [self._said_above])
        self.message.value = filled("desk_status.html", lines=said_above, moved=[])
        moved = [] if self.desk.busy else self.desk.moved()
        self.status.value = filled("desk_status.html", lines=filter(None, lines), moved=moved)


class _Asked:
    """The questions about doubtful lines: the line between its neighbours, a button for each
    answer, and a field in which a key answers. The labels of the desk follow each answer.
    """

    def __init__(
        self, attempt: Callable[[Callable[[], Any]], bool], desk: Desk, field: dict[str, Any]
    ) -> None:
        self.desk, self._attempt = desk, attempt
        self._beginning = False  # the keys are taken away by ourselves, not by the person
        self.question = widgets.HTML()
        self.question.add_class("jp-RenderedHTMLCommon")
        self.keys = widgets.Text(
            description="Keys",
            placeholder="click here, then type y, n, s or u",
            tooltip="y: a caption, n: no caption, s: skip, u: undo",
            **field,
        )
        self.buttons = {
            key: widgets.Button(
                description=f"{name} ({key})", layout=widgets.Layout(width="auto", min_width="6rem")
            )
            for name, key in (
                ("Caption", YES), ("No caption", NO), ("Skip", SKIP), ("Undo", UNDO)
            )
        }  # fmt: skip
        for key, button in self.buttons.items():
            button.on_click(functools.partial(self._press, key))
        self.keys.observe(lambda _: self._answer(), "value")
        self.controls = widgets.VBox(
            [
                widgets.HBox(
                    list(self.buttons.values()), layout=widgets.Layout(flex_flow="row wrap")
                ),
                self.keys,
            ]
        )
        heading = widgets.HTML("<b>Doubtful lines: which are captions?</b>")
        self.widget = widgets.VBox(
            [heading, self.question, self.controls], layout=widgets.Layout(margin=".5rem 0")
        )
        self.begin()

    def begin(self) -> None:
        """Ask about the article that is on the desk now."""
        self._beginning = True
        try:
            self.keys.value = ""
        finally:
            self._beginning = False
        self.questions = Questions(self.desk.corpus)
        self._given: list[bool | None] = []
        self._show()

    def follow(self) -> None:
        """Ask no more about lines that were labelled elsewhere in the panel."""
        self.questions.drop(self.desk.labels.said, len(self._given))
        self._show()

    def _press(self, key: str, _button: object) -> None:
        self.keys.value += key

    def _answer(self) -> None:
        if self._beginning:
            return
        before = self.questions.layers(self._given)
        self._given = self.questions.answers(self.keys.value)
        now = self.questions.layers(self._given)
        changed = {
            block: now.get(block)
            for block in sorted({*before, *now})
            if before.get(block) != now.get(block)
        }
        if changed:
            self._attempt(lambda: self.desk.relabel(changed))
        self._show()

    def _show(self) -> None:
        corpus, block = self.desk.corpus, self.questions.line(self._given)
        line = label = ""
        around = ["", ""]
        if block is not None:
            line = beginning(corpus.text(block), _LONGEST)
            name = segment_names(corpus.segments["layer"])[corpus.segments.index.get_loc(block)]
            confidence = numbers.plain(corpus.segments.at[block, "confidence"], 2)
            label = f"labelled {name}, confidence {confidence}"
            around = [
                beginning(corpus.text(other), _LONGEST_NEIGHBOUR)
                if other in corpus.segments.index
                else ""
                for other in (block - 1, block + 1)
            ]
        self.question.value = filled(
            "desk_question.html",
            line=line,
            label=label,
            before=around[0],
            after=around[1],
            state=self.questions.state(self._given),
        )
        for key in (YES, NO, SKIP):
            self.buttons[key].disabled = block is None
        self.buttons[UNDO].disabled = not self._given
        self.controls.layout.display = "" if self.questions.lines else "none"


class _Row:
    """One block: its label to be corrected, whether it is checked, and its text."""

    def __init__(
        self, corrected: Callable[[int, str], None], checked: Callable[[int, bool], None]
    ) -> None:
        self.block: int | None = None
        self.layer = widgets.Dropdown(
            options=_LAYERS,
            style={"description_width": "3rem"},
            layout=widgets.Layout(width="10.5rem", flex="none"),
        )
        self.checked = widgets.Checkbox(
            description="checked", indent=False, layout=widgets.Layout(width="5.5rem", flex="none")
        )
        self.text = widgets.HTML(layout=widgets.Layout(flex="1 1 20rem", min_width="0"))
        self.widget = widgets.HBox(
            [self.layer, self.checked, self.text],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center"),
        )
        self.layer.observe(lambda change: corrected(self._number(), change["new"]), "value")
        self.checked.observe(lambda change: checked(self._number(), change["new"]), "value")

    def _number(self) -> int:
        assert self.block is not None
        return self.block

    def show(self, desk: Desk, block: int | None, name: str = "") -> None:
        """Show a block and its name, as caption 1; or nothing."""
        self.block = block
        self.widget.layout.display = "none" if block is None else ""
        if block is None:
            return
        row, ruled = desk.corpus.segments.loc[block], desk.labels.rules.segments.loc[block]
        words = beginning(desk.corpus.text(block), _LONGEST)
        why = f"{row['rule']}, confidence {numbers.plain(row['confidence'], 2)}"
        if block in desk.labels.said:
            why = (
                f"by hand; the rules say {_SHOWN[ruled['layer']]} ({ruled['rule']},"
                f" confidence {numbers.plain(ruled['confidence'], 2)})"
            )
        self.layer.description = str(block)
        self.layer.value = str(row["layer"])
        self.checked.value = block in desk.labels.said
        shown = filled("desk_block.html", layer=str(row["layer"]), text=words, why=f"{name}: {why}")
        if self.text.value != shown:
            self.text.value = shown


def _as_named(names: Iterable[str]) -> dict[str, str]:
    """What is shown of each name: the name."""
    return {name: name for name in names}


def _same(file: Path, other: Path) -> bool:
    try:
        return file.samefile(other)
    except OSError:
        return False
