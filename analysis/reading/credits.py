"""Who made the picture: a credit is told apart from the caption it stands in."""

from __future__ import annotations

import re

_AGENCY = r"""(?:Getty(?:\ Images)?|GETTY(?:\ IMAGES)?|REUTERS|Reuters|AFP(?:[/-]\ ?Getty(?:\ Images)?)?|AFP[-‑]JIJI|AP(?:\ Photos?|\ Images|\ Archive)?|Associated\ Press|EPA(?:-EFE)?|EFE|UPI|DPA|dpa|Xinhua|TASS|ANSA|Shutterstock|iStock(?:photo)?|Alamy(?:\ (?:Stock\ Photo|Live\ News))?
  |Flickr|Wikimedia(?:\ Commons)?|Bloomberg(?:\ News)?|PA(?:\ Wire|\ Images|\ Media)?|Press\ Association|Rex(?:\ Features)?|REX|Corbis|Unsplash|Pexels|Pixabay|Instagram|Twitter|Facebook|YouTube|NurPhoto|Sipa(?:\ USA)?|Zuma(?:\ (?:Press|Wire))?|ZUMA(?:\ (?:Press|Wire))?
  |Anadolu(?:\ Agency)?|Magnum(?:\ Photos)?|Redux|Canadian\ Press|The\ Canadian\ Press|Postmedia(?:\ News)?|CNBC|CNN|NPR|BBC|AAP|Splash(?:\ News)?|WireImage|FilmMagic|USA\ TODAY(?:\ Sports|\ NETWORK)?|Photofest|Everett(?:\ Collection)?|Adobe(?:\ Stock)?|NASA|The\ Times|The\ Guardian|The\ New\ York\ Times|The\ Washington\ Post|Los\ Angeles\ Times)"""
_NAME = r"(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|la|bin|al|el)"
_NAMES = rf"(?:{_NAME}(?:\ {_NAME}){{0,4}})"
_PICTURE = r"(?:(?:file|stock|handout|courtesy|composite|cover|lead|main)\ )?(?:photo(?:graph)?(?:s|y)?|image(?:s|ry)?|picture(?:s)?|pic|credit|illustration|graphic|artwork|rendering|composite|cartoon|video|screenshot|screengrab|source)"

# What may close a caption: in brackets, after a sign, or as a sentence of its own.
_AT_END = re.compile(
    rf"""(?x) (?:
        \s* [(\[] \s* (?: (?i:{_PICTURE}|courtesy|handout|via|file|©) \b [^()\[\]]{{0,100}} (?:\([^()]{{0,40}}\))? | (?:{_NAMES}[\ /|,–—-]+(?:(?:for|via|of|from)\ )?(?:the\ )?)*{_AGENCY}(?:[\ /|,–—-]+[\w.&'’-]+){{0,4}} | {_NAMES}\ ?/\ ?{_NAMES} )\s* [)\]]
      | \s* [|/–—•·-]? \s* \b (?i:(?:{_PICTURE}\ )?(?:credits?|photo(?:s|graph|graphy)?|image(?:s)?|picture(?:s)?|pic|illustration|graphic|source)) (?: \s*:\s* | \s+(?i:by|courtesy(?:\ of)?|from|via|credit:?)\s+:? ) [^.!?]{{1,60}} (?:(?<=[\s.][A-Z])\.\ ?[^.!?]{{0,40}} | \.[^.!?\s]{{1,20}})*
      | (?:^|(?<=[.!?"”'’)])) \s* [|/–—•·-]? \s* (?: (?:{_NAMES}|@\w+) \s* (?:[/|,]|\s[–—-]\s|\ (?:for|via|of|—|at|by)\ (?:the\ )?|\ ?/\ ?) \s* )* (?:{_NAMES}\s?[/|]\s?)* {_AGENCY} (?: \s*(?:[/|,–—-]|via|for)\s* [\w.&'’-]+(?:\ [\w.&'’-]+){{0,4}} )?
      | (?:^|(?<=[.!?"”'’)])|(?<=\ )) \s* {_NAMES} \s?[/|]\s? (?:{_AGENCY}|{_NAMES}|[\w.-]+\.(?:com|net|org)) (?:\s?[/|]\s?[\w.\ ]{{2,40}})?
      | \s* [|/–—•·-]\s* (?:{_NAMES}\s*[/|,]?\s*)? {_AGENCY} (?:\s*[/|–—,-]\s*[\w.\ ]{{2,40}})?
      | \s* \b(?:Submitted|SUBMITTED|Contributed|CONTRIBUTED|Provided|Supplied|Courtesy|Handout|File|Stock)\ (?i:photo|image|picture)
      | \s* (?:©|\([cC]\)|(?i:copyright))\ ?\s* [^.!?]{{1,60}}
      | (?:^|(?<=[.!?"”'’)])) \s* (?i:courtesy(?:\ of|:)?|handout(?:\ photo)?|file\ (?:photo|image|picture)|via|supplied(?:\ by)?) \b [^.!?]{{0,50}}
    ) [\s.]* $"""
)
_AT_START = re.compile(
    r"(?x)^ \W* (?: FILE(?:\ (?:PHOTO|PICTURE|IMAGE))? | (?i:file\ (?:photo|picture|image)) | HANDOUT ) \s* [-–—:]+ \s*"
)
_ALONE = re.compile(
    rf"""(?x) ^ \W* (?: (?i:(?:{_PICTURE})(?:\s+(?:credits?|courtesy|source))?) (?: \s*[:/|©–—-]\s* | \s+(?i:by|courtesy(?:\ of)?|from|via)\b:?\s* ) [^!?]{{1,90}}
      | (?i:courtesy|handout|file\ photo|stock\ photo|supplied)\b[^.!?]{{0,50}} | (?i:photographer|illustrator)\s*: [^!?]{{1,60}} | (?:©|\([cC]\)) [^!?]{{1,70}}
      | (?:{_NAMES}\s*[/|,–—-]\s*|{_NAMES}\s+(?:for|via|of)\s+(?:the\ )?)* {_AGENCY} (?:\s*[/|,–—-]\s*[\w.&\ '’-]{{2,40}}|\s+(?:via|for)\s+[\w.&\ '’-]{{2,40}})? ) \W* $"""
)

_SENTENCE = re.compile(r"[a-z]{3,}[.!?]\s+[A-Z]")
# Credits that name a picture, its maker's sign or an agency of pictures; "[Bloomberg]" may be a source of news.
_SURE = re.compile(
    r"(?i)photo|image|picture|credit|illustrat|©|getty|reuters|\bAFP\b|\bAP\b|\bEPA\b|shutterstock|flickr|\w/\w"
)


def is_credit(text: str) -> bool:
    """Is a text nothing but a picture's credit?

    Examples
    --------
    >>> is_credit("Photo: Jane Doe/Reuters"), is_credit("Getty Images"), is_credit("Jane Doe opens the hall.")
    (True, True, False)
    """
    return (
        len(text) <= 130 and len(text.split()) <= 14 and _ALONE.match(text) is not None and not _SENTENCE.search(text)
    )


def split_credit(text: str) -> tuple[int, int]:
    """Where the caption in a text begins and ends; what stands before and behind it is credit.

    Examples
    --------
    >>> text = "FILE - The hall in March. (Photo: Jane Doe)"
    >>> begin, end = split_credit(text)
    >>> text[:begin], text[begin:end], text[end:]
    ('FILE - ', 'The hall in March.', ' (Photo: Jane Doe)')
    """
    opening = _AT_START.match(text)
    begin = opening.end() if opening else 0
    if is_credit(text[begin:]):
        return len(text), len(text)
    # Only the last words can be a credit; the bound keeps the search linear in a long text.
    tail = max(begin, len(text) - 160)
    closing = _AT_END.search(text, tail) if tail == begin else _AT_END.search(text, text.find(" ", tail))
    said = text[begin : closing.start()] if closing else ""
    # What opens inside a bracket that closes before the end belongs to the sentence: "The (photo: Ann Roe) hall".
    if len(said.split()) >= 2 and said.count("(") <= said.count(")"):
        return begin, begin + len(said.rstrip(" |/–—-•·"))
    return begin, len(text)


def has_credit(text: str) -> bool:
    """Does a text open or close as only captions with a credit do?"""
    begin, end = split_credit(text)
    return begin > 0 or _SURE.search(text, end) is not None


def caption_parts(text: str) -> list[tuple[str, int, int]]:
    """The layers of a caption as it was found, each with its place in the text: the caption, and its credits apart.

    Examples
    --------
    >>> caption_parts("The hall in March. (Photo: Jane Doe)")
    [('caption', 0, 18), ('credit', 19, 36)]
    >>> caption_parts("Getty Images")
    [('credit', 0, 12)]
    """
    begin, end = split_credit(text)
    if begin >= end:
        return [("credit", 0, len(text))]
    parts = [("credit", 0, len(text[:begin].rstrip()))] if begin else []
    parts.append(("caption", begin, end))
    rest = text[end:]
    if rest.strip():
        parts.append(("credit", end + len(rest) - len(rest.lstrip()), len(text)))
    return parts
