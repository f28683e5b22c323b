"""The annotated article: one self-contained page that shows every block in the colour of its layer."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from analysis.corpus import LAYERS, Corpus

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def page(corpus: Corpus) -> str:
    """An HTML page of one article: its blocks in their order, each with its layer, and on hover or focus the rule behind it.

    The page needs nothing else and loads nothing; it holds no script, and all that comes from the article is data.

    Raises
    ------
    ValueError
        for a corpus of several articles.

    Examples
    --------
    >>> from analysis import read_text
    >>> "&lt;b&gt;" in page(read_text("A <b>plan</b>. It works."))
    True
    """
    if len(corpus.articles) != 1:
        raise ValueError(f"a corpus of {len(corpus.articles)} articles; show one at a time, as corpus.article(0)")
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    from analysis.charts import LAYER_LOOKS

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    looks = {layer: LAYER_LOOKS[layer] for layer in LAYERS}
    # The policy names the style by its hash, so the one style of the page is the only one that a browser applies.
    style = environment.get_template("annotated.css").render(looks=looks)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    sizes = corpus.layer_sizes()
    return environment.get_template("annotated.html").render(
        article=corpus.articles.iloc[0].to_dict(),
        blocks=[
            {"number": number, "layer": str(row["layer"]), "rule": row["rule"], "confidence": row["confidence"],
             "n_words": row["n_words"], "place": row["source_path"], "text": _readable(corpus.text(number))}
            for number, row in zip(corpus.segments.index, corpus.segments.to_dict("records"), strict=True)
        ],
        legend=[(str(layer), int(row["segments"]), int(row["words"])) for layer, row in sizes.iterrows()],
        style=Markup(style),
        style_hash=digest,
    )  # fmt: skip


def _readable(text: str) -> str:
    """Zeros and other control characters, which HTML cannot hold, as the sign for an unreadable character."""
    return "".join(char if (char >= " " and char != "\x7f") or char in "\n\r\t" else "\ufffd" for char in text)
