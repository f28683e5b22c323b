"""What LexisNexis and Nexis Uni call their fields, in the languages of their interfaces."""

from __future__ import annotations

# What a field holds, and its names by language; those of several words are joined by "_". A field
# that is not listed counts by where it stands.
_NAMES: dict[str, dict[str, str]] = {
    "headline": {
        "en": "HEADLINE TITLE",
        "de": "SCHLAGZEILE ÜBERSCHRIFT TITEL",
        "fr": "TITRE",
        "nl": "KOP TITEL",
        "da": "OVERSKRIFT TITEL",
    },
    "standfirst": {
        "en": "HIGHLIGHT ABSTRACT SUMMARY SUBHEADLINE",
        "de": "HIGHLIGHT VORSPANN UNTERTITEL ZUSAMMENFASSUNG",
        "fr": "CHAPEAU ENCART RÉSUMÉ RESUME SOUS-TITRE",
        "nl": "SAMENVATTING INTRO ONDERTITEL",
        "da": "RESUMÉ RESUME UNDERRUBRIK MANCHET",
    },
    "byline": {
        "en": "BYLINE AUTHOR NAME",
        "de": "AUTOR AUTOREN AUTORIN VERFASSER",
        "fr": "AUTEUR AUTEURS SIGNATURE",
        "nl": "AUTEUR AUTEURS",
        "da": "FORFATTER",
    },
    "body": {
        "en": "BODY TEXT FULL_TEXT",
        "de": "TEXT VOLLTEXT",
        "fr": "ARTICLE TEXTE",
        "nl": "TEKST",
        "da": "TEKST BRØDTEKST",
    },
    "graphic": {
        "en": "GRAPHIC GRAPHICS",
        "de": "GRAFIK GRAPHIK GRAFIKEN BILDUNTERSCHRIFT",
        "fr": "GRAPHIQUE ILLUSTRATION ILLUSTRATIONS LÉGENDE",
        "nl": "ILLUSTRATIE ILLUSTRATIES AFBEELDING BIJSCHRIFT",
        "da": "ILLUSTRATION ILLUSTRATIONER BILLEDTEKST GRAFIK",
    },
    # Paragraphs that are no part of the article: they go on until the next field.
    "note": {
        "en": "CORRECTION CORRECTIONS NOTES NOTE BIO RELATED_ARTICLES DISCLAIMER",
        "de": "BERICHTIGUNG KORREKTUR ANMERKUNG BIBLIOGRAPHIE",
        "fr": "RECTIFICATIF NOTE BIBLIOGRAPHIE",
        "nl": "RECTIFICATIE NOOT NOTEN",
        "da": "RETTELSE NOTE",
    },
    "about": {
        "en": "SECTION LENGTH DATELINE SERIES COLUMN EDITION SHOW GUESTS GUEST ANCHORS ANCHOR"
        " REPORTERS SOURCE DISTRIBUTION CONTACT",
        "de": "RUBRIK RESSORT LÄNGE ORTSZEILE SERIE AUSGABE SEITE",
        "fr": "RUBRIQUE LONGUEUR LIEU SÉRIE ÉDITION PAGE",
        "nl": "RUBRIEK SECTIE LENGTE DAGTEKENING EDITIE PAGINA",
        "da": "SEKTION LÆNGDE UDGAVE SIDE",
    },
    # The heading of what the database says about the article.
    "classification": {
        "en": "CLASSIFICATION",
        "de": "KLASSIFIZIERUNG KLASSIFIKATION",
        "fr": "CLASSIFICATION",
        "nl": "CLASSIFICATIE",
        "da": "KLASSIFIKATION",
    },
    # What the database says about the article: none of its words comes behind one of these.
    "closing": {
        "en": "LOAD-DATE LANGUAGE PUBLICATION-TYPE PUB-TYPE TYPE DOCUMENT-TYPE JOURNAL-CODE"
        " JOURNAL_CODE PUB-SUBJECT SUBJECT ORGANIZATION ORGANISATION COMPANY TICKER INDUSTRY"
        " GEOGRAPHIC CITY STATE COUNTRY PERSON TRANSCRIPT ACC-NO UPDATED CORRECTION-DATE"
        " VIEW_ORIGINAL_PAGE ISSN CATEGORY URL",
        "de": "UPDATE SPRACHE ZEITUNGS-CODE PUBLIKATIONSTYP THEMEN FIRMA ORTE PERSONEN",
        "fr": "DATE-CHARGEMENT LANGUE TYPE-PUBLICATION CODE-REVUE SUJET SOCIETE SOCIÉTÉ"
        " LOCALISATION-GEO SYMBOLE-BOURSIER SECTEUR-ACTIVITE PERSONNE",
        "nl": "LAADDATUM TAAL PUBLICATIETYPE ONDERWERP BEDRIJF",
        "da": "SPROG PUBLIKATIONSTYPE EMNE",
    },
}
_KIND_OF = {
    name.replace("_", " ").casefold(): kind
    for kind, rows in reversed(_NAMES.items())
    for row in rows.values()
    for name in row.split()
}


def kind_of_field(name: str) -> str | None:
    """What a field holds, by its name in any language: "headline", "standfirst", "byline", "body",
    "graphic", "note", "about", "classification" or "closing"; None for a name that is not listed.

    Examples
    --------
    >>> kind_of_field("GRAFIK"), kind_of_field("Load-Date"), kind_of_field("DOBBS")
    ('graphic', 'closing', None)
    """
    return _KIND_OF.get(" ".join(name.split()).casefold())
