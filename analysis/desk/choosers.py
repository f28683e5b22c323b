"""Choosers: fields of the panel in which a person chooses a list or hands in an article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from analysis.desk.incoming import MOST_UPLOADED

_OWN = "a file of your own …"
_ACCEPTED = (
    ".html,.htm,.mhtml,.txt,.md,.pdf,.docx,.odt,.rtf,.eml,.csv,.jsonl,.json,.xml,.warc,.zip,.gz"
)


class ListChooser:
    """One of the shipped lists, or the path of one's own in a field that appears when it is asked for.

    Parameters
    ----------
    description : str
        what is chosen.
    shipped : mapping of str to str
        what is shown of each list → its name.
    use : function
        takes the name or the path that a person has chosen.
    field : dict
        the looks of a field.

    Attributes
    ----------
    widget : ipywidgets.VBox
        both fields.
    """

    def __init__(
        self,
        description: str,
        shipped: Mapping[str, str],
        use: Callable[[str], None],
        field: dict[str, Any],
    ) -> None:
        self._use, self._showing = use, False
        self.shipped = widgets.Dropdown(
            description=description, options=[*shipped.items(), (_OWN, None)], **field
        )
        self.own = widgets.Text(
            description="Its path",
            placeholder=f"the file of your {description.lower()}",
            continuous_update=False,
            **field,
        )
        self.widget = widgets.VBox([self.shipped, self.own])
        self.shipped.observe(lambda change: self._choose(change["new"]), "value")
        self.own.observe(lambda change: self._write(change["new"]), "value")

    def show(self, chosen: str) -> None:
        """Show what is in use: a shipped list or a path."""
        names = [name for _, name in self.shipped.options]
        self._showing = True
        try:
            self.shipped.value = chosen if chosen in names else None
            self.own.value = "" if chosen in names else chosen
            self._show_own()
        finally:
            self._showing = False

    def _show_own(self) -> None:
        self.own.layout.display = "none" if self.shipped.value else ""

    def _choose(self, name: str | None) -> None:
        self._show_own()
        if name and not self._showing:
            self._use(name)

    def _write(self, path: str) -> None:
        path = path.strip().strip('"')  # Windows copies a path in quotation marks
        if path and not self._showing:
            self._use(path)


class ArticleIntake:
    """A button to upload a file, and a field to paste a text.

    Parameters
    ----------
    take : function
        takes the content, and the name of the file (empty for a pasted text).
    field : dict
        the looks of a field.

    Attributes
    ----------
    widget : ipywidgets.VBox
        all of it.
    """

    def __init__(self, take: Callable[[bytes, str], None], field: dict[str, Any]) -> None:
        self._take = take
        self.upload = widgets.FileUpload(
            description="Upload a file",
            accept=_ACCEPTED,
            multiple=False,
            tooltip="Upload a saved page or another article",
            layout=widgets.Layout(width="auto", min_width="9rem"),
        )
        hint = widgets.HTML(
            f'<div style="line-height: 1.3">at most {MOST_UPLOADED}; of a larger file write the path</div>'
        )
        self.text = widgets.Textarea(
            description="or its text",
            placeholder="paste it, with blank lines between headline, captions and paragraphs",
            rows=3,
            **field,
        )
        self.paste = widgets.Button(
            description="Use this text", layout=widgets.Layout(width="auto", min_width="9rem")
        )
        self.upload.observe(lambda change: self._uploaded(change["new"]), "value")
        self.paste.on_click(lambda _: self._take(self.text.value.encode(errors="replace"), ""))
        self.widget = widgets.VBox(
            [_behind_labels([self.upload, hint]), self.text, _behind_labels([self.paste])]
        )

    def clear(self) -> None:
        """Take the pasted text away, once it is the article."""
        self.text.value = ""

    def _uploaded(self, files: Sequence[Mapping[str, Any]]) -> None:
        if files:
            name, content = str(files[0]["name"]), bytes(files[0]["content"])
            self.upload.value = ()  # the same file can be chosen again
            self._take(content, name or "a file")


def _behind_labels(controls: list[Any]) -> widgets.HBox:
    """A row that begins where the fields begin, on a wide screen and on a phone."""
    return widgets.HBox(
        controls,
        layout=widgets.Layout(
            flex_flow="row wrap",
            align_items="center",
            margin="0 0 0 calc(7rem + 8px)",
            min_width="0",
        ),
    )
