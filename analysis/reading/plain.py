"""Plain text: its blocks, and the layer of each by rules on form, position, credits and site furniture.

No rule looks at what a block is about. A caption that was recognised by its subject could not be tested for its
subject; so the rules see lengths beside the neighbours, punctuation, capitals, closed-class words (articles,
auxiliaries, pronouns, conjunctions), credits, notices and the phrases of comment forms, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.corpus import Corpus

_BREAK = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:(?:\r\n|\r|\n)[^\S\r\n]*)+")
_LINE = re.compile(r"\r\n|\r|\n")

_FURNITURE = re.compile(
    r"""(?xi) ^\W* (?:
        leave\ a\ (?:reply|comment) | be\ the\ first\ to\ comment | post\ a\ comment | add\ a\ comment
      | (?:no|\d+)\ (?:comments?|replies|responses)\b | comments?\ (?:are\ closed|off|\(\d+\)) | (?:view|show|read)\ (?:all\ )?comments
      | your\ email\ address\ will\ not | required\ fields\ are | save\ my\ name | notify\ me\ of | (?:log|sign)\ in\ to
      | this\ site\ (?:uses|is\ protected) | learn\ how\ your\ comment | you\ must\ be\ logged
      | share\ (?:this|on|via|article|with)\b | (?:follow|like|find)\ us\b | follow\ @ | click\ (?:here|to)\b | tap\ here
      | subscribe\b | sign\ up\b | get\ (?:our|the)\ .{0,30}newsletter | newsletters?\b .{0,40}$ | support\ our\ journalism
      | related\ (?:articles?|stories|posts|topics|content|coverage)\b | (?:you\ may|you\ might)\ also\ like | recommended\ for
      | (?:read|see)\ (?:also|more|next)\b | also\ read\b | more\ (?:from|on|in|stories)\b .{0,40}$ | most\ (?:read|popular|viewed)\b
      | advertisement\b | sponsored\b | (?:story|article)\ continues\ below | skip\ to\b | print\ this\b | back\ to\ top
      | (?:tags?|topics|filed\ under|categories|posted\ in|source)\s*: | (?:previous|next)\ (?:post|article|story)\b
      | all\ rights\ reserved | terms\ of\ (?:use|service) | privacy\ policy | cookies?\ policy | we\ use\ cookies
      | copyright\b | \(c\)\ \d{4} | unauthori[sz]ed\ (?:use|reproduction) | (?:the\ )?views\ expressed
      | download\ (?:our|the)\ .{0,20}app\b | watch\ live\b | loading\b
    )"""
)
_NOTICE = re.compile(
    r"(?i)©|\ball rights reserved\b|\bstrictly prohibited\b|\bmay not be (?:published|reproduced|republished)\b"
)
_BYLINE = re.compile(
    r"""(?x) ^\W* (?: (?i:by|words\ by|written\ by|from\ our|posted\ by|author:)\s+[A-Z"'] | (?i:published|updated|posted|last\ (?:updated|modified))\b [\s:]
      | (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\W+)? (?:\d{1,2}\W+)? (?:January|February|March|April|May|June|July|August|September
        |October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.? \W+\d )"""
)
_AGENCY = r"(?:Getty(?:\ Images)?|Reuters|REUTERS|AFP|AP|EPA|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Bloomberg|PA\ Wire|handout|Handout|HANDOUT|courtesy|Courtesy|file\ photo|File\ photo|FILE|stock\ photo)"
_CREDIT = re.compile(
    rf"""(?x) ^\W* (?: (?i:photo(?:graph)?s?|images?|picture|credits?|pic|illustration|graphic|video)(?i:\s+(?:by|from|credit|courtesy|via))?\s*[:/©|]
      | (?i:(?:photo(?:graph)?s?|images?|illustration|graphic|video)\s+(?:by|courtesy)\b) | {_AGENCY}\W*$ | [^.!?]{{0,50}}[/|]\s*{_AGENCY} )"""
)
_CREDIT_END = re.compile(
    rf"""(?x) (?: [(\[] \s* (?i:photo|image|picture|credit|pic|file|source|courtesy|via|{_AGENCY}) [^()\[\]]{{0,80}} [)\]]
      | [(\[] [^()\[\]]{{0,60}} {_AGENCY} [^()\[\]]{{0,40}} [)\]]
      | (?i:(?:photo|image|picture)(?:\ credit|\ by|\ courtesy)?)\s*: [^.]{{0,60}} | [/|–—-]\s*{_AGENCY}[^.]{{0,30}} | ©\s*[^.]{{0,50}} ) \W*$"""
)
_CAPTION_WORD = re.compile(
    r"(?xi)^\W*(?: (?:(?:photo|image|picture|video|media)\s+)?caption\s*: | (?:pictured|above|below|left|right|inset|top|bottom)\s*[:,(]"
    r" | file\b\s*(?:photo|picture|image)?\s*[-–—:] | (?:a|this|an)\ (?:undated\ )?(?:file\ )?(?:photo|photograph|picture|image)\b )"
)
_POINTING = re.compile(
    r"(?xi)\(\s*(?:left|right|centre|center|l|r|c|top|bottom|front|back|rear|above|pictured|inset|middle|second|third|far)\b[^()]{0,30}\)"
    r"|\b(?:from\ left|left\ to\ right|(?:is|are)\ (?:seen|pictured|shown)|seen\ here|pictured\ (?:here|with|in|on|at|during))\b"
)
_ANAPHORA = re.compile(
    r"""(?xi) ^\W* (?: (?:this|that|these|those|it|he|she|they|his|her|hers|their|its|such|both|neither|either|another|others|one|some|many|most|few|all
        |we|our|i|my|you|your|there|here|who|what|when|where|why|how|which)(?:['’]\w+)?\b
      | (?:however|but|and|or|nor|yet|so|still|meanwhile|besides|moreover|furthermore|nevertheless|nonetheless|instead|otherwise|therefore|thus|hence
        |consequently|then|also|indeed|likewise|similarly|accordingly|though|although|because|since|if|unless|while|whereas|even|only|perhaps|maybe
        |finally|first|second|third|last|later|earlier|previously|now|today|once|not|no|yes|despite|for\ (?:one|example|instance|now)|in\ (?:other\ words
        |addition|fact|short|turn|return|exchange|contrast|response)|on\ the|as|at\ the|of\ course|to\ be\ sure|according\ to)\b )"""
)
_MODAL = re.compile(
    r"(?i)\b(?:will|would|shall|should|may|might|must|can(?:not)?|could|ought)\b|\b\w+['’]ll\b|\bwo?n['’]t\b"
)
_FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|am|has|have|had|does|do|did|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|hadn['’]t)\b|\b(?:it|he|she|that|there|they|we)['’](?:s|re|ve|d)\b"
)
_SAYS = re.compile(r"(?i)\b(?:said|says|told|asked|added|wrote|according\s+to)\b")
_QUOTE = re.compile(r"[“”«»\"]")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")
SMALL_WORDS = frozenset(
    "a an the and but or nor for so yet as at by from in into of off on onto out over per to up via with vs is are".split()
)
_OPENS_SUBHEADING = re.compile(
    r"(?i)^\W*(?:the|a|an|what|why|how|who|where|when|which|is|are|can|will|no|not|towards?|beyond|after|before|behind)\b"
)


class Features(NamedTuple):
    """What the rules see of a block: its form and its place, never its subject."""

    number: int  # place among the blocks
    last: int  # place of the last block
    n_words: int
    n_sentences: int
    stop: bool  # ends in terminal punctuation
    title_case: bool  # every word but the small ones has a capital
    shorter_than: float  # words, as a share of the shorter neighbouring paragraph
    between: bool  # stands between two longer paragraphs
    text: str


@dataclass(frozen=True)
class Rule:
    """One reason for a label, with the share of such blocks that it is expected to label rightly."""

    layer: str
    name: str
    confidence: float
    holds: Callable[[Features], object]


def _caption_sentence(block: Features) -> bool:
    return (
        block.between
        and block.stop
        and block.n_sentences == 1
        and 4 <= block.n_words <= 30
        and block.shorter_than <= 0.6
        and not (_ANAPHORA.search(block.text) or _MODAL.search(block.text))
        and not (_SAYS.search(block.text) or _QUOTE.search(block.text))
    )


def _caption_phrase(block: Features) -> bool:
    return (
        block.between
        and not block.stop
        and 3 <= block.n_words <= 40
        and block.shorter_than <= 0.8
        and not block.title_case
        and not (block.n_words <= 7 and _OPENS_SUBHEADING.search(block.text))
        and not block.text.rstrip().endswith((":", ",", ";"))
    )


# In order: the first rule that holds labels the block.
RULES = (
    Rule(
        "boilerplate",
        "rights notice",
        0.99,
        lambda b: b.number > 0 and _NOTICE.search(b.text) and not _CREDIT_END.search(b.text),
    ),
    Rule("boilerplate", "site furniture phrase", 0.95, lambda b: b.n_words <= 40 and _FURNITURE.search(b.text)),
    Rule(
        "headline",
        "first block, short, without a full stop",
        0.95,
        lambda b: (
            b.number == 0 < b.last and b.n_words <= 30 and b.n_sentences <= 2 and not b.text.rstrip().endswith(".")
        ),
    ),
    Rule(
        "headline",
        "first block, one short sentence before longer ones",
        0.75,
        lambda b: b.number == 0 < b.last and b.n_words <= 20 and b.n_sentences == 1 and b.shorter_than <= 0.5,
    ),
    Rule(
        "byline",
        "author or date line near the top",
        0.95,
        lambda b: b.number <= 4 and b.n_words <= 20 and not (b.stop and b.n_words > 8) and _BYLINE.search(b.text),
    ),
    Rule("credit", "nothing but a credit", 0.95, lambda b: b.n_words <= 12 and _CREDIT.search(b.text)),
    Rule("caption", "opens as a caption does", 0.97, lambda b: b.n_words <= 80 and _CAPTION_WORD.search(b.text)),
    Rule(
        "caption",
        "ends in a picture credit",
        0.95,
        lambda b: b.n_words <= 80 and b.n_sentences <= 4 and _CREDIT_END.search(b.text),
    ),
    Rule(
        "caption",
        "points into a picture",
        0.90,
        lambda b: b.n_words <= 60 and b.n_sentences <= 3 and _POINTING.search(b.text),
    ),
    Rule(
        "standfirst",
        "second block, one line without a full stop",
        0.70,
        lambda b: b.number == 1 < b.last and not b.stop and b.n_sentences == 1 and 6 <= b.n_words <= 50,
    ),
    Rule(
        "caption",
        "noun phrase without a finite verb between paragraphs",
        0.85,
        lambda b: _caption_phrase(b) and not _FINITE.search(b.text),
    ),
    Rule(
        "caption", "line without a full stop between paragraphs", 0.70, lambda b: _caption_phrase(b) and b.n_words >= 8
    ),
    Rule(
        "subheading",
        "short line without a full stop",
        0.80,
        lambda b: b.number < b.last and b.n_words <= 12 and not b.text.rstrip().endswith((".", "!", "…", ",", ";")),
    ),
    Rule("caption", "lone short sentence between longer paragraphs", 0.60, _caption_sentence),
    Rule("body", "paragraph", 0.90, lambda b: b.n_sentences > 1 or b.n_words > 40),
    Rule("body", "short paragraph", 0.75, lambda b: True),
)


def blocks(text: str) -> pd.DataFrame:
    """The blocks of a text: spans of one article, divided by blank lines, or by line where no line is blank."""
    spans = _spans(text, _BREAK)
    if len(spans) == 1:
        lines = _spans(text, _LINE)
        ended = [bool(_ENDS.search(text[start:end])) for start, end in lines[1:]]
        # Hard-wrapped prose breaks inside its sentences, a line a paragraph does not.
        if len(lines) > 1 and np.mean(ended) >= 0.5:
            spans = lines
    table = pd.DataFrame(spans, columns=["start", "end"])
    return table.assign(article=0, layer="body", rule="", confidence=np.nan)


def _spans(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    bounds = [0, *(edge for match in separator.finditer(text) for edge in match.span()), len(text)]
    spans = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        piece = text[start:end]
        if piece.strip():
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
    return spans


def label(corpus: Corpus) -> Corpus:
    """The corpus of one article under the rules: layer, rule and confidence of every block."""
    found = [next(rule for rule in RULES if rule.holds(block)) for block in _features(corpus)]
    found = _after_the_article(found)
    segments = corpus.segments.copy()
    segments["layer"] = pd.Categorical([rule.layer for rule in found], dtype=segments["layer"].dtype)
    segments["rule"] = [rule.name for rule in found]
    segments["confidence"] = [rule.confidence for rule in found]
    return replace(corpus, segments=segments)


def _after_the_article(found: list[Rule]) -> list[Rule]:
    """Where site furniture has begun at the foot and little follows it, the short rest belongs to it."""
    furniture = [number for number, rule in enumerate(found) if rule.layer == "boilerplate"]
    body = [number for number, rule in enumerate(found) if rule.name == "paragraph"]
    foot = [number for number in furniture if not body or number > body[-1]]
    if not foot:
        return found
    rest = Rule("boilerplate", "after site furniture at the foot", 0.80, lambda block: True)
    return [rest if number > foot[0] and rule.layer != "boilerplate" else rule for number, rule in enumerate(found)]


def _features(corpus: Corpus) -> list[Features]:
    texts = [corpus.text(segment) for segment in corpus.segments.index]
    n_words = corpus.segments["n_words"].to_numpy()
    n_sentences = corpus.sentences.groupby("segment").size().reindex(corpus.segments.index, fill_value=0).to_numpy()
    stop = [bool(_ENDS.search(text)) for text in texts]
    furniture = [
        bool(_FURNITURE.search(text) or (number and _NOTICE.search(text))) for number, text in enumerate(texts)
    ]
    paragraph = [
        ends and not odd and (sentences > 1 or words >= 25)
        for ends, odd, sentences, words in zip(stop, furniture, n_sentences, n_words, strict=True)
    ]
    rows = []
    for number, text in enumerate(texts):
        before = next((n_words[k] for k in range(number - 1, 0, -1) if paragraph[k]), 0)
        after = next((n_words[k] for k in range(number + 1, len(texts)) if paragraph[k] or furniture[k]), 0)
        closing = number + 1 < len(texts) and furniture[number + 1]
        neighbour = min((size for size in (before, after) if size), default=0)
        rows.append(
            Features(
                number=number,
                last=len(texts) - 1,
                n_words=int(n_words[number]),
                n_sentences=int(n_sentences[number]),
                stop=stop[number],
                title_case=_title_case(text),
                shorter_than=float(n_words[number] / neighbour) if neighbour else np.inf,
                between=bool(before and after and not closing),
                text=text,
            )
        )
    return rows


def _title_case(text: str) -> bool:
    words = [word.strip("\"'“”‘’(),:;?!.") for word in text.split()]
    telling = [word for word in words if word[:1].isalpha() and word.lower() not in SMALL_WORDS]
    return len(telling) > 1 and all(word[0].isupper() for word in telling)
