"""Languages: what their ISO 639-1 codes are called, and how it is said that a text was not measured."""

from __future__ import annotations

import re

NAMES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "ig": "Igbo",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "kn": "Kannada",
    "ko": "Korean",
    "ku": "Kurdish",
    "ky": "Kyrgyz",
    "la": "Latin",
    "lb": "Luxembourgish",
    "lo": "Lao",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ml": "Malayalam",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "my": "Burmese",
    "ne": "Nepali",
    "nl": "Dutch",
    "nn": "Norwegian (Nynorsk)",
    "no": "Norwegian",
    "or": "Odia",
    "pa": "Punjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "rw": "Kinyarwanda",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "tg": "Tajik",
    "th": "Thai",
    "tk": "Turkmen",
    "tl": "Tagalog",
    "tr": "Turkish",
    "ug": "Uyghur",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "xh": "Xhosa",
    "yo": "Yoruba",
    "zh": "Chinese",
    "zu": "Zulu",
}
# Written without a space between words: the suite, which cuts at white space, finds no word in them.
WITHOUT_SPACES = frozenset({"ja", "km", "lo", "my", "th", "zh"})
_NOT_MEASURED = "not measured: "
_CERTAINTY = re.compile(r" \(\d\.\d\d\)")


def not_measured(language: str, certainty: float) -> str:
    """Why a measure says nothing of a text: its language, with the certainty that it is this one.

    Examples
    --------
    >>> not_measured("de", 0.98)
    'not measured: the text is German (0.98)'
    >>> not_measured("th", 1.0)
    'not measured: the text is Thai (1.00), which is not cut into words here'
    """
    uncut = ", which is not cut into words here" if language in WITHOUT_SPACES else ""
    return f"{_NOT_MEASURED}the text is {NAMES.get(language, language)} ({certainty:.2f}){uncut}"


def without_certainty(reason: str) -> str:
    """The same reason for all texts of a language, however certain each is of it.

    Examples
    --------
    >>> without_certainty(not_measured("de", 0.98)), without_certainty("no caption")
    ('not measured: the text is German', 'no caption')
    """
    return _CERTAINTY.sub("", reason) if is_not_measured(reason) else reason


def is_not_measured(reason: str) -> bool:
    """Whether the reason of a verdict is the language of the text.

    Examples
    --------
    >>> is_not_measured(not_measured("de", 0.98)), is_not_measured("fewer than 4 hits")
    (True, False)
    """
    return reason.startswith(_NOT_MEASURED)
