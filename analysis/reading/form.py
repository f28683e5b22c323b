"""What a block looks like: its form, its place and its neighbours as numbers, never its subject.

Every feature asks about length, punctuation, capitals, closed-class words, the calendar, credits, the phrases of
sites, or the blocks around. No open-class word is looked up, so a caption cannot be recognised by what it shows.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.reading.credits import PLATFORM

_MOST_KEPT = 100_000  # blocks of an article


class Asked:
    """A pattern that rules and features ask the same blocks for: what it found in the blocks of an article is kept.

    Of `needs`, in lower case, a block has to hold one: a block that holds none is not searched, which takes less time.
    """

    def __init__(self, pattern: str, needs: Sequence[str] = ()) -> None:
        self.pattern = pattern
        self.needs = tuple(needs)
        self._pattern = re.compile(pattern)
        self.search = functools.lru_cache(maxsize=_MOST_KEPT)(self._search if needs else self._pattern.search)

    def _search(self, text: str) -> re.Match[str] | None:
        lower = text.lower()
        for need in self.needs:
            if need in lower:
                return self._pattern.search(text)
        return None


def forget() -> None:
    """Let go of what was kept of the last article."""
    for asked in _EVERY:
        asked.search.cache_clear()
    title_case.cache_clear()


FURNITURE = Asked(
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
NOTICE = Asked(
    r"(?i)©|\ball rights reserved\b|\bstrictly prohibited\b|\bmay not be (?:published|reproduced|republished)\b",
    needs=("©", "rights reserved", "prohibited", "may not be"),
)
# What print puts around a page: its number alone, or beside the paper's name with a gap between, as text out of a PDF has it.
PAGE_NUMBER = re.compile(
    r"""(?xi) ^[-–—\s]* (?: (?:page|seite|página|pagina|p\.)\s*\d{1,4} | \d{1,3} ) (?:\s?(?:/|of|von|de|sur|di|van)\s?\d{1,4})? [-–—\s]*$
      | ^\S[^\n]{0,80}?(?:\ {3}|\t)\s*(?:page\s|seite\s|p\.\s?)?\d{1,4}$ | ^(?:page\s|seite\s|p\.\s?)?\d{1,4}(?:\ {3}|\t)[^\n]{1,80}$"""
)
BYLINE = re.compile(
    r"""(?x) ^\W* (?: (?i:by|words\ by|written\ by|from\ our|posted\ by|author:)\s+[A-Z"'] | (?i:published|updated|posted|last\ (?:updated|modified))\b [\s:]
      | (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\W+)? (?:\d{1,2}\W+)? (?:January|February|March|April|May|June|July|August|September
        |October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.? \W+\d )"""
)
AGENCY = r"(?:Getty(?:\ Images)?|Reuters|REUTERS|AFP|AP|EPA|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Bloomberg|PA\ Wire|handout|Handout|HANDOUT|courtesy|Courtesy|file\ photo|File\ photo|FILE|stock\ photo)"
CREDIT = Asked(
    rf"""(?x) ^\W* (?: (?i:photo(?:graph)?s?|images?|picture|credits?|pic|illustration|graphic|video)(?i:\s+(?:by|from|credit|courtesy|via))?\s*[:/©|]
      | (?i:(?:photo(?:graph)?s?|images?|illustration|graphic|video)\s+(?:by|courtesy)\b) | {AGENCY}\W*$ | [^.!?]{{0,50}}[/|]\s*(?:{AGENCY}|{PLATFORM})
      | Credits?(?:\.{{3}}|…) | (?i:fotos?|bild|quelle|cr[ée]dit[os]?(?:\ photos?)?)\s?:\s?[A-Z] )"""
)
_NAME = r"(?:[A-Z][\w.’'-]*(?:\s+(?:(?:for|of|at)\s+)?(?:the\s+)?[A-Z&][\w.’'-]*){1,5})"
CREDIT_END = Asked(
    rf"""(?x) (?: [(\[] \s* (?i:photo|image|picture|credit|pic|file|courtesy|via|{AGENCY})\b [^()\[\]]{{0,80}} [)\]]
      | \( [^()\[\]]{{0,60}} \b{AGENCY}\b [^()\[\]]{{0,40}} \) | \( {_NAME} \s*/\s* [A-Z][^()/]{{1,50}} \) | \( [A-Z]{{2,}}/[A-Z][^()/]{{1,40}} \)
      | [.!?”"] \s* \( {_NAME} \) | \b(?:AP|EPA|AFP|REUTERS|Getty)\s(?:Photo|Images?)\b [^.]{{0,40}}
      | (?i:\b(?:photo(?:graph)?s?|image|picture|video|audio)(?:\ credit|\ by|\ courtesy)?)\s*: [^.]{{0,60}} | [/|–—-]\s*{AGENCY}\b[^.]{{0,30}} | [.!?”"]\s{_NAME}?[A-Z]{{0,10}}\s?/\s?{PLATFORM}
      | \bCredits?(?:\.{{3}}|…)\s?[A-Z][^.]{{2,60}} | [.!?”"]\s(?i:fotos?|bild|cr[ée]dit[os]?(?:\ photos?)?|screenshot|beeld)\s?:\s?[A-Z][^.]{{2,60}} | \((?i:supplied|handout|contributed|submitted|provided)(?:\ by\ [^()]{{2,40}})?\) | (?!^)©\s*[^.]{{0,50}}
      | \b(?:Photo|Image|Picture|Illustration|Graphic|Credit)s?\ (?:by|via|courtesy\ of)\ [A-Z][^.!?]{{2,60}} ) \W*$""",
    needs=(*"([:/|–—-©…", "...", "ap", "epa", "afp", "reuters", "getty", " by ", " via ", "courtesy of"),
)
CAPTION_WORD = Asked(
    r"(?xi)^\W*(?: (?:(?:photo|image|picture|video|media)\s*)?caption\s*[:,] | (?:photo|image|picture|media)\s?caption | enlarge\s*/\s*\w"
    r" | (?:pictured|left|right|inset|top|bottom)\s*[:,(] | (?:above|below)\s*[:(] | file\b\s*(?:(?:photo|picture|image)\s*)?[-–—:]"
    r" | (?:a|this|an)\ (?:undated\ )?(?:file\ )?(?:photo|photograph|picture|image)\b )  |  (?:\[\+\] | \b(?:hide|toggle)\ caption) \W{0,20}$",
    needs=(*":,(/[-–—", "photo", "picture", "image", "caption"),
)
POINTING = Asked(
    r"(?xi)\(\s*(?:left|right|centre|center|top|bottom|front|back|rear|above|pictured|inset|middle|second|third|far)\b[^()]{0,30}\)"
    r"|\((?:[lrc]|l\s?[-–]\s?r)\)|\b(?:from\ left|left\ to\ right)\b|\b(?:seen|pictured)\ here\b|\b(?:is|are)\ pictured\b|\bpictured\ (?:with|in|on|at|during)\b",
    needs=("(", "left", "here", "pictured"),
)
ANAPHORA = re.compile(
    r"""(?xi) ^\W* (?: (?:this|that|these|those|it|he|she|they|his|her|hers|their|its|such|both|neither|either|another|others|one|some|many|most|few|all
        |we|our|i|my|you|your|there|here|who|what|when|where|why|how|which)(?:['’]\w+)?\b
      | (?:however|but|and|or|nor|yet|so|still|meanwhile|besides|moreover|furthermore|nevertheless|nonetheless|instead|otherwise|therefore|thus|hence
        |consequently|then|also|indeed|likewise|similarly|accordingly|though|although|because|since|if|unless|while|whereas|even|only|perhaps|maybe
        |finally|first|second|third|last|later|earlier|previously|now|today|once|not|no|yes|despite|for\ (?:one|example|instance|now)|in\ (?:other\ words
        |addition|fact|short|turn|return|exchange|contrast|response)|on\ the|as|at\ the|of\ course|to\ be\ sure|according\ to)\b )"""
)
MODAL = Asked(r"(?i)\b(?:will|would|shall|should|may|might|must|can(?:not)?|could|ought)\b|\b\w+['’]ll\b|\bwo?n['’]t\b")
FINITE = Asked(
    r"(?i)\b(?:is|are|was|were|am|has|have|had|does|do|did|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|hadn['’]t)\b|\b(?:it|he|she|that|there|they|we)['’](?:s|re|ve|d)\b"
)
SAYS = re.compile(r"(?i)\b(?:said|says|told|asked|added|wrote|according\s+to)\b")
QUOTE = re.compile(r"[“”«»\"]")
ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")
SMALL_WORDS = frozenset(
    "a an the and but or nor for so yet as at by from in into of off on onto out over per to up via with vs is are".split()
)
_IN_NAMES = frozenset("the of for at via".split())
OPENS_SUBHEADING = re.compile(
    r"(?i)^\W*(?:the|a|an|what|why|how|who|where|when|which|is|are|can|will|no|not|towards?|beyond|after|before|behind)\b"
)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DATE = re.compile(rf"\b{_MONTH},?\s+\d|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|\b(?:in|from|since)\s+(?:19|20)\d\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ARTICLE = re.compile(r"(?i)^\W*(?:a|an|the)\b")
_OPENS_NAME = re.compile(r"^\W*[A-Z]\S*\s+[A-Z]\S*\s+\S")
SPEAKERS = Asked(r"(?i)\b(?:i|me|my|we|us|our|ours|you|your|yours)\b")
_PICTURE = re.compile(
    r"(?i)\b(?:photo(?:graph(?:s|er)?)?s?|images?|pictures?|pictured|illustration|video|graphic|gallery|courtesy|credit|file"
    r"|screenshot|caption|getty|handout)\b"
)
_AGENCY = re.compile(rf"\b{AGENCY}\b")
# The first words of their names: only a block that holds one of these can name an agency.
_AGENCY_OPENS = re.compile(rf"\b{re.sub(chr(92) * 2 + r' [A-Za-z]+', '', AGENCY)}\b")
_LOOKING = re.compile(r"(?i)\b(?:left|right|seen|pictured|shown|centre|center|above|below|here)\b")
_LIST = re.compile(r"^\W*(?:\d+[.):]|[•*·–—-]\s)")
# A line that belongs to a picture and says nothing of it: "Image caption", "Enlarge", "3 of 12", "Image:".
_MARKER = re.compile(
    r"(?xi)^\W*(?: (?:(?:photo|image|picture|video|media)\s*)?caption\W* | (?:image|photo|picture|enlarge|credit|video)\s*[:,/]?"
    r" | (?:(?:image|photo)\s*)?\d+\s*(?:of|/)[\s/]*\d+ | \d+\s+(?:images?|photos) | open\ this\ photo.*"
    r" | (?:image|photo|picture)\s+(?:copyright|source|credit).* | (?:click\ to\ )?(?:enlarge|expand).{0,20}"
    r" | (?:view|open)\ (?:image|photo).{0,30} | media\ playback.* )$"
)
_SAYS_CAPTION = re.compile(
    r"(?i)^\W*(?:(?:photo|image|picture|video|media)\s*caption|image|photo|picture)\s*(?:[:,]\s*)?$"
)
_GLUED = re.compile(r"[\w\"”’)][.!?][A-Z][^.!?]{2,60}$")  # "… in the harbour.Jane Doe"
_OPENS_CREDIT = re.compile(r"^\s*©(?!\d)(?!.*(?i:rights|reserved|permission)).{12,}")

_EVERY = [value for value in globals().values() if isinstance(value, Asked)]

# Every feature: the reason it gives where it is high, and where it is low (empty: absence is no reason to name).
FEATURES: Mapping[str, tuple[str, str]] = {
    "words": ("long", "short"),
    "words_squared": ("of unusual length", "of a sentence's length"),
    "tiny": ("three words or fewer", ""),
    "long": ("a long paragraph", ""),
    "one_sentence": ("one sentence", "several sentences"),
    "sentences": ("several sentences", "one sentence"),
    "stop": ("ends in a full stop", "no full stop"),
    "question": ("ends in a question mark", ""),
    "title_case": ("title case", "not in title case"),
    "capitals": ("many capitals", "few capitals"),
    "opens_quote": ("opens with a quotation", ""),
    "listed": ("opens as a list item", ""),
    "anaphora": ("opens by pointing back", "does not point back"),
    "article": ("opens with an article", ""),
    "quote": ("holds a quotation", "no quotation"),
    "says": ("reports speech", "reports no speech"),
    "modal": ("holds a modal verb", "no modal verb"),
    "finite": ("holds an auxiliary verb", "no auxiliary verb"),
    "speakers": ("says I, we or you", ""),
    "commas": ("many commas", "few commas"),
    "digits": ("holds digits", ""),
    "date": ("gives a date", "no date"),
    "year": ("names a year", ""),
    "furniture": ("a phrase of the site", ""),
    "byline": ("opens as a byline does", ""),
    "credit": ("nothing but a credit", ""),
    "credit_end": ("ends in a picture credit", "no picture credit"),
    "caption_word": ("opens as a caption does", ""),
    "pointing": ("points into a picture", ""),
    "looking": ("says where to look", ""),
    "picture": ("names a picture or its credit", "names no picture"),
    "agency": ("names a picture agency", ""),
    "slash": ("a slash, as in credits", ""),
    "in_brackets": ("all in brackets", ""),
    "repeated": ("stands more than once", ""),
    "glued": ("a name glued to its last sentence", ""),
    "marker": ("a picture's marker", ""),
    "phrase": ("a phrase without a verb between paragraphs", ""),
    "relative": ("long for this article", "short for this article"),
    "relative_stop": ("a sentence long for this article", "a sentence short for this article"),
    "oddly_short": ("a short sentence where they are rare", ""),
    "oddly_between": ("a short sentence between paragraphs where they are rare", ""),
    "after_marker": ("after a picture's marker", ""),
    "before_credit": ("before a credit", "no credit follows"),
    "credit_by_prose": ("a credit beside a sentence", ""),
    "credit_by_scraps": ("a credit among scraps of lines", ""),
    "before_name": ("before a name and a paragraph", ""),
    "before_repeated_name": ("before a name that returns", ""),
    "repeated_name": ("a name that returns", ""),
    "before_prose": ("before a sentence", "no sentence follows"),
    "after_prose": ("after a sentence", "after no sentence"),
    "before_scrap": ("before a scrap of a line", ""),
    "before_paragraph": ("before a paragraph", "no paragraph follows"),
    "before_text": ("above the text", ""),
    "just_above": ("just above the text", ""),
    "first": ("the first block", ""),
    "second": ("the second block", ""),
    "under_byline": ("under the byline", ""),
    "over_byline": ("over the byline", ""),
    "phrase_between": ("no full stop, between paragraphs", ""),
    "opens_name": ("opens with a name", ""),
    "run": ("in a run of short lines", ""),
    "scraps": ("among scraps of lines", "no scraps of lines around"),
    "prose": ("the article is mostly prose", "little of the text is prose"),
}


class Lines(NamedTuple):
    """What is known of all blocks before any of them is looked at beside its neighbours."""

    furniture: np.ndarray
    credit: np.ndarray
    crediting: np.ndarray
    marker: np.ndarray
    byline: np.ndarray
    name: np.ndarray
    repeated: np.ndarray
    prose: np.ndarray
    paragraph: np.ndarray
    solid: np.ndarray
    scrap: np.ndarray
    run: np.ndarray


def features(texts: Sequence[str], n_words: np.ndarray, n_sentences: np.ndarray, phrase: np.ndarray) -> np.ndarray:
    """The features of every block of an article, one row per block, columns as in `FEATURES`.

    Parameters
    ----------
    texts : sequence of str
        the blocks in reading order.
    n_words, n_sentences : array of int
        the size of each block.
    phrase : array of bool
        whether the block is a phrase without a verb between longer paragraphs.
    """
    words, sentences = n_words.astype(float), n_sentences.astype(float)
    blocks = _Blocks(texts)
    stop = blocks.of_which(ENDS.search)
    lines = _lines(blocks, words, sentences, stop)
    typical, spread, share_short = _habit(words, lines)
    paragraphs = np.flatnonzero(lines.paragraph)
    first = paragraphs[0] if len(paragraphs) else 0
    share_prose = float(np.mean(lines.prose))
    number = np.arange(len(texts))
    above, one = number < first, sentences <= 1
    before, after, after_next = (_Beside.of(lines, offset) for offset in (-1, 1, 2))
    relative = np.clip((np.log(np.maximum(words, 1)) - typical) / spread, -4, 2)
    short = (words <= 60) & (sentences <= 3) & (words >= 4)
    columns = {
        **_own(blocks, words, sentences, stop),
        "furniture": lines.furniture,
        "byline": lines.byline,
        "credit": lines.credit,
        "caption_word": blocks.of_which(CAPTION_WORD.search) | _beside(blocks.of_which(_SAYS_CAPTION.search), -1),
        "repeated": lines.repeated,
        "marker": lines.marker,
        "phrase": phrase,
        "relative": relative,
        "relative_stop": relative * stop,
        "oddly_short": (1 - share_short) * (words <= 25) * stop,
        "oddly_between": (1 - share_short) * ((words <= 25) & one) * stop * before.solid * after.solid,
        "after_marker": before.marker,
        "before_credit": after.crediting,
        "credit_by_prose": lines.crediting & after.prose,
        "credit_by_scraps": lines.crediting & before.scrap & after.scrap,
        "before_name": short & after.name & after_next.solid,
        "before_repeated_name": (words >= 4) & after.name & after.repeated,
        "repeated_name": lines.name & lines.repeated,
        "before_prose": after.prose,
        "after_prose": before.prose,
        "before_scrap": after.scrap,
        "before_paragraph": after.paragraph,
        "before_text": above,
        "just_above": above & (number >= first - 3),
        "first": number == 0,
        "second": number == 1,
        "under_byline": above & (words >= 6) & _any_of(lines.byline, (-1, -2, -3)),
        "over_byline": above & (words >= 6) & _any_of(lines.byline, (1, 2, 3)),
        "phrase_between": (words >= 5) & ~stop & before.solid & after.solid,
        "run": np.log1p(lines.run),
        "scraps": _share_around(lines.scrap, 4),
        "prose": np.full(len(texts), share_prose),
    }
    return np.column_stack([np.asarray(columns[name], dtype=float) for name in FEATURES])


class _Blocks:
    """The texts of an article's blocks, of which each distinct one is looked at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        self.number = np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)
        self.distinct = list(numbers)

    def each(self, measured: Callable[[str], float]) -> np.ndarray:
        """A number of each block."""
        return np.array([measured(text) for text in self.distinct])[self.number]

    def of_which(self, holds: Callable[[str], object], among: np.ndarray | None = None) -> np.ndarray:
        """True for each block of which something holds; of those alone that are `among`, where this is given."""
        held = np.zeros(len(self.distinct), dtype=bool)
        asked = range(len(held)) if among is None else np.unique(self.number[among]).tolist()
        held[[number for number in asked if holds(self.distinct[number])]] = True
        return held[self.number] if among is None else held[self.number] & among

    def with_word(self, holds: Callable[[str], object]) -> np.ndarray:
        """True for each block with a word of which something holds: as `of_which`, for a pattern without white space."""
        words, word, owner = self._tokens
        held = np.array([bool(holds(token)) for token in words], dtype=bool)
        return np.bincount(owner[held[word]], minlength=len(self.distinct))[self.number] > 0

    @functools.cached_property
    def _tokens(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        """The distinct words between white space, and of every word its number and that of its distinct text."""
        numbers: dict[str, int] = {}
        words = [text.split() for text in self.distinct]
        word = [numbers.setdefault(token, len(numbers)) for tokens in words for token in tokens]
        owner = np.repeat(np.arange(len(words)), [len(tokens) for tokens in words])
        return list(numbers), np.array(word, dtype=np.int64), owner


def _own(blocks: _Blocks, words: np.ndarray, sentences: np.ndarray, stop: np.ndarray) -> dict[str, np.ndarray]:
    """What a block shows without its neighbours."""
    log = np.log(np.maximum(words, 1))
    caption_sized = words <= 80
    of_which, with_word = blocks.of_which, blocks.with_word
    pointing_back = of_which(ANAPHORA.search)
    commas = blocks.each(lambda text: text.count(","))
    digits = of_which(lambda text: any(map(str.isdigit, text)))
    return {
        "words": log - 3,
        "words_squared": (log - 3) ** 2,
        "tiny": words <= 3,
        "long": np.maximum(log - np.log(45), 0),
        "one_sentence": sentences <= 1,
        "sentences": np.minimum(sentences, 4) - 1,
        "stop": stop,
        "question": of_which(lambda text: text.rstrip().endswith("?")),
        "title_case": of_which(title_case),
        "capitals": blocks.each(lambda text: _capitals(" ".join(text.split()[1:]))),
        "opens_quote": of_which(lambda text: text[:1] in "\"'“‘«"),
        "listed": of_which(_LIST.search),
        "anaphora": pointing_back,
        "article": of_which(_ARTICLE.search),
        "opens_name": of_which(_OPENS_NAME.search) & ~pointing_back,
        "quote": with_word(QUOTE.search),
        "says": of_which(SAYS.search),
        "modal": with_word(MODAL.search),
        "finite": with_word(FINITE.search),
        "speakers": with_word(SPEAKERS.search),
        "commas": 5 * np.minimum(commas / np.maximum(words, 1), 0.2),
        "digits": digits,
        "date": of_which(_DATE.search, digits),
        "year": of_which(_YEAR.search, digits),
        "credit_end": of_which(CREDIT_END.search, caption_sized) & ~of_which(CREDIT.search, words <= 12),
        "pointing": of_which(POINTING.search),
        "looking": with_word(_LOOKING.search),
        "picture": caption_sized & with_word(_PICTURE.search),
        "agency": of_which(_AGENCY.search, caption_sized & with_word(_AGENCY_OPENS.search)),
        "slash": of_which(lambda text: "/" in text, words < 15),
        "in_brackets": of_which(lambda text: text[:1] == "(" and text.rstrip().endswith(")")),
        "glued": of_which(_GLUED.search),
    }


def _lines(blocks: _Blocks, words: np.ndarray, sentences: np.ndarray, stop: np.ndarray) -> Lines:
    of_which = blocks.of_which
    furniture = of_which(site_phrase)
    credit = of_which(CREDIT.search, words <= 12)
    marker = of_which(_MARKER.search)
    name = of_which(_names, (words >= 1) & (words <= 9)) & ~marker
    short = words <= 14
    agency = of_which(_AGENCY.search, short & blocks.with_word(_AGENCY_OPENS.search))
    picture = agency | (short & blocks.with_word(_PICTURE.search)) | of_which(CREDIT_END.search, short & ~agency)
    plain = [" ".join(text.split()).lower() for text in blocks.distinct]
    times = np.bincount(blocks.number, minlength=len(plain)).tolist()
    counts: Counter[str] = Counter()
    for text, n in zip(plain, times, strict=True):
        counts[text] += n
    prose = stop & ~furniture & ~credit & (words >= 8)
    return Lines(
        furniture=furniture,
        credit=credit,
        crediting=credit | picture | of_which(lambda text: text[:1] == "(" or "/" in text or "|" in text, name),
        marker=marker,
        byline=of_which(BYLINE.search, words <= 20),
        name=name,
        repeated=np.array([counts[text] > 1 for text in plain], dtype=bool)[blocks.number],
        prose=prose,
        paragraph=prose & ((sentences > 1) & (words >= 12) | (words >= 25)),
        solid=prose & ((sentences > 1) | (words >= 20)),
        scrap=~stop & (words < 12),
        run=_runs(~stop & (words < 10)),
    )


def _runs(holds: np.ndarray) -> np.ndarray:
    """How many blocks in a row each block stands among; 0 where it is none of them."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    lengths = np.zeros(len(holds), dtype=int)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        lengths[begin:end] = end - begin
    return lengths


class _Beside(NamedTuple):
    """What is known of the neighbours of all blocks at one distance; nothing is true of one that is not there."""

    crediting: np.ndarray
    marker: np.ndarray
    name: np.ndarray
    repeated: np.ndarray
    prose: np.ndarray
    paragraph: np.ndarray
    solid: np.ndarray
    scrap: np.ndarray

    @classmethod
    def of(cls, lines: Lines, offset: int) -> _Beside:
        """The neighbours that stand `offset` blocks further on."""
        return cls(*(_beside(getattr(lines, name), offset) for name in cls._fields))


def _beside(holds: np.ndarray, offset: int) -> np.ndarray:
    """What holds of the block `offset` further on, for each block; False beyond the ends."""
    shifted = np.zeros(len(holds), dtype=bool)
    if offset < 0:
        shifted[-offset:] = holds[:offset]
    else:
        shifted[: max(len(holds) - offset, 0)] = holds[offset:]
    return shifted


def _any_of(holds: np.ndarray, offsets: Sequence[int]) -> np.ndarray:
    return np.any([_beside(holds, offset) for offset in offsets], axis=0)


def _share_around(holds: np.ndarray, reach: int) -> np.ndarray:
    """The share of the blocks up to `reach` before and behind each block of which something holds; 0 for a lone block."""
    offsets = [offset for offset in range(-reach, reach + 1) if offset]
    n = sum(_beside(np.ones(len(holds), dtype=bool), offset).astype(int) for offset in offsets)
    return sum(_beside(holds, offset).astype(int) for offset in offsets) / np.maximum(n, 1)


def _habit(words: np.ndarray, lines: Lines) -> tuple[float, float, float]:
    """The article's own habit: log words of its median paragraph, their spread, the share of short sentences."""
    logs = np.log(np.maximum(words, 1))
    typical = float(np.median(logs[lines.paragraph])) if lines.paragraph.any() else float(np.log(40))
    spread = max(float(np.std(logs[lines.prose])), 0.25) if lines.prose.sum() > 2 else 0.5
    share_short = float(np.mean(words[lines.prose] <= 25)) if lines.prose.any() else 0.5
    return typical, spread, share_short


def site_phrase(text: str) -> bool:
    """True for a phrase of the site or a notice, unless a picture's credit explains it."""
    found = FURNITURE.search(text) or NOTICE.search(text)
    return bool(found) and not CREDIT_END.search(text) and not _OPENS_CREDIT.search(text)


def _names(text: str) -> bool:
    """A line that may be a name: mostly capitals, or in brackets, and no sentence."""
    if re.search(r"[.!?:,]$|:\s", text.rstrip()) or set(text.lower().split()) & (SMALL_WORDS - _IN_NAMES):
        return False
    return (text.lstrip(" (")[:1].isupper() and _capitals(text) >= 0.6) or text[:1] == "(" or "/" in text


@functools.lru_cache(maxsize=_MOST_KEPT)
def _capital(word: str) -> bool | None:
    """Whether a word opens with a capital; None of a small word and of one that opens with no letter."""
    bare = word.strip("\"'“”‘’(),:;?!.")
    return bare[0].isupper() if bare[:1].isalpha() and bare.lower() not in SMALL_WORDS else None


def _capitals(text: str) -> float:
    """The share of words with a capital, small words left out."""
    capitals = [_capital(word) for word in text.replace("/", " ").replace("|", " ").split()]
    n_telling = len(capitals) - capitals.count(None)
    return capitals.count(True) / n_telling if n_telling else 0.0


@functools.lru_cache(maxsize=_MOST_KEPT)
def title_case(text: str) -> bool:
    """True where every word but the small ones has a capital."""
    capitals = [_capital(word) for word in text.split()]
    return capitals.count(True) > 1 and False not in capitals
