"""Postal addresses: a street with its number, with or without postcode and town; a town alone is nobody's address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voc.protocols import Span

_UP = "A-ZÀ-ÖØ-Þ"
_LOW = "a-zà-öø-ÿ"
_CAP = rf"(?:[{_UP}][\w'’\-]*|St\.|Ste\.)"
_FR_TYPE = (
    r"(?:rue|r\.|avenue|av\.|bd\.?|bld|boulevard|chemin|chem\.|ch\.|impasse|imp\.|all[ée]es?|chauss[ée]e|dr[èe]ve|lotissement|"
    r"faubourg|fbg|"
    r"ruelle|venelle|sentier|sente|lieu[- ]dit|rond[- ]point)"
)
# Words with other meanings: only before a name with a capital.
_FR_TYPE_ALSO = (
    r"(?:av|place|pl\.|route|rte|quai|cours|square|sq\.|passage|r[ée]sidence|voie|mont[ée]e|esplanade|clos|hameau|cit[ée]|"
    r"promenade|traverse|"
    r"parvis|galerie|villa|domaine|parc|zone artisanale|ZA|ZI|ZAC)"
)
_PARTICLE = r"(?:de la|de l['’]|des|du|de|d['’]|l['’]|la|le|les|aux|au|à la|à l['’])"
_BIS = r"(?:\s?(?:bis|ter|quater|[a-e](?![\w'’])))?"
_FR_STOP = (
    r"(?!(?:et|mais|ou|où|que|qui|pour|avec|dans|est|c|merci|svp|car|je|il|elle|on|nous|vous|ils|le livreur|depuis|à|en|pas|non|"
    r"sur|sans|chez|mon|ma|mes|votre|a|ont|suis|sont|n'|j'|après|avant|"
    r"alors|donc|puis|quand|si|par|comme|bonjour|cordialement|livr\w+|vendait)\b)"
)
_FR_NAME_CASED = rf"{_CAP}(?:[ ](?:{_PARTICLE}\s?)?{_CAP}|[ ]\d{{1,2}}[ ]{_CAP}){{0,4}}"
_FR_NAME_FREE = (
    rf"{_FR_STOP}[\w'’\-]+(?:[ ](?:{_PARTICLE}[ ]?)?{_FR_STOP}[{_LOW}{_UP}][\w'’\-]+){{0,3}}(?=,?[ ]\d{{4,5}}\b|"
    rf"\s?[,;\n]|$)|{_FR_STOP}[\w'’\-]+"
)
_TOWN = (
    rf"(?:{_CAP}(?:[ ](?:{_PARTICLE}\s?)?{_CAP}){{0,3}}|(?:st|ste|saint|sainte|la|le|les)[ -][\w'’\-]+|"
    rf"{_FR_STOP}[\w'’\-]{{3,}})(?:[ ]?(?:cedex|CEDEX)(?:[ ]\d{{1,2}})?)?"
)
_POSTCODE_TOWN = rf"(?:[ ]*[,\n\-]?[ ]*(?:[BFL]-)?\d{{2}}[ ]?\d{{2,3}}(?:[ ]?[A-Z]{{2}})?[ ,]+{_TOWN})"
_BOX = r"(?:,?[ ]?(?:bte|bo[iî]te|box|bus|appt?\.?|appartement|b[âa]t(?:iment)?\.?|esc(?:alier)?\.?|[ée]tage|apt\.?|porte)[ ]?[\w°]{1,5})"
_BEFORE_NUMBER = r"(?<![\w€$£/:.,\-])"
_FR_NUMBER = rf"{_BEFORE_NUMBER}(?<!\ble )\d{{1,4}}{_BIS},?[ ]+(?i:{_FR_TYPE})[ ]+(?:(?i:{_PARTICLE})\s?)?"
_FR_NUMBER_ALSO = rf"{_BEFORE_NUMBER}(?<!\ble )\d{{1,4}}{_BIS},?[ ]+(?i:{_FR_TYPE_ALSO})[ ]+(?:(?i:{_PARTICLE})\s?)?"
_FR_END = rf"{_BOX}{{0,3}}(?:,?[ ]+[àa][ ]{_CAP}|{_POSTCODE_TOWN}|,[ ]{_CAP}(?:[ ]?\-?{_CAP})?(?=\s?[.,;!\n]|$))?"
_FRENCH_CASED = re.compile(rf"(?:{_FR_NUMBER}(?:{_FR_NAME_CASED}|{_FR_NAME_FREE})|{_FR_NUMBER_ALSO}{_FR_NAME_CASED}){_FR_END}")
_FRENCH = re.compile(rf"{_FR_NUMBER}(?:{_FR_NAME_FREE})(?:{_BOX}{{0,3}}{_POSTCODE_TOWN}?)", re.IGNORECASE)
_AFTER_STREET = rf"(?={_BOX}|,|[ ]+(?:à[ ])?\d{{4,5}}[ ]+[{_UP}]|[ ]+à[ ][{_UP}]|\s*$|\s*[.;!)\n])"
_BELGIAN = re.compile(
    rf"(?<!\w)(?:[Rr]ue|[Aa]venue|[Aa]v\.|[Cc]hauss[ée]e|[Bb]oulevard|[Bb]d|[Pp]lace|[Cc]hemin|[Dd]r[èe]ve|[Cc]los|[Qq]uai|"
    rf"[Rr]oute|[Aa]ll[ée]e|[Ss]quare|[Ii]mpasse)[ ](?:{_PARTICLE}[ ]?)?{_CAP}"
    rf"(?:[ \-](?:{_PARTICLE}[ ]?)?{_CAP}){{0,3}},?[ ](?:n°[ ]?)?\d{{1,4}}{_BIS}{_AFTER_STREET}{_BOX}{{0,2}}{_POSTCODE_TOWN}?"
)
_DUTCH = re.compile(
    rf"(?<!\w)[{_UP}][\w'’\-]*(?:[ ][{_UP}][\w'’\-]*)?(?:straat|laan|weg|plein|steenweg|dreef|lei|kaai|gracht|kade|singel|baan|"
    rf"hof|markt)[ ]\d{{1,4}}[a-z]?(?:[ ]?(?:bus|bte)[ ]?\w{{1,4}})?(?:[ ,]+\d{{4}}(?:[ ]?[A-Z]{{2}})?[ ]{_CAP})?"
)
_EN_STRICT = (
    r"(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|gardens|grove|terrace|boulevard|"
    r"blvd|mews|highway|hwy|parkway|pkwy|circle|cir)"
)
_EN_TYPE = (
    rf"(?:{_EN_STRICT}|way|place|pl|square|sq|hill|park|parade|row|walk|rise|view|green|wharf|quay|trail|loop|gate|mount|"
    rf"croft|broadway|drove|fields|meadows?|heights|yard|common|vale|end)"
)
_EN_STOP = (
    r"(?!(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?|times?|people|persons?|the|a|an|in|of|on|at|to|for|from|"
    r"and|or|miles?|km|metres?|meters?|stars?|star|way|different|other|more|items?|"
    r"orders?|phone|calls?|emails?|pounds?|dollars?|euros?|percent|cars?|vans?|drivers?|shops?|stores?|floors?|lane|parking|"
    r"test|hard|disk|wheel|per|each|working|business|inch|gb|tb|pm|am|st|nd|rd|th|is|was|so|very)\b)"
)
_UNIT = r"(?:(?:flat|apt\.?|apartment|unit|suite|ste\.?|room)[ ]?#?\w{1,5},?[ ]+|#\d{1,5},?[ ])"
_UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}"
_US_ZIP = r"[A-Z]{2},?[ ]\d{5}(?:-\d{4})?"
_EN_TAIL = (
    rf"(?:,?[ ](?i:flat|apt\.?|apartment|unit|suite|ste\.?|#)[ ]?#?\w{{1,5}})?(?:(?:[ ]*[,\n][ ]*|"
    rf"[ ]){_CAP}(?:[ ]{_CAP}){{0,2}}){{0,3}}(?:[ ]*[,\n]?[ ]*(?:(?i:{_UK_POSTCODE})|{_US_ZIP}))"
)
_EN_UNIT_AFTER = r"(?:,?[ ](?i:flat|apt\.?|apartment|unit|suite)[ ]?#?\w{1,5}(?!\w))?"
_EN_CASED = re.compile(
    rf"(?<![\w€£$.])(?i:{_UNIT})?\d{{1,5}}[A-Za-z]?,?[ ](?:[NSEW]{{1,2}}\.?[ ])?(?:{_CAP}[ ]){{1,3}}"
    rf"(?i:{_EN_TYPE})\b\.?(?:[ ][NSEW]{{1,2}}\b)?"
    rf"(?:{_EN_TAIL}|{_EN_UNIT_AFTER}(?:,[ ]{_CAP}(?:[ ]{_CAP})?(?=\s*[.,;!\n]|\s*$))?)"
)
_EN_LOWER = re.compile(
    rf"(?<![\w€£$.])(?:{_UNIT})?\d{{1,4}}[a-z]?,?[ ]{_EN_STOP}[a-z'’]{{3,}}[ ](?:{_EN_STOP}[a-z'’]{{3,}}[ ])?(?:road|rd|street|"
    rf"avenue|ave|lane|drive|close|crescent|grove|terrace|gardens)\b(?:,?[ ](?:[\w'’]+[, ]{{1,2}}){{0,3}}{_UK_POSTCODE})?",
    re.IGNORECASE,
)
_BOXES = re.compile(r"(?<!\w)(?:P\.?O\.? ?Box|B\.?P\.?|Postbus)[ ]\d{1,6}(?:[, ]+\d{4,5}[ ][A-Z][\w'’\-]+)?")
_HINT = re.compile(r"\d")


def addresses(text: str) -> Iterator[Span]:
    """Streets with a number in French, Belgian, Dutch, British and American forms."""
    if not _HINT.search(text):
        return
    for pattern in (_FRENCH_CASED, _BELGIAN, _DUTCH, _EN_CASED, _BOXES):
        for found in pattern.finditer(text):
            yield _trimmed(found)
    for found in _EN_LOWER.finditer(text):
        yield _trimmed(found)
    for found in _FRENCH.finditer(text):
        # Written without capitals, or all in capitals.
        if found.group().islower() or found.group().isupper():
            yield _trimmed(found)


def _trimmed(found: re.Match[str]) -> Span:
    return found.start(), found.start() + len(found.group().rstrip(" ,;.\n-'’"))
