"""Who made the picture: a credit is told apart from the caption it stands in."""

from __future__ import annotations

import re

# Sites of stock pictures and of other people's films, and what sees the earth from above.
PLATFORM = r"""(?:Shutterstock|iStock(?:photo)?|Alamy(?:\ (?:Stock\ (?:Photo|Images)|Live\ News))?|Adobe(?:\ ?Stock)?|Depositphotos|Dreamstime|123RF|Freepik|Flickr|Wikimedia(?:\ Commons)?|Wikipedia|Unsplash|Pexels|Pixabay|Canva
  |Instagram|Twitter|Facebook|YouTube|TikTok|Vimeo|Telegram|Snapchat|LinkedIn|Bluesky|Twitch|Google\ (?:Maps|Earth|Street\ View)|Maxar(?:\ Technologies)?|Planet\ Labs(?:\ PBC)?)"""
_AGENCY = rf"""(?:Getty(?:\ Images)?|GETTY(?:\ IMAGES)?|REUTERS|Reuters|AFP(?:[/-]\ ?Getty(?:\ Images)?)?|AFP[-‑]JIJI|AP(?:\ Photos?|\ Images|\ Archive)?|Associated\ Press|Agence\ France-Presse|EPA(?:-EFE)?|EFE|UPI|DPA|dpa|Xinhua|TASS|ANSA|{PLATFORM}
  |picture[\ -]alliance|[Ii]mago(?:\ [Ii]mages)?|IMAGO|Keystone|KEYSTONE|APA|ANP|Belga|BELGA|Lusa|LUSA|(?:Ritzau\ )?Scanpix|Kyodo(?:\ News)?|Yonhap|LaPresse|Europa\ Press|Sputnik|Abaca(?:\ ?[Pp]ress)?|MCT|TNS|VCG|Polaris|Imagn(?:\ Images)?
  |Bloomberg(?:\ News)?|PA(?:\ Wire|\ Images|\ Media)?|Press\ Association|Rex(?:\ Features)?|REX|Corbis|NurPhoto|Sipa(?:\ USA)?|Zuma(?:\ (?:Press|Wire))?|ZUMA(?:\ (?:Press|Wire))?
  |Anadolu(?:\ Agency)?|Magnum(?:\ Photos)?|Redux|Canadian\ Press|The\ Canadian\ Press|Postmedia(?:\ News)?|CNBC|CNN|NPR|BBC|AAP|Splash(?:\ News)?|WireImage|FilmMagic|USA\ TODAY(?:\ Sports|\ NETWORK)?|Photofest|Everett(?:\ Collection)?|NASA|The\ Times|The\ Guardian|The\ New\ York\ Times|The\ Washington\ Post|Los\ Angeles\ Times)"""
# A full stop belongs to a name behind an initial and in "Jr.", "St.", "Dr."; elsewhere it ends a
# sentence ("in May. Ann Roe").
_WORD = r"[A-ZÀ-Þ](?:[\w'’-]|(?<=\b[A-ZÀ-Þ])\.|(?<=\b[JSDM][rst])\.){0,40}"
_NAME = rf"(?:{_WORD}|de|van|von|der|la|bin|al|el)"
_NAMES = rf"(?:{_NAME}(?:\ {_NAME}){{0,4}})"
_FULL_NAME = rf"(?:{_WORD}(?:\ {_NAME}){{1,4}})"
_PICTURE = r"(?:(?:file|stock|handout|courtesy|composite|cover|lead|main|staff|pool|featured?|header|banner|hero|top|title|thumbnail|inline|in-post)\ )?(?:photo(?:graph)?(?:s|y)?|image(?:s|ry)?|picture(?:s)?|pic|credit|illustration|graphic|artwork|rendering|composite|cartoon|video|screenshot|screengrab|source)"
# The same in German, French, Spanish, Portuguese, Italian and Dutch.
_ABROAD = r"(?:(?:archiv|symbol)?(?:foto|bild)(?:s?(?:rechte|nachweis|quelle|credit))?|rechte|fotos|bilder|fotograf(?:in|ie|[ií]a)?|grafik|quelle|photographie|cr[ée]dit[os]?(?:\ (?:photos?|images?|foto))?|cr[ée]ditos|imagen|imagem|fuente|fonte|immagine|beeld|bron|archiv(?:o|io)?|archief|фото|写真|図|撮影|图片?|照片|사진)"
_GIVEN = r"(?:supplied|provided|contributed|submitted|handout|hand-out)"
# What a paper, a station or a maker of pictures is called; "Ann Roe, Harbour Master" is a person
# and an office.
_PAPER = rf"""(?:(?:[Tt]he\ )?(?:[A-Z][\w.&'’-]{{0,30}}\ ){{0,4}}(?:Times|Post|News|Herald|Tribune|Guardian|Journal|Chronicle|Globe|Press|Magazine|Observer|Inquirer|Gazette|Courier|Independent|Telegraph|Mail|Sun|Star|Sentinel|Standard|Register|Dispatch|Examiner|Bee|Monitor|Express|Mirror|Review|Radio|Photography|Images|Pictures|Media|Studios?)
  |(?:the\ )?{_AGENCY}|[\w-]{{2,40}}\.(?:com|net|org))"""
_OUTLET = rf"(?:{_PAPER}|[A-Z]{{2,6}}|[A-Z][a-z]{{1,20}}[A-Z]\w{{1,20}})"
_STAFF = r"(?i:staff|special\ to|freelance|contribut(?:or|ing)|for)\b"
_BETWEEN = r"(?:\s{0,2}[/|,]\s{0,2}|\s[–—-]\s{1,2}|\ (?:for|via|of)\ (?:the\ )?)"
_MAKERS = rf"(?:(?:{_NAMES}|@\w{{1,40}}){_BETWEEN}){{0,12}}"
_MORE = r"[\w.&'’-]{1,40}(?:\ [\w.&'’-]{1,40}){0,4}"
# Where a credit may open: at the start, on its own line, or behind a sentence, glued or with a
# blank or two.
_ENDED = r"""[.!?…"”'’)\]。！？」]"""
_OPENS = rf"(?:^|(?<=\n)|(?<={_ENDED})|(?<={_ENDED}\s)|(?<={_ENDED}\s\s))"
_TO_END = r"[^.!?]{1,60}(?:(?<=[\s.][A-Z])\.\ ?[^.!?]{0,40}|(?<=\b[A-Z][a-z][a-z])\.\ (?=\d)[^.!?]{1,40}|\.[^.!?\s]{1,20}){0,4}"

_LABEL = rf"(?i:(?:{_PICTURE}\ )?(?:credits?|photo(?:s|graph|graphy)?|image(?:s)?|picture(?:s)?|pic|illustration|graphic|source))(?:\s{{0,3}}:\s{{0,3}}|\s{{1,3}}(?i:by|courtesy(?:\ of)?|from|via|credit:?)\s{{1,3}}:?)"

# What may close a caption, by where it opens. No repeat is open-ended, so that each takes time in
# step with its input, and none leaves it to the engine where one of two repeats ends.
_SIGN = r"[|/–—•·-]\s{0,3}"
_IN_BRACKETS = rf"""[(\[（]\s{{0,3}}(?: (?i:(?:{_PICTURE}|courtesy|via|file|©)\b)[^()\[\]]{{0,100}}(?:\([^()]{{0,40}}\))? | (?i:handout)\b[^()\[\]]{{0,100}} | (?i:{_ABROAD})(?:\s{{0,2}}[:：/©][^()\[\]（）]{{1,80}}|\ {_NAMES})? | (?i:{_GIVEN})(?:\ (?i:photo|image|picture|by\ [^()\[\]]{{1,60}}))?
  | {_MAKERS}(?:{_NAMES}[\ -])?{_AGENCY}(?:(?:\ ?[/|,–—]\ ?|\ (?:[–—-]\ )?)[\w&][\w.&'’-]{{0,40}}){{0,4}} | (?i:{_AGENCY}) | {_NAMES}(?:\ ?/\ ?{_NAMES}){{1,3}} | [A-ZÀ-Þ][^()\[\]/\n]{{1,40}}/\ ?[A-ZÀ-Þ@][^()\[\]\n]{{1,60}} | {_FULL_NAME}\ for\ [^()\[\]]{{2,40}} )\s{{0,3}}[)\]）]"""
_LABELLED = rf"\b{_LABEL}{_TO_END}"
_LABELLED_ABROAD = rf"(?i:{_ABROAD}|screenshot|screengrab|screen\ grab|video\ still)(?:\s{{0,3}}[:：/|©]\s{{0,3}}|\s(?i:by|from|via|von|de|du|des|di|del|da|van|door|par)\s){_TO_END}"
_NAMES_AND_AGENCY = rf"{_NAMES}\s?[/|]\s?(?:{_AGENCY}|{_NAMES}|[\w.-]{{1,40}}\.(?:com|net|org))(?:\s?[/|]\s?[\w.\ ]{{2,40}})?"
_BEHIND_SENTENCE = (
    _LABELLED,
    _LABELLED_ABROAD,
    rf"(?:Fotos?|FOTOS?|Photos?|PHOTOS?|Bild|Beeld|Archiv|Archives|Archivo|Quelle|Cr[ée]dit)\s{_MAKERS}(?:{_FULL_NAME}|{_AGENCY})",
    # makers and an agency
    rf"(?:{_SIGN})?{_MAKERS}(?:{_NAMES}-)?{_AGENCY}(?:\s{{0,2}}(?:[/|,–—-]|via|for)\s{{0,2}}{_MORE}){{0,3}}",
    _NAMES_AND_AGENCY,
    # an agency's line with its notes to editors
    rf"(?:AFP|AP|EPA|EFE|UPI|REUTERS|Reuters)(?:\ (?i:photos?))?\s?/\s?{_NAMES}\s?(?:\([^()]{{0,120}}\)|[^\n]{{0,160}}\b(?:{_AGENCY}|EDITORIAL\ USE(?:\ ONLY)?|NO\ (?:SALES|ARCHIVES?|RESALE)))",
    # a maker and whom the picture was made for
    rf"{_FULL_NAME}(?:\ for\ |(?:,|\s?[|–—-])\ ){_OUTLET}(?!\.)",
    rf"{_FULL_NAME}(?:,|\s?[/|–—-])\ ?{_STAFF}[^.!?]{{0,40}}",
    # who let it be used
    r"(?i:courtesy(?:\ of|:)?|handout(?:\ photo)?|file\ (?:photo|image|picture)|via|supplied(?:\ by)?)\b[^.!?]{0,50}",
    rf"(?i:{_GIVEN}|symbolbild|archiv(?:bild|foto|o|es|io)?|archief)(?:\ by\ {_TO_END})?",
)
_BEHIND_SIGN = (
    _LABELLED,
    rf"\b{_LABELLED_ABROAD}",
    rf"(?:{_NAMES}\s{{0,3}}(?:[/|,]\s{{0,3}})?)?{_AGENCY}(?:\s{{0,3}}[/|–—,-]\s{{0,3}}[\w.\ ]{{2,40}})?",
)
_ANYWHERE = (
    # a word for a picture, and its maker glued to it
    rf"\b(?i:(?=[acfghilmprsv])){_LABEL}(?=[A-ZÀ-Þ@\"“©]){_TO_END}",
    # "Credit...Ann Roe", and the two glued: "CreditAnn Roe/Karvia Times"
    rf"\b(?:Credit){{1,2}}s?(?:\s?(?:\.{{3}}|…)\s?[^.!?]{{1,60}}|(?=[A-Z]){_FULL_NAME}(?:/|\ for\ )[^.!?]{{1,60}})",
    rf"(?<=\ ){_NAMES_AND_AGENCY}",
    r"\b(?:Submitted|SUBMITTED|Contributed|CONTRIBUTED|Provided|Supplied|Courtesy|Handout|File|Stock)\ (?i:photo|image|picture)",
    r"(?:©|\([cC]\)|(?i:copyright)(?=\s{0,3}[©:\dA-Z]))\s{0,3}[^.!?]{1,60}",
    # Chinese: who took it, then the word for that
    r"(?<=[。！？])[^。！？]{1,30}摄",
)
# One pattern, since it asks where a credit may open once for all. A letter ends no sentence.
_AT_END = re.compile(
    rf"""(?x)(?:{_IN_BRACKETS} | (?<!\w){_OPENS}(?:{"|".join(_BEHIND_SENTENCE)})
      | {_SIGN}(?:{"|".join(_BEHIND_SIGN)}) | {"|".join(_ANYWHERE)})$"""
)
_AT_START = re.compile(
    r"(?x)^ \W* (?: FILE(?:\ (?:PHOTO|PICTURE|IMAGE))? |"
    r" (?i:file\ (?:photo|picture|image)|archiv(?:bild|foto)|symbolbild|foto\ de\ archivo|photo\ d['’]archives?)"
    r" | HANDOUT ) \s* [-–—:]+ \s*"
)
_ALONE = re.compile(
    rf"""(?x) ^ \W* (?: (?i:(?:{_PICTURE}|{_ABROAD})(?:\s{{1,3}}(?:credits?|courtesy|source))?) (?: \s{{0,3}}[:：/|©–—-]\s{{0,3}} | \.{{3}}\s? | …\s? | \s{{1,3}}(?i:by|courtesy(?:\ of)?|from|via)\b:?\s{{0,3}} ) [^!?]{{1,90}}
      | (?i:courtesy|handout|file\ photo|stock\ photo|supplied)\b[^.!?]{{0,50}} | (?i:photographer|illustrator)\s{{0,3}}: [^!?]{{1,60}} | (?:©|\([cC]\)|(?i:copyright)\s?[:©]) [^!?]{{1,70}}
      | (?i:{_GIVEN})(?:\ (?i:photo|image|picture))?(?:\ by\ [^.!?]{{1,60}})?
      | (?:[\w'’-]{{1,20}}\ ){{0,3}}(?i:images?|photos?|pictures?|illustrations?)\ (?:used\ )?(?:via|from|by|courtesy\ of)\ {_AGENCY}
      | {_MAKERS}(?:{_NAMES}\s?[–—-]\s?)?{_AGENCY} (?:\s{{0,2}}[/|,–—-]\s{{0,2}}[\w.&\ '’-]{{2,40}}|\s{{1,2}}(?:via|for)\s{{1,2}}[\w.&\ '’-]{{2,40}})?
      | {_FULL_NAME}(?:\ for\ (?:the\ )?|,\ ){_PAPER} | {_AGENCY}\ (?i:photo|image|picture|graphic)s? | {_FULL_NAME}\s?/\s?(?:{_OUTLET}|{_FULL_NAME}) | {_NAMES}\ (?:Photograph(?:y|ie|e)|Fotograf(?:ie|ia)) ) \W*$"""
)
_AGENCY_IN_BRACKETS = re.compile(rf"(?xi)^\s*[(\[]\s{{0,3}}{_AGENCY}\s{{0,3}}[)\]]\.?\s*$")


_ASIDE = re.compile(r"\(\?<?[=!](?:\[(?:\\.|[^\]\\])*\]|\\.|[^()\[\]\\])*\)")
_BOUND = re.compile(r"\{(\d+)(?:,\d*)?\}")


def _loosened(pattern: str) -> str:
    """A pattern without its bounds and without what looks ahead or behind: it holds wherever the other
    does, and Arrow can search it.
    """
    return _BOUND.sub(lambda bound: "*" if bound[1] == "0" else "+", _ASIDE.sub("", pattern))


# Each text that is nothing but a credit holds one of these, and few others do. Only Arrow searches them,
# in linear time.
MAY_BE_ALONE = (
    (_loosened(_ALONE.pattern), _ALONE.flags),
    (_loosened(_AGENCY_IN_BRACKETS.pattern), _AGENCY_IN_BRACKETS.flags),
)
_SENTENCE = re.compile(r"[a-z]{3}[.!?]\s+[A-Z]")
_LONGEST = 200  # characters of a credit at the end of a caption
_BLANK = " .\n\t\r"  # what may follow a credit
_FEWEST_SIGNS = 8  # of a caption in Chinese or Japanese
# Credits that name a picture, its maker's sign or an agency of pictures; "[Bloomberg]" may be a
# source of news.
_SURE = re.compile(
    r"(?i)photo|image|picture|credit|illustrat|©|getty|reuters|\bAFP\b|\bAP\b|\bEPA\b|shutterstock|flickr|\w/\w"
)
# A word of every text with a credit that is more than this: it names the credit, or opens the text.
OF_CREDITED = re.compile(rf"{_SURE.pattern}|^\W*(?:file|archiv|symbolbild|foto|handout)")


def is_credit(text: str) -> bool:
    """Is a text nothing but a picture's credit?

    Examples
    --------
    >>> is_credit("Photo: Jane Doe/Reuters"), is_credit("Getty Images"), is_credit("Jane Doe opens the hall.")
    (True, True, False)
    """
    if len(text) > 130 or len(text.split()) > 14 or _SENTENCE.search(text):
        return False
    return _ALONE.match(text) is not None or _AGENCY_IN_BRACKETS.match(text) is not None


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
    close = _start_of_credit(text, begin)
    caption = text[begin:close]
    # What opens inside a bracket that closes before the end belongs to the sentence: "The (photo:
    # Ann Roe) hall".
    if _says_enough(caption) and caption.count("(") <= caption.count(")"):
        return begin, begin + len(caption.rstrip(" |/–—-•·\n"))
    return begin, len(text)


def _says_enough(caption: str) -> bool:
    """Has a caption two words, or as much in a script without blanks?"""
    return len(caption.split()) >= 2 or (len(caption) >= _FEWEST_SIGNS and not caption.isascii())


def _start_of_credit(text: str, begin: int) -> int:
    """Where the credit at the end of a text opens; its length where there is none."""
    end = len(text.rstrip(_BLANK))
    # Only the last words can be a credit; a word that is longer than the bound is none.
    tail = begin if end - begin <= _LONGEST else text.find(" ", end - _LONGEST, end)
    if tail < 0:
        return len(text)
    credit = _AT_END.search(text, tail, end)
    return credit.start() if credit else len(text)


def has_credit(text: str) -> bool:
    """Does a text open or close as only captions with a credit do?

    Examples
    --------
    >>> has_credit("The hall in March. (Photo: Jane Doe)"), has_credit("The hall. [Bloomberg]")
    (True, False)
    """
    # The sign is among the last words, or the text opens with one; a credit alone may have none.
    last_words = max(0, len(text.rstrip(_BLANK)) - _LONGEST)
    if not (_AT_START.match(text) or _SURE.search(text, last_words)):
        return is_credit(text)
    begin, end = split_credit(text)
    return begin > 0 or _SURE.search(text, end) is not None


def caption_parts(text: str) -> list[tuple[str, int, int]]:
    """The layers of a caption as it was found, each with its place in the text: the caption, and
    its credits apart.

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
