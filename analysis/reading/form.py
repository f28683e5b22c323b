"""What a block looks like: its form, its place and its neighbours as numbers, never its subject.

Every feature asks about length, punctuation, capitals, closed-class words, endings of tense, the
calendar, credits, the phrases of sites, or the blocks around. No open-class word is looked up, so a
caption cannot be recognised by what it shows.

A text of 400 words has few that any pattern is about. What holds of one word is asked of every
distinct word of a batch, most of them together; what holds of several words is asked only of the
blocks with a word that calls for it. A search of every block says the same and is the tests' way.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.reading.blocks import (
    KNOWN_MARKS,
    OTHER_SIGNS,
    BlockColumn,
    Blocks,
    in_arrow,
    strings_with,
    written_for_arrow,
)
from analysis.reading.credits import MAY_BE_ALONE, OF_CREDITED, PLATFORM, has_credit, is_credit

_MOST_KEPT = 2**15  # words of which the forms are kept from text to text
_FEW = 2000  # words that are sooner asked one by one than sieved together

FURNITURE = re.compile(r"""(?xi) ^\W* (?:
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
    )""")
NOTICE = re.compile(
    r"(?i)©|\ball rights reserved\b|\bstrictly prohibited\b|\bmay not be"
    r" (?:published|reproduced|republished)\b"
)
# What print puts around a page: its number alone, or beside the paper's name with a gap between, as
# text out of a PDF has it.
PAGE_NUMBER = re.compile(
    r"""(?xi) ^[-–—\s]* (?: (?:page|seite|página|pagina|p\.)\s*\d{1,4} | \d{1,3} ) (?:\s?(?:/|of|von|de|sur|di|van)\s?\d{1,4})? [-–—\s]*$
      | ^\S[^\n]{0,80}?(?:\ {3}|\t)\s*(?:page\s|seite\s|p\.\s?)?\d{1,4}$ | ^(?:page\s|seite\s|p\.\s?)?\d{1,4}(?:\ {3}|\t)[^\n]{1,80}$"""
)
_OPENS_PAGE_NUMBER = re.compile(r"(?i)^(?:\d|page|seite|p\.)")
_ENDS_PAGE_NUMBER = re.compile(r"\d[-–—]*$|^[-–—]+$")
BYLINE = re.compile(
    r"""(?x) ^\W* (?: (?i:by|words\ by|written\ by|from\ our|posted\ by|author:)\s+[A-Z"'] | (?i:published|updated|posted|last\ (?:updated|modified))\b [\s:]
      | (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\W+)? (?:\d{1,2}\W+)? (?:January|February|March|April|May|June|July|August|September
        |October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.? \W+\d )"""
)
_AGENCIES = r"(?:Getty(?:\ Images)?|Reuters|REUTERS|AFP|AP|EPA|Shutterstock|iStock|Alamy|Flickr|Wikimedia|Bloomberg|PA\ Wire|handout|Handout|HANDOUT|courtesy|Courtesy|file\ photo|File\ photo|FILE|stock\ photo)"
# Their first words, and the words behind which a colon opens a credit.
_AGENCY_OPENINGS = re.sub(r"\\ \w+", "", _AGENCIES)
_CREDITED = r"photo(?:graph)?s?|image|picture|video|audio|by|courtesy|fotos?|bild|cr[ée]dit[os]?|screenshot|beeld"
CREDIT = re.compile(
    rf"""(?x) ^\W* (?: (?i:photo(?:graph)?s?|images?|picture|credits?|pic|illustration|graphic|video)(?i:\s+(?:by|from|credit|courtesy|via))?\s*[:/©|]
      | (?i:(?:photo(?:graph)?s?|images?|illustration|graphic|video)\s+(?:by|courtesy)\b) | {_AGENCIES}\W*$ | [^.!?]{{0,50}}[/|]\s*(?:{_AGENCIES}|{PLATFORM})
      | Credits?(?:\.{{3}}|…) | (?i:fotos?|bild|quelle|cr[ée]dit[os]?(?:\ photos?)?)\s?:\s?[A-Z] )"""
)
_NAME = r"(?:[A-Z][\w.’'-]*(?:\s+(?:(?:for|of|at)\s+)?(?:the\s+)?[A-Z&][\w.’'-]*){1,5})"
CREDIT_IN_BRACKETS = re.compile(
    rf"""(?x) (?: [(\[] \s* (?i:photo|image|picture|credit|pic|file|courtesy|via|{_AGENCIES})\b [^()\[\]]{{0,80}} [)\]]
      | \( [^()\[\]]{{0,60}} \b{_AGENCIES}\b [^()\[\]]{{0,40}} \) | \( {_NAME} \s*/\s* [A-Z][^()/]{{1,50}} \) | \( [A-Z]{{2,}}/[A-Z][^()/]{{1,40}} \)
      | [.!?”"] \s* \( {_NAME} \) | \((?i:supplied|handout|contributed|submitted|provided)(?:\ by\ [^()]{{2,40}})?\) ) \W*$"""
)
_MAY_CLOSE_BRACKET = re.compile(r"[)\]]\W*$|^\W*$")  # of a last word
CREDIT_END = re.compile(
    rf"""(?x) (?: \b(?:AP|EPA|AFP|REUTERS|Getty)\s(?:Photo|Images?)\b [^.]{{0,40}}
      | (?i:\b(?:photo(?:graph)?s?|image|picture|video|audio)(?:\ credit|\ by|\ courtesy)?)\s*: [^.]{{0,60}} | [/|–—-]\s*{_AGENCIES}\b[^.]{{0,30}} | [.!?”"]\s{_NAME}?[A-Z]{{0,10}}\s?/\s?{PLATFORM}
      | \bCredits?(?:\.{{3}}|…)\s?[A-Z][^.]{{2,60}} | [.!?”"]\s(?i:fotos?|bild|cr[ée]dit[os]?(?:\ photos?)?|screenshot|beeld)\s?:\s?[A-Z][^.]{{2,60}} | (?s:.)©\s*[^.]{{0,50}}
      | \b(?:Photo|Image|Picture|Illustration|Graphic|Credit)s?\ (?:by|via|courtesy\ of)\ [A-Z][^.!?]{{2,60}} ) \W*$""",
)
CAPTION_WORD = re.compile(
    r"(?xi)^\W*(?: (?:(?:photo|image|picture|video|media)\s*)?caption\s*[:,] |"
    r" (?:photo|image|picture|media)\s?caption | enlarge\s*/\s*\w"
    r" | (?:pictured|left|right|inset|top|bottom)\s*[:,(] | (?:above|below)\s*[:(] |"
    r" file\b\s*(?:(?:photo|picture|image)\s*)?[-–—:]"
    r" | (?:a|this|an)\ (?:undated\ )?(?:file\ )?(?:photo|photograph|picture|image)\b )"
)
CAPTION_BUTTON = re.compile(r"(?xi)(?: \[\+\] | \b(?:hide|toggle)\ caption) \W{0,20}$")
# A large R alone is more often a party: "Gov. Ann Roe (R)".
_SIDE = "(?:[lc]|(?-i:r))"
_POINTS = "left|right|centre|center|top|bottom|front|back|rear|above|pictured|inset|middle|second|third|far"
POINTING = re.compile(
    rf"(?xi)\(\s*(?:{_POINTS})\b[^()]{{0,30}}\)"
    rf"|\((?:{_SIDE}|l\s?[-–]\s?r)\)|\b(?:from\ left|left\ to\ right)\b|\b(?:seen|pictured)\ here\b|\b(?:is|are)\ pictured\b|\bpictured\ (?:with|in|on|at|during)\b",
)
ANAPHORA = re.compile(
    r"""(?xi) ^\W* (?: (?:this|that|these|those|it|he|she|they|his|her|hers|their|its|such|both|neither|either|another|others|one|some|many|most|few|all
        |we|our|i|my|you|your|there|here|who|what|when|where|why|how|which)(?:['’]\w+)?\b
      | (?:however|but|and|or|nor|yet|so|still|meanwhile|besides|moreover|furthermore|nevertheless|nonetheless|instead|otherwise|therefore|thus|hence
        |consequently|then|also|indeed|likewise|similarly|accordingly|though|although|because|since|if|unless|while|whereas|even|only|perhaps|maybe
        |finally|first|second|third|last|later|earlier|previously|now|today|once|not|no|yes|despite|for\ (?:one|example|instance|now)|in\ (?:other\ words
        |addition|fact|short|turn|return|exchange|contrast|response)|on\ the|as|at\ the|of\ course|to\ be\ sure|according\ to)\b )"""
)
MODAL = re.compile(
    r"(?i)\b(?:will|would|shall|should|may|might|must|can(?:not)?|could|ought)\b|\b\w+['’]ll\b|\bwo?n['’]t\b"
)
FINITE = re.compile(
    r"(?i)\b(?:is|are|was|were|am|has|have|had|does|do|did|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|hadn['’]t)\b|\b(?:it|he|she|that|there|they|we)['’](?:s|re|ve|d)\b"
)
SAYS = re.compile(r"(?i)\b(?:said|says|told|asked|added|wrote)\b")
ACCORDING = re.compile(r"(?i)\baccording\s+to\b")
QUOTE = re.compile(r"[“”«»\"]")
SMALL_WORDS = frozenset(
    "a an the and but or nor for so yet as at by from in into of off on onto out over per to up via"
    " with vs is are".split()
)
_NOT_IN_NAMES = SMALL_WORDS - frozenset("the of for at via".split())
OPENS_SUBHEADING = re.compile(
    r"(?i)^\W*(?:the|a|an|what|why|how|who|where|when|which|is|are|can|will|no|not|towards?|beyond|after|before|behind)\b"
)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DATE = re.compile(
    rf"\b{_MONTH},?\s+\d|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|\b(?:in|from|since)\s+(?:19|20)\d\d\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ARTICLE = re.compile(r"(?i)^\W*(?:a|an|the)\b")
_OPENS_NAME = re.compile(r"^\W*[A-Z]\S*\s+[A-Z]\S*\s+\S")
SPEAKERS = re.compile(r"(?i)\b(?:i|me|my|we|us|our|ours|you|your|yours)\b")
_PICTURE = re.compile(
    r"(?i)\b(?:photo(?:graph(?:s|er)?)?s?|images?|pictures?|pictured|illustration|video|graphic|gallery|courtesy|credit|file"
    r"|screenshot|caption|getty|handout)\b"
)
_MAY_BE_CREDIT = "|".join(written_for_arrow(*loosened) for loosened in MAY_BE_ALONE)
_AGENCY = re.compile(rf"\b{_AGENCIES}\b")
_LOOKING = re.compile(r"(?i)\b(?:left|right|seen|pictured|shown|centre|center|above|below|here)\b")
_LIST = re.compile(r"^\W*(?:\d+[.):]|[•*·–—-]\s)")
# A line that belongs to a picture and says nothing of it: "Image caption", "Enlarge", "3 of 12",
# "Image:".
_MARKER = re.compile(
    r"(?xi)^\W*(?: (?:(?:photo|image|picture|video|media)\s*)?caption\W* |"
    r" (?:image|photo|picture|enlarge|credit|video)\s*[:,/]?"
    r" | (?:(?:image|photo)\s*)?\d+\s*(?:of|/)[\s/]*\d+ | \d+\s+(?:images?|photos) |"
    r" open\ this\ photo.*"
    r" | (?:image|photo|picture)\s+(?:copyright|source|credit).* |"
    r" (?:click\ to\ )?(?:enlarge|expand).{0,20}"
    r" | (?:view|open)\ (?:image|photo).{0,30} | media\ playback.* )$"
)
_SAYS_CAPTION = re.compile(
    r"(?i)^\W*(?:(?:photo|image|picture|video|media)\s*caption|image|photo|picture)\s*(?:[:,]\s*)?$"
)
_GLUED = re.compile(r"[\w\"”’)][.!?][A-Z][^.!?]{2,60}$")  # "… in the harbour.Jane Doe"
_OPENS_CREDIT = re.compile(r"^\s*©(?!\d)(?!.*(?i:rights|reserved|permission)).{12,}")

# What a picture shows goes on as it is looked at ("Ann Roe waits", "people waiting"), and a report
# is past. Endings are seen, never the words that have them.
_NO_VERB = frozenset(
    "is was has as his its this us yes plus thus always perhaps does goes says besides towards"
    " afterwards sometimes others hers ours theirs yours whereas across news days years months weeks"
    " hours minutes".split()
)
_NO_ING = frozenset("during according including following thing nothing something anything everything being"
                    " morning evening spring string king ring wing sing bring".split())  # fmt: skip
# With a capital these open a sentence, and what follows is no name's verb ("The dogs", "Two dogs").
_DETERMINERS = frozenset(
    "this that these those his her its their our my your some any many most much several few all both"
    " each every no other others another such what which whose half one two three four five six seven"
    " eight nine ten dozens hundreds thousands".split()
)
_PAST = frozenset("was were had did went came took made got gave began became left led held won lost".split())  # fmt: skip
_MARKS = "\"'“”‘’(),:;?!."
_EARLY = 8  # words at the beginning of a block
_MOST_CREDITED = 80  # words of a block whose end is searched for a credit
_NUMBERED = re.compile(r"\b[A-Z]\S{0,40}\s\(\d{1,2}\),?\s")  # at the end it is a note's number
_LOOKED_AT = "photo|picture|image|photograph|frame|still"
_LOOKS = re.compile(
    rf"(?xi)\({_SIDE}\)"
    r"|\((?:left|right|cent(?:re|er)|pictured|above|file|top|bottom|middle|foreground|background|back|front)\b[^()]{0,30}\)"
    r"|,\s(?:left|right|cent(?:re|er)|second\ from|foreground|background)\b[,.;\s] |"
    r" \bfrom\ left\b|\bleft\ to\ right\b|\b(?:seen|pictured|shown)\ (?:here|in|on|at|during|with|above|below)\b"
    rf" | \b(?:in\ this|this)\b[^.!?]{{0,60}}\b(?:{_LOOKED_AT})\b | ^\W*(?:above|below|left|right|top|bottom|inset|pictured|file)\b"
)

# Every feature: the reason it gives where it is high, and where it is low (empty: absence is no
# reason to name).
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
    "credit_at_end": ("opens or ends as captions with a credit do", ""),
    "credit_below": ("a credit on the next line", ""),
    "credit_above": ("a credit on the line above", ""),
    "credit_alone": ("all of it a credit", ""),
    "points": ("says where in the picture", ""),
    "early_ing": ("an early word in -ing", ""),
    "present": ("present tense after a name", ""),
    "located": ("names after prepositions", ""),
    "past": ("past tense", "no past tense"),
    "numbered": ("a number behind a name", ""),
    "weekday": ("names a day of the week", ""),
    "share_above": ("far down the article", "high up in the article"),
    "below_text": ("below the text", ""),
    "sentence_like": ("one sentence that neither quotes nor reports", ""),
    "phrase_located": ("names after prepositions, without a verb", ""),
}


def features(blocks: Blocks) -> np.ndarray:
    """The features of every block.

    Returns
    -------
    array, blocks x features
        columns as in `FEATURES`.
    """
    table = np.empty((len(FEATURES), len(blocks.row)))
    for row, name in zip(table, FEATURES, strict=True):
        row[:] = blocks[name]
    return table.T


def _relative(b: Blocks) -> np.ndarray:
    """The log of the words of each block beside that of its article's median paragraph, by the
    spread of its prose.
    """
    log, prose, n_prose = np.log(np.maximum(b.n_words, 1)), b["is_prose"], b.total(b["is_prose"])
    distance = (log - b.total(log * prose) / np.maximum(n_prose, 1)) * prose
    spread = np.sqrt(b.total(distance**2) / np.maximum(n_prose, 1))
    spread = np.where(n_prose > 2, np.maximum(spread, 0.25), 0.5)
    return np.clip((log - b.median(log, b["paragraph"], without=np.log(40))) / spread, -4, 2)


def _repeated(b: Blocks) -> np.ndarray:
    """Stands more than once in its article, in capitals or not."""
    edges = np.unique(np.concatenate([b.words.first, b.words.last]))
    small = dict[str, int]()
    in_small = np.zeros(len(b.words.distinct), dtype=np.int64)
    in_small[edges] = [
        small.setdefault(b.words.distinct[word].lower(), len(small)) for word in edges.tolist()
    ]
    n_words = np.bincount(b.words.text, minlength=len(b.row))
    outline = (b.article, n_words, in_small[b.words.first], in_small[b.words.last])
    # Only blocks that are alike in length and at both edges need to be read.
    order = np.lexsort(outline)
    alike = np.all([column[order[1:]] == column[order[:-1]] for column in outline], axis=0)
    rows = order[np.append(alike, False) | np.append(False, alike)].tolist()
    lines = {
        row: (b.article[row], *(word.lower() for word in b.texts[row].split())) for row in rows
    }
    n_equal = Counter(lines.values())
    repeated = np.zeros(len(b.row), dtype=bool)
    repeated[[row for row, line in lines.items() if n_equal[line] > 1]] = True
    return repeated


def _name(b: Blocks) -> np.ndarray:
    """A line that may be a name: mostly capitals, or in brackets, and no sentence."""
    ended = b.ending_in(".!?:,") | b["colon"]
    unlike = ended | b["marker"] | b["not_in_name"]
    short = (b.n_words >= 1) & (b.n_words <= 9) & ~unlike
    capital = b.of_which(lambda text: text.lstrip(" (")[:1].isupper(), short) & (
        _capitals(b) >= 0.6
    )
    return short & (capital | b["bracket"] | b["slashed"])


def _title_case(b: Blocks) -> np.ndarray:
    """Every word but the small ones has a capital."""
    return (b.sum_of_words(_words_with(b, "capital")) > 1) & ~b["small"]


def _capitals(b: Blocks, *, from_second: bool = False) -> np.ndarray:
    """The share of words with a capital, small words left out."""
    n_capitals, n_counted = (b.sum_of_words(n, from_second=from_second) for n in b["n_capitals"])
    return n_capitals / np.maximum(n_counted, 1)


def _n_capitals(b: Blocks) -> np.ndarray:
    """Of each distinct word, which slashes and bars divide: the parts with a capital, and all but
    the small ones.
    """
    capital = _words_with(b, "capital")
    counts = np.array([capital, capital | _words_with(b, "small")], dtype=float)
    for index in np.flatnonzero(_words_with(b, "slashed") | _words_with(b, "barred")).tolist():
        parts = b.words.distinct[index].replace("/", " ").replace("|", " ").split()
        kinds = [_capital(part) for part in parts]
        counts[:, index] = kinds.count(True), len(kinds) - kinds.count(None)
    return counts


def _capital(word: str) -> bool | None:
    """Whether a word opens with a capital; None of a small word and of one that opens with no
    letter.
    """
    bare = word.strip(_MARKS)
    return bare[0].isupper() if bare[:1].isalpha() and bare.lower() not in SMALL_WORDS else None


def _located(b: Blocks) -> np.ndarray:
    """Names after prepositions, for the length of the block."""
    name = _each_word(b, "upper")
    follows = b.next_word(name) | b.next_word(_each_word(b, "the") & b.next_word(name))
    n = b.n_words_with(_each_word(b, "preposition") & follows)
    return np.minimum(n / np.sqrt(np.maximum(b.n_words, 1)), 1)


def _early_ing(b: Blocks) -> np.ndarray:
    """A word in -ing near the beginning, and no clause before it."""
    early = (b.words.position > 0) & (b.words.position < _EARLY)
    ing = _each_word(b, "ing") & ~_each_word(b, "no_ing")
    return b.n_words_with(ing & early) > 0


def _present(b: Blocks) -> np.ndarray:
    """A word in -s behind a name or behind an insertion between commas or brackets."""
    early = b.words.position < 2 * _EARLY - 1
    name = _each_word(b, "capital") & ~_each_word(b, "determiner")
    subject = name | _each_word(b, "closes_insertion")
    verb = _each_word(b, "s") & ~_each_word(b, "no_verb")
    return b.n_words_with(subject & early & b.next_word(verb)) > 0


def _log(b: Blocks) -> np.ndarray:
    return np.log(np.maximum(b.n_words, 1))


def closes_sentence(text: str) -> bool:
    """Ends in terminal punctuation, or in what may close a sentence behind it.

    Examples
    --------
    >>> closes_sentence("He said “yes.”)"), closes_sentence("Talks resume")
    (True, False)
    """
    return text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


def _shorter_than(b: Blocks) -> np.ndarray:
    """Words, as a share of the shorter neighbouring paragraph."""
    above, below = b["words_above"], b["words_below"]
    shorter = np.where((above == 0) | (below == 0), above + below, np.minimum(above, below))
    return np.divide(b.n_words, shorter, out=np.full(len(shorter), np.inf), where=shorter > 0)


class Phrase(NamedTuple):
    """What holds of several words, and what one word shows of every block in which it holds."""

    pattern: re.Pattern[str]
    word: re.Pattern[str]
    counts: bool = False  # how many signs are between two of them; Arrow is slow at it


# A block without such a word is not asked.
PHRASES: Mapping[str, Phrase] = {
    "notice": Phrase(
        NOTICE,
        re.compile(r"(?i)©|^(?:reserved|published|reproduced|republished)\b|\bprohibited\b"),
    ),
    "credited_in_brackets": Phrase(CREDIT_IN_BRACKETS, re.compile(r"[(\[]"), counts=True),
    "credited_at_end": Phrase(
        CREDIT_END,
        re.compile(
            rf"[/©]|(?:^|[|–—-]){_AGENCY_OPENINGS}\b|\b(?:AP|EPA|AFP|REUTERS|Getty)$|\bCredits?(?:\.\.\.|…)"
            rf"|\b(?:Photo|Image|Picture|Illustration|Graphic|Credit)s?$|^:|(?i:(?:{_CREDITED}):)"
        ),
        counts=True,
    ),
    "caption_button": Phrase(CAPTION_BUTTON, re.compile(r"(?i)\[\+\]|^caption\b")),
    "pointing": Phrase(
        POINTING,
        re.compile(rf"(?i)\((?:$|[lrc]\)|l$|l[-–]|{_POINTS})|\bleft\b|^here\b|pictured"),
    ),
    "according": Phrase(ACCORDING, re.compile(r"(?i)\baccording$")),
    "dated": Phrase(_DATE, re.compile(rf"\b{_MONTH}|{_YEAR.pattern}")),
    "agency": Phrase(_AGENCY, re.compile(rf"\b{_AGENCY_OPENINGS}\b")),
    "glued": Phrase(_GLUED, re.compile(r"[\w\"”’)][.!?][A-Z]")),
    "numbered": Phrase(_NUMBERED, re.compile(r"\(\d{1,2}\)")),
    "points": Phrase(
        _LOOKS,
        re.compile(
            r"(?i)\((?:[lrc]\b|left|right|cent|pictured|above|file|top|bottom|middle|fore|back|front)"
            r"|^\W*(?:left|right|centre|center|foreground|background|above|below|top|bottom|inset|pictured|file)\b"
            rf"|^second$|\bleft$|\b(?:seen|pictured|shown)$|\b(?:{_LOOKED_AT})\b"
        ),
    ),
}


def _only(words: frozenset[str]) -> str:
    """What is one of these words but for the marks around it."""
    return rf"^\W*(?:{'|'.join(sorted(words))})\W*$"


# What is asked of every word of a block. A pattern without white space holds in a block exactly if
# it does in one of its words.
WORD_FORMS: Mapping[str, re.Pattern[str]] = {
    "quote": QUOTE,
    "modal": MODAL,
    "finite": FINITE,
    "says_word": SAYS,
    "speakers": SPEAKERS,
    "digits": re.compile(r"[\d¹²³]"),
    "year": _YEAR,
    "looking": _LOOKING,
    "picture_word": _PICTURE,
    "slashed": re.compile(r"/"),
    "barred": re.compile(r"\|"),
    "colon": re.compile(r":$"),
    "preposition": re.compile(
        r"\b(?:in|at|on|near|outside|inside|during|of|from|with|against|for)$"
    ),
    "the": re.compile(r"^the$"),
    "determiner": re.compile("(?i)" + _only(_DETERMINERS)),
    "past_word": re.compile(_only(_PAST)),
    "of_weekday": re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
    "small_word": re.compile(rf"(?i)^[{_MARKS}]*(?:{'|'.join(sorted(SMALL_WORDS))})[{_MARKS}]*$"),
    "no_ing": re.compile(_only(_NO_ING)),
    "no_verb": re.compile(_only(_NO_VERB)),
    "not_in_name": re.compile(rf"(?i)^(?:{'|'.join(sorted(_NOT_IN_NAMES))})$"),
    "of_credited": OF_CREDITED,
    **{f"of_{name}": phrase.word for name, phrase in PHRASES.items()},
}
# How a word begins and ends, whatever it is; of most words one of these holds.
ENDINGS: Mapping[str, re.Pattern[str]] = {
    "upper": re.compile(r"^[A-Z]"),
    "opens_capital": re.compile(rf"^[{_MARKS}]*[A-Z]"),
    "opens_small": re.compile(rf"^[{_MARKS}]*[a-z]"),
    "closes_insertion": re.compile(r"[,)]$"),
    "ed": re.compile(rf"^[{_MARKS}]*[a-z-]{{3,}}ed[{_MARKS}]*$"),
    "ing": re.compile(rf"^[{_MARKS}]*[a-z-]{{2,}}ing[{_MARKS}]*$"),
    "s": re.compile(r"^[a-z]{2,}[a-rt-z]s$"),
}
# A word opens with a capital, or with a small letter and is none of the small words.
_BITS = {name: 1 << bit for bit, name in enumerate((*WORD_FORMS, *ENDINGS, "capital", "small"))}
_SEARCHES = [(form.search, _BITS[name]) for name, form in {**WORD_FORMS, **ENDINGS}.items()]
_EITHER_SIZE = _BITS["capital"] | _BITS["small"]
_SIZES = {True: _BITS["capital"], False: _BITS["small"], None: 0}


class _StandsFor(dict[int, str]):
    """What stands for a sign of which Arrow knows less than Python: a letter or a mark that no form
    names.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        is_known = sign.isascii() or sign in KNOWN_MARKS
        return sign if is_known else "_" if sign.isalnum() else "~"


_STANDS_FOR = _StandsFor()
# But for letters that forms name or that are variants of others, and digits.
_NAMED = "".join({sign for form in WORD_FORMS.values() for sign in form.pattern if sign > "~"})
_NAMED_LETTERS = "".join(filter(str.isalpha, _NAMED.lower() + _NAMED.upper()))
_ODD = re.compile(rf"[ſKıİ¹²³{_NAMED_LETTERS}]|(?![0-9])\d")
# Words with marks and digits are many: they are sieved by themselves, so that all other forms are asked
# of few.
_OF_MARKS = frozenset(
    "quote digits slashed barred colon of_credited_in_brackets of_numbered of_glued".split()
)


def _bits_in_arrow(words: pa.Array, forms: Mapping[str, re.Pattern[str]]) -> np.ndarray:
    bits = np.zeros(len(words), dtype=np.int64)
    for name, form in forms.items():
        bits[strings_with(words, in_arrow(form))] += _BITS[name]
    return bits


def _forms_of_words(b: Blocks) -> np.ndarray:
    """The forms of every distinct word, as `_word_forms` gives them."""
    words = b.words.distinct
    if len(words) < _FEW:
        return np.array([_word_forms(word) for word in words], dtype=np.int64)
    return _sieved(b.words.strings, words)


def _sieved(strings: pa.Array, words: Sequence[str]) -> np.ndarray:
    """The forms of many words: Arrow finds the telling ones among them."""
    others = np.flatnonzero(strings_with(strings, OTHER_SIGNS)).tolist()
    odd = [row for row in others if _ODD.search(words[row])]
    spelt = list(words)
    for row in others:
        spelt[row] = words[row].translate(_STANDS_FOR)
    strings = pa.array(spelt, type=strings.type)
    forms = _bits_in_arrow(strings, ENDINGS)
    for of_marks in (True, False):
        asked = {name: WORD_FORMS[name] for name in WORD_FORMS if (name in _OF_MARKS) == of_marks}
        telling = np.flatnonzero(strings_with(strings, "|".join(map(in_arrow, asked.values()))))
        forms[telling] += _bits_in_arrow(strings.take(pa.array(telling)), asked)
    for name in ("capital", "small"):
        opens = forms & (_BITS[f"opens_{name}"] | _BITS["small_word"]) == _BITS[f"opens_{name}"]
        forms[opens] += _BITS[name]
    for row in others:
        forms[row] = forms[row] & ~_EITHER_SIZE | _SIZES[_capital(words[row])]
    forms[odd] = [_word_forms(words[row]) for row in odd]
    return forms


@functools.lru_cache(maxsize=_MOST_KEPT)
def _word_forms(word: str) -> int:
    """Which of `WORD_FORMS` and `ENDINGS` hold of a word, a bit each, and the size of its first letter."""
    bits = _SIZES[_capital(word)]
    for search, bit in _SEARCHES:
        if search(word):
            bits |= bit
    return bits


def _with(name: str) -> BlockColumn:
    """The column of blocks with a word of this form."""
    return lambda b: b["forms"] & _BITS[name] > 0


def _words_with(b: Blocks, name: str) -> np.ndarray:
    """For each distinct word, whether it has this form."""
    return b["word_forms"] & _BITS[name] > 0


def _each_word(b: Blocks, name: str) -> np.ndarray:
    """For each word of each distinct text, whether it has this form."""
    return b["each_form"] & _BITS[name] > 0


def _holding(b: Blocks, name: str, among: np.ndarray | None = None) -> np.ndarray:
    """True for each block, among some, in which one of `PHRASES` holds."""
    asked, phrase = b[f"of_{name}"] if among is None else b[f"of_{name}"] & among, PHRASES[name]
    if phrase.counts:
        return b.of_which(phrase.pattern.search, asked)
    return b.matching(phrase.pattern, asked)


# Every column that rules and model ask for, by name: of which blocks it holds, or how much there is
# of it.
COLUMNS: Mapping[str, BlockColumn] = {
    "every": lambda b: np.ones(len(b.row), dtype=bool),
    "word_forms": _forms_of_words,
    "each_form": lambda b: b["word_forms"][b.words.word],
    "forms": lambda b: b.bits_of_words(b["each_form"]),
    **{name: _with(name) for name in _BITS},
    # what a block shows by itself
    "stop": lambda b: b.closing(closes_sentence),
    "page_number": lambda b: b.of_which(
        PAGE_NUMBER.search,
        b.opening(_OPENS_PAGE_NUMBER.search) | b.closing(_ENDS_PAGE_NUMBER.search),
    ),
    "site_opening": lambda b: b.matching(FURNITURE),
    "notice": lambda b: _holding(b, "notice"),
    "credited_in_brackets": lambda b: _holding(
        b, "credited_in_brackets", b["may_be_credited"] & b.closing(_MAY_CLOSE_BRACKET.search)
    ),
    "credited_at_end": lambda b: _holding(b, "credited_at_end", b["may_be_credited"]),
    "credited": lambda b: b["credited_in_brackets"] | b["credited_at_end"],
    "may_be_credited": lambda b: (b.n_words <= 80) | b["site_opening"] | b["notice"],
    # A phrase of the site or a notice, unless a picture's credit explains it.
    "furniture": lambda b: b["site_phrase"] & ~b.of_which(_OPENS_CREDIT.match, b["site_phrase"]),
    "site_phrase": lambda b: (b["site_opening"] | b["notice"]) & ~b["credited"],
    "credit": lambda b: b.matching(CREDIT, b.n_words <= 12),
    "opens_caption": lambda b: b.matching(CAPTION_WORD) | _holding(b, "caption_button"),
    "pointing": lambda b: _holding(b, "pointing"),
    "byline": lambda b: b.matching(BYLINE, b.n_words <= 20),
    "anaphora": lambda b: b.matching(ANAPHORA),
    "says": lambda b: b["says_word"] | _holding(b, "according"),
    "title_case": _title_case,
    "n_capitals": _n_capitals,
    "bracket": lambda b: b.starting_with("("),
    "full_stop": lambda b: b.ending_in("."),
    "closed": lambda b: b.ending_in(".!…,;"),
    "question": lambda b: b.ending_in("?"),
    "words": lambda b: _log(b) - 3,
    "words_squared": lambda b: b["words"] ** 2,
    "tiny": lambda b: b.n_words <= 3,
    "long": lambda b: np.maximum(_log(b) - np.log(45), 0),
    "one_sentence": lambda b: b.n_sentences <= 1,
    "sentences": lambda b: np.minimum(b.n_sentences, 4) - 1,
    "capitals": lambda b: _capitals(b, from_second=True),
    "opens_quote": lambda b: b.starting_with("\"'“‘«"),
    "listed": lambda b: b.matching(_LIST),
    "article": lambda b: b.opening(_ARTICLE.search),
    "opens_name": lambda b: b.matching(_OPENS_NAME) & ~b["anaphora"],
    "n_commas": lambda b: b.sum_of_words(
        pc.count_substring(b.words.strings, ",").to_numpy(zero_copy_only=False)
    ),
    "commas": lambda b: 5 * np.minimum(b["n_commas"] / np.maximum(b.n_words, 1), 0.2),
    "date": lambda b: _holding(b, "dated"),
    "credit_end": lambda b: b["credited"] & (b.n_words <= 80) & ~b["credit"],
    "picture": lambda b: (b.n_words <= 80) & b["picture_word"],
    "agency": lambda b: _holding(b, "agency", b.n_words <= 80),
    "slash": lambda b: (b.n_words < 15) & b["slashed"],
    "in_brackets": lambda b: b["bracket"] & b.ending_in(")"),
    "glued": lambda b: _holding(b, "glued"),
    "marker": lambda b: b.matching(_MARKER),
    "says_caption": lambda b: b.matching(_SAYS_CAPTION, b["marker"]),
    "name": _name,
    # what it is in its article
    "repeated": _repeated,
    "in_name": lambda b: b["name"] & (b["bracket"] | b["slashed"] | b["barred"]),
    "of_picture": lambda b: (b.n_words <= 14) & (b["agency"] | b["picture"] | b["credited"]),
    "crediting": lambda b: b["credit"] | b["of_picture"] | b["in_name"],
    "is_prose": lambda b: b["stop"] & ~b["furniture"] & ~b["credit"] & (b.n_words >= 8),
    "paragraph": lambda b: (
        b["is_prose"] & ((b.n_sentences > 1) & (b.n_words >= 12) | (b.n_words >= 25))
    ),
    "solid": lambda b: b["is_prose"] & ((b.n_sentences > 1) | (b.n_words >= 20)),
    "scrap": lambda b: ~b["stop"] & (b.n_words < 12),
    "relative": _relative,
    "relative_stop": lambda b: b["relative"] * b["stop"],
    "share_long": lambda b: 1 - b.share(b.n_words <= 25, b["is_prose"], without=0.5),
    "oddly_short": lambda b: b["share_long"] * (b.n_words <= 25) * b["stop"],
    "oddly_between": lambda b: b["oddly_short"] * b["one_sentence"] * b["between_solid"],
    "between_solid": lambda b: b.beside(b["solid"], -1) & b.beside(b["solid"], 1),
    # what is beside it
    "caption_word": lambda b: b["opens_caption"] | b.beside(b["says_caption"], -1),
    "after_marker": lambda b: b.beside(b["marker"], -1),
    "before_credit": lambda b: b.beside(b["crediting"], 1),
    "credit_by_prose": lambda b: b["crediting"] & b["before_prose"],
    "credit_by_scraps": lambda b: b["crediting"] & b["before_scrap"] & b.beside(b["scrap"], -1),
    "sized": lambda b: (b.n_words >= 4) & (b.n_words <= 60) & (b.n_sentences <= 3),
    "above_name": lambda b: b.beside(b["name"], 1),
    "before_name": lambda b: b["sized"] & b["above_name"] & b.beside(b["solid"], 2),
    "before_repeated_name": lambda b: (
        (b.n_words >= 4) & b["above_name"] & b.beside(b["repeated"], 1)
    ),
    "repeated_name": lambda b: b["name"] & b["repeated"],
    "before_prose": lambda b: b.beside(b["is_prose"], 1),
    "after_prose": lambda b: b.beside(b["is_prose"], -1),
    "before_scrap": lambda b: b.beside(b["scrap"], 1),
    "before_paragraph": lambda b: b.beside(b["paragraph"], 1),
    "text_begins": lambda b: b.first_position(b["paragraph"]),
    "before_text": lambda b: b.position < b["text_begins"],
    "just_above": lambda b: b["before_text"] & (b.position >= b["text_begins"] - 3),
    "first": lambda b: b.position == 0,
    "second": lambda b: b.position == 1,
    "under_byline": lambda b: (
        b["before_text"] & (b.n_words >= 6) & (b.n_around(b["byline"], -3, -1) > 0)
    ),
    "over_byline": lambda b: (
        b["before_text"] & (b.n_words >= 6) & (b.n_around(b["byline"], 1, 3) > 0)
    ),
    "phrase_between": lambda b: (b.n_words >= 5) & ~b["stop"] & b["between_solid"],
    "run": lambda b: np.log1p(b.runs(~b["stop"] & (b.n_words < 10))),
    "n_scraps": lambda b: b.n_around(b["scrap"], -4, -1) + b.n_around(b["scrap"], 1, 4),
    "scraps": lambda b: (
        b["n_scraps"] / np.maximum(np.minimum(b.position, 4) + np.minimum(b.n_below, 4), 1)
    ),
    "prose": lambda b: b.share(b["is_prose"], b["every"]),
    "credit_at_end": lambda b: b.of_which(
        has_credit,
        b["of_credited"] & (b.n_words <= _MOST_CREDITED) & ~b["credit_alone"],
    ),
    "credit_alone": lambda b: b.of_which(
        is_credit, b.may_match(_MAY_BE_CREDIT, (b.n_words <= 14) & (b.n_words > 0))
    ),
    "credit_below": lambda b: b.beside(b["credit_alone"], 1),
    "credit_above": lambda b: b.beside(b["credit_alone"], -1),
    "points": lambda b: _holding(b, "points", b.n_words <= _MOST_CREDITED),
    "early_ing": _early_ing,
    "present": _present,
    "located": _located,
    "n_past": lambda b: b.n_words_with(_each_word(b, "ed") | _each_word(b, "past_word")),
    "past": lambda b: np.minimum(b["n_past"], 3),
    "numbered": lambda b: _holding(b, "numbered", b.n_words <= _MOST_CREDITED),
    "weekday": lambda b: b["of_weekday"] & (b.n_words <= _MOST_CREDITED),
    "share_above": lambda b: b.position / np.maximum(b.position + b.n_below, 1),
    "text_ends": lambda b: b.last_position(b["paragraph"]),
    "below_text": lambda b: b.position > b["text_ends"],
    "sentence_like": lambda b: (
        b["one_sentence"]
        & (b.n_words >= 6)
        & (b.n_words <= 45)
        & ~b["anaphora"]
        & ~b["says"]
        & ~b["quote"]
        & ~b["speakers"]
        & ~b["modal"]
        & ~b["title_case"]
        & ~b["furniture"]
    ),
    "phrase_located": lambda b: b["located"] * ~b["stop"] * ~b["finite"] * (b.n_words >= 4),
    # where it is for the rules
    "site": lambda b: b["site_opening"] | (b["notice"] & (b.position > 0)),
    "full": lambda b: (
        b["stop"] & ~b["site"] & ((b.n_sentences > 1) | (b.n_words >= 25))
    ),  # a paragraph of the text
    "mostly_full": lambda b: b.share(b["full"], ~b["site"]) >= 0.6,
    "of_paragraphs": lambda b: b["mostly_full"] & (b.share(b.n_sentences > 1, b["full"]) >= 0.75),
    "words_above": lambda b: b.words_above(b["full"] & (b.position > 0)),
    "words_below": lambda b: b.words_below(b["full"] | b["site"]),
    "shorter_than": _shorter_than,
    "between": lambda b: (b["words_above"] > 0) & (b["words_below"] > 0) & ~b.beside(b["site"], 1),
    # A running head above the headline is no block of the article.
    "n_above": lambda b: np.maximum(b.position - b.first_position(~b["page_number"]), 0),
    "n_above_last": lambda b: b.position + b.n_below - b.first_position(~b["page_number"]),
    # A phrase between longer paragraphs, and one without a verb.
    "between_longer": lambda b: (
        b["between"]
        & ~b["stop"]
        & (b.n_words >= 3)
        & (b.n_words <= 40)
        & (b["shorter_than"] <= 0.8)
        & ~b["title_case"]
        & ~((b.n_words <= 7) & b.opening(OPENS_SUBHEADING.search))
        & ~b.ending_in(":,;")
    ),
    "phrase": lambda b: b["between_longer"] & ~b["finite"],
}
