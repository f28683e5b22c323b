"""Desk: an article on which a person works: choose it, correct its labels, and see every number and
chart follow.

All of it can be done by plain calls; in a notebook with ipywidgets the desk is a panel to click on.
`code` opens a coding sheet there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import baseline, completeness, figures, jupyter, measures
from analysis import report as dossier
from analysis.corpus import Corpus, check_pair
from analysis.desk.coding import code, sheet_of_ones_own
from analysis.desk.incoming import Incoming
from analysis.desk.labels import LabelSheet, files, moved
from analysis.desk.views import (
    Face,
    View,
    in_one_line,
    ipywidgets,
    of_picture,
    of_sentences,
    of_shown,
    of_table,
)
from analysis.lexicons.notices import notices
from analysis.lexicons.valence import load_lexicon
from analysis.options import DEFAULTS, Options
from analysis.publishing import write_whole
from analysis.reading import InputError
from analysis.reading.sources import bare_name
from analysis.words import ordinary, sentences

__all__ = ["Desk", "LabelSheet", "code", "files", "moved", "sheet_of_ones_own"]

_PAUSE = 0.02  # seconds between two views, in which the kernel takes what has been clicked in the meantime
_WITHOUT = (
    "ipywidgets is not installed, so this is a table to be read: correct a label by"
    ' desk.relabel({7: "caption"}) in a cell of your own, then desk.save() and desk.report().'
)


class Desk:
    """An article on the desk, as a notebook shows it.

    Parameters
    ----------
    article : str or Path
        a file that `read` reads.
    record : int
        which of its articles, where it holds several: 0 is the first.
    layers : mapping of int to str, optional
        labels that a person gives to blocks, as `{7: "caption"}`.
    options : Options, optional
        what is compared, and by which lists.
    **choices
        single options, as `frames="policy"`: any field of `Options`.

    Raises
    ------
    ValueError
        for an article, a layer or a codebook that does not exist; the message is one line.

    Examples
    --------
    >>> desk = Desk("seeds/nagorno-karabakh.txt")
    >>> desk.relabel({3: "boilerplate"})
    >>> desk.corpus.layer_sizes().loc["caption", "segments"].item()
    3
    >>> desk.moved()[0]
    'Weapons: more in captions, now cannot be tested here (fewer than 4 hits in captions and body together).'
    """

    @in_one_line
    def __init__(
        self,
        article: str | Path,
        *,
        record: int = 0,
        layers: Mapping[int, str] | None = None,
        options: Options = DEFAULTS,
        **choices: Any,
    ) -> None:
        self._take(options.but(**choices))
        self.labels = LabelSheet(article, record)
        self.incoming = Incoming()
        self._unsaved: dict[object, dict[int, str]] = {}
        self._views: dict[str, View] = {}
        self._on_change: list[Callable[[], None]] = []
        self._drawing: Any = None
        self.problem = ""  # why the last drawing broke off, in one line
        self._table: pd.DataFrame | None = None
        self._table_opened: pd.DataFrame | None = None
        self._tables = self._opened = figures.Tables(self.labels.corpus, self.options)
        if layers:
            self.relabel(layers)

    # ----------------------------------------------------------------- what a person does

    @in_one_line
    def choose(self, article: str | Path, record: int = 0) -> None:
        """Put another article on the desk, or the same as it is on disk now.

        What was corrected and not saved waits until the article comes back, unless it has changed
        in the meantime. ValueError for one that cannot be read; then the present article stays.

        Parameters
        ----------
        article, record
            as for `Desk`.

        Raises
        ------
        ValueError
            for an article that cannot be read.
        """
        chosen = LabelSheet(article, record)
        if self.labels.said != self.labels.saved:
            self._unsaved[self.labels.identity] = self.labels.said
        self.labels = chosen
        self._forget()
        self._opened, self._table_opened = self._tables, None
        waiting = self._unsaved.pop(chosen.identity, None)
        if waiting is not None:
            chosen.said = waiting
            self._forget()
        self._tell()

    @in_one_line
    def upload(self, content: bytes, name: str = "") -> None:
        r"""Put an article on the desk that has no file here: an uploaded file or a pasted text.

        It gets a file when something is saved, in the folder in which one works. The same content
        finds the corrections that were saved before.

        Parameters
        ----------
        content : bytes
            of the file, or of the text in UTF-8.
        name : str
            of the file, which is shown; empty for a pasted text.

        Raises
        ------
        ValueError
            for an article that is empty, too large (8 MB) or cannot be read; then the present one stays.

        Examples
        --------
        >>> desk = Desk("seeds/nagorno-karabakh.txt")
        >>> desk.upload(b"Talks resume\n\nThe two sides met again.")
        >>> desk.name, len(desk.corpus.segments)
        ('the pasted text', 2)
        """
        article = self.incoming.add(content, name)
        try:
            self.choose(article)
        except ValueError as error:
            # The person knows the file by its own name.
            shown = self.incoming.name(article)
            raise InputError(str(error).replace(str(article), shown)) from None

    @property
    def name(self) -> str:
        """What the article is called: the name of its file, or of the file that was uploaded."""
        return self.incoming.name(self.labels.article)

    @in_one_line
    def relabel(self, layers: Mapping[int, str | None]) -> None:
        """Give blocks other labels, or take back what was said of them (None); all that is shown
        follows.

        ValueError for a block or a layer that does not exist.

        Parameters
        ----------
        layers : mapping of int to str or None
            by the number of the block, as `desk` shows it.

        Raises
        ------
        ValueError
            then no block has another label than before.
        """
        self.labels.say(layers)
        self._forget()
        self._tell()

    @in_one_line
    def use(self, **choices: Any) -> None:
        """Measure by other lists, or compare other layers: any field of `Options`; all that is
        shown follows.

        Parameters
        ----------
        **choices
            as `lexicon="afinn"`, or the path of a list of one's own.

        Raises
        ------
        ValueError
            for a list, a layer or an option that does not exist; then the present ones stay.
        """
        self._take(self.options.but(**choices))
        opened = self._opened.corpus
        self._forget()
        self._opened, self._table_opened = figures.Tables(opened, self.options), None
        self._tell()

    def _take(self, options: Options) -> None:
        """Take the options whose lists and layers exist."""
        check_pair(**options.pair)
        self.names = measures.labels(options)
        load_lexicon(options.lexicon)
        baseline.load(options.baseline)
        self.options, self.pair = options, options.pair

    def save(self) -> Path:
        """Write what was corrected or checked as `<name>.layers.csv` beside the article (see
        `LabelSheet.save`).

        Returns
        -------
        Path
            the file.

        Raises
        ------
        InputError
            where nothing was corrected, or somebody else has written the file in the meantime.
        """
        self.labels.check_saving()
        self._keep()
        return self.labels.save()

    def _keep(self) -> None:
        """Give the article a file that stays, before something is written next to it."""
        if self.incoming.is_unsaved(self.labels.article):
            self.labels.article = self.incoming.keep(self.labels.article)

    def report(self) -> Path:
        """Save the corrections, and write the report next to the article: `<name>.cutline.html`.

        It is the page that `cutline report` writes.

        Returns
        -------
        Path
            the page; of an article among several its number stands in the name.

        Raises
        ------
        InputError
            for a folder, and where the page cannot be written.
        """
        if self.labels.said != self.labels.saved:
            self.labels.check_saving()
        self._keep()
        article = self.labels.article
        only, name = None, bare_name(article)
        if self.labels.n_articles > 1:
            only = str(self.labels.record)
            name = f"{name}-{only}"
        elif not article.is_file():
            raise InputError(f"{article}: a report stands beside one file; give the name of a file")
        if self.labels.said != self.labels.saved:
            self.save()
        page = dossier.report(
            self.corpus,
            options=self.options,
            read_on=dossier.last_changed(article),
            file=article.name,
            only=only,
        )
        place = article.with_name(f"{name}.cutline.html")
        write_whole(place, page.html.encode())
        return place

    # ----------------------------------------------------------------- what follows from it

    @property
    def corpus(self) -> Corpus:
        """The article under the present labels."""
        return self._tables.corpus

    @property
    def table(self) -> pd.DataFrame:
        """`measures.findings` under the present labels."""
        if self._table is None:
            self._table = self._findings(self._tables)
        return self._table

    def moved(self) -> list[str]:
        """The verdicts that differ from those under the labels with which the article was opened, in
        sentences; first the codebook, if another one fits the body now.

        Returns
        -------
        list of str
            empty where no label has changed, or none on which a verdict depends.
        """
        if self._opened is self._tables:
            return []
        if self._table_opened is None:
            self._table_opened = self._findings(self._opened)
        codebooks = [tables.options.frames for tables in (self._opened, self._tables)]
        changed = (
            [f"The codebook is no longer {codebooks[0]}, but {self.codebook}."]
            if codebooks[0] != codebooks[1]
            else []
        )
        return changed + moved(self._table_opened, self.table, self.names, **self.pair)

    @property
    def codebook(self) -> str:
        """The codebook of the frames under the present labels; of one that was chosen by the body,
        how.
        """
        return self._tables.options.named("frames")

    def _findings(self, tables: figures.Tables) -> pd.DataFrame:
        hits = measures.all_hits(tables.corpus, tables.options)
        return measures.findings(tables.corpus, hits, tables.options)

    def _forget(self) -> None:
        self._tables = figures.Tables(self.labels.corpus, self.options)
        self._table = None

    # ----------------------------------------------------------------- what a notebook shows

    def layer_sizes(self) -> View:
        """Segments and words of each layer."""
        return self._view("layer sizes", lambda: of_table(self.corpus.layer_sizes()))

    def warnings(self) -> list[str]:
        """Why the article may not have been read whole, and how much of the codebook does not
        count.

        Returns
        -------
        list of str
            those of `completeness.warnings`, then those of `lexicons.notices`; mostly empty.
        """
        options = self._tables.options
        return completeness.warnings(self.corpus, self.labels.article.name) + notices(
            options.frames, options.lexicon
        )

    def answer(self) -> View:
        """What came out, in sentences, after what may be wrong with the article: the layers compared
        with each other, and with those of ordinary pages.
        """
        return self._view("answer", lambda: of_sentences([*self.warnings(), *self._answer()]))

    def _answer(self) -> list[str]:
        names = sentences.names_of(self.corpus)
        findings = sentences.findings(self.table, self.names, **self.pair, names=names)
        # A difference is among the findings.
        is_shown = (self.table["side"] != "").any()
        first = ordinary.answer if is_shown else sentences.answer
        opening = first(self.table, self.names, **self.pair)
        return [*([f"{opening}."] if opening else []), *findings]

    def changes(self) -> View:
        """The verdicts that the corrections have changed."""
        none = "No verdict has changed. Rates may have: see the table above."
        return self._view("changes", lambda: of_sentences(self.moved(), none))

    def verdicts(self) -> View:
        """The comparison as a table: every measure and category with its verdict."""
        return self._view("verdicts", self._verdicts)

    def _verdicts(self) -> Face:
        return of_shown(
            jupyter.verdicts_to_read(
                self.table, self.names, **self.pair, names=sentences.names_of(self.corpus)
            )
        )

    def limits(self) -> View:
        """What this comparison cannot show."""
        return self._view(
            "limits", lambda: of_sentences(sentences.limits(self.corpus, self.table, **self.pair))
        )

    @in_one_line
    def chart(self, name: str) -> View:
        """One of the published figures, by its name in `figures.FIGURES`.

        ValueError for another name.

        Parameters
        ----------
        name : str
            as "04-frames".

        Returns
        -------
        View
            follows the labels; showing the same figure again closes the view before it.

        Raises
        ------
        ValueError
            for a name that no figure has.
        """
        figures.chosen_figures([name])
        return self._view(name, lambda: self._picture(name))

    def _picture(self, name: str) -> Face:
        light = figures.picture(self._tables, name)
        return of_picture(*light, figures.dark_picture(self._tables, name))

    def _view(self, name: str, make: Callable[[], Face]) -> View:
        if name in self._views:
            self._views[name].close()  # its cell was run again
        self._views[name] = View(make)
        return self._views[name]

    def _repr_mimebundle_(self, **_kinds: object) -> dict[str, Any]:
        stored = of_table(self.corpus.blocks()).stored
        if ipywidgets() is None:
            return {
                **stored,
                "text/html": of_sentences(self.warnings(), _WITHOUT).live + stored["text/html"],
            }
        from analysis.desk.panel import Panel

        self._on_change.clear()
        panel = Panel(self)
        return panel.widget._repr_mimebundle_() | stored

    # ----------------------------------------------------------------- what is shown follows

    def on_change(self, told: Callable[[], None]) -> None:
        """Call a function whenever the article or a label is another, and once more when every view
        shows it.

        Parameters
        ----------
        told : function
            without arguments. In a notebook it is first called while views still show former labels: see
            `busy`.
        """
        self._on_change.append(told)

    @property
    def busy(self) -> bool:
        """True while views are drawn that show former labels."""
        return self._drawing is not None and not self._drawing.done()

    def _tell(self) -> None:
        self.problem = ""
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: there is nothing to wait for
            self._told()
            for view in list(self._views.values()):
                view.redraw()
            return
        self._drawing = loop.create_task(self._redraw())
        self._told()

    def _told(self) -> None:
        for told in self._on_change:
            told()

    async def _redraw(self) -> None:
        # One after the other, with pauses: a label that is corrected in the meantime ends this and
        # begins anew.
        try:
            for view in list(self._views.values()):
                await asyncio.sleep(_PAUSE)
                view.redraw()
        except (ValueError, OSError) as error:
            self.problem = " ".join(str(error).split())
        self._drawing = None
        self._told()
