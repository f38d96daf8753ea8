"""Which language a text is in: a lexicon for short answers, lingua for the rest, `und` when the text does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
from lingua import IsoCode639_1, LanguageDetectorBuilder

# Answers that lingua cannot place because they are too short; what several languages share is in none of the lists.
_SHORT: dict[str, str] = {
    "fr": "ras|r a s|rien|rien à signaler|rien à dire|rien à redire|rien de spécial|rien de particulier|aucun|aucune|néant|"
    "non|oui|sans|"
    "sans avis|sans commentaire|pas de commentaire|aucun commentaire|pas d'avis|top|au top|tip top|bien|très bien|tres bien|"
    "trés bien|tb|bof|"
    "nul|nulle|moyen|correct|parfait|impeccable|nickel|génial|genial|excellent service|bon|bonne|mauvais|mauvaise|merci|"
    "merci beaucoup|"
    "bravo|rapide|rapidité|efficace|efficacité|simple et rapide|rapide et efficace|rapide et simple|satisfait|satisfaite|"
    "très satisfait|"
    "très satisfaite|déçu|déçue|tout est ok|tout va bien|tout|prix|le prix|cher|trop cher|accueil|l'accueil|bon service|"
    "bonne application|"
    "super application|appli au top|très bon service|pas mal|ça va|ca va|ok merci|facile|pratique|utile|inutile|arnaque|je "
    "recommande|"
    "à fuir|a fuir|génial merci|super merci|sans plus|je ne sais pas|ne sait pas|nsp|conforme|bon produit|bon suivi|très "
    "pratique",
    "en": "n a|none|nothing|nil|no|yes|good|very good|great|bad|very bad|poor|very poor|excellent service|good service|great "
    "service|"
    "poor service|awesome|amazing|fine|all good|all fine|nothing to add|no comment|no comments|thanks|thank you|thx|cheers|"
    "love it|"
    "easy|easy to use|fast|quick|slow|helpful|useless|useful|rubbish|terrible|awful|perfect|great app|good app|nice app|best "
    "app|brilliant|friendly|"
    "friendly staff|staff|everything|don't know|dont know|not sure|no answer|not applicable|did not answer|very helpful|"
    "lovely|crap|"
    "scam|avoid|highly recommended|recommended|well done|happy|very happy|satisfied|very satisfied|disappointed|price|the price|"
    "convenient",
    "nl": "niets|geen|geen opmerkingen|geen opmerking|goed|heel goed|zeer goed|prima|slecht|zeer slecht|nee|neen|ja|bedankt|"
    "dank u|dank je|"
    "uitstekend|perfecte service|goede service|slechte service|snel|traag|tevreden|zeer tevreden|ontevreden|niets te melden|"
    "nvt|geweldig|"
    "matig|te duur|duur|vriendelijk|klantvriendelijk|handig|makkelijk|alles ok|goede app|super goed|slechte app|waardeloos|"
    "aanrader|geen idee",
}
# Frequent words that only one of the languages at stake has: each one multiplies the odds of its language.
_TELLING: dict[str, str] = {
    "fr": "je j tu il elle nous vous ils le la les un une des du au aux ce cette ces est sont été était être avoir fait pas ne "
    "très plus pour avec sans dans chez sur mais car donc et ou où qui que quoi "
    "mon ma mes votre vos notre leur tout toute tous bien bonne bon merci super superbe appli application efficace rapide "
    "livraison colis commande service client prix facile pratique conseiller rien trop "
    "toujours jamais aussi depuis après c n d l s qu m y à de en déçu satisfait parfait impeccable version mobile",
    "en": "i you he she it we they the a an of to is are was were be been have has had do does did not no can could will would "
    "my your his her our their this that these those and or but for with from on at in "
    "by how what why when where who very good great bad nice best app card account order delivery refund get got use used "
    "easy service staff friendly helpful thanks thank love just all more please need want "
    "cheque fantastic brilliant appointment phone help top up",
    "nl": "ik je jij hij zij wij jullie het een de van is zijn was waren niet geen maar voor met zonder op bij naar heel zeer "
    "goed slecht en of dat die dit deze mijn uw jouw ons onze wel ook nog al te om aan "
    "door bank klantenservice bestelling levering pakket snel",
}
_ODDS = 3.0
# The same in every language.
_UNTELLING = frozenset({"ok", "okay", "test", "oké", "wifi", "ok ok"})
_NOT_WORDS = re.compile(r"@\w+|https?://\S+|www\.\S+|\S+@\S+|\[\w+\]|\b[xX]{2,}\b|[\d_]|[^\w\s'’-]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
# Long texts tell their language early; reading on costs time only.
_ENOUGH = 250


def detect(texts: pd.Series[str], languages: Sequence[str], margin: float) -> pd.DataFrame:
    """The language of each text.

    Args:
        texts: Cleaned texts.
        languages: ISO 639-1 codes at stake.
        margin: Least lead of the best language over the second; below it `und`.
    Returns:
        language (ISO 639-1 or und) and language_confidence (0..1), with the index of `texts`.
    """
    distinct = texts.dropna().drop_duplicates().tolist()
    words = {t: _words(t) for t in distinct}
    found = {t: _short(w, tuple(languages)) for t, w in words.items()}
    open_texts = [t for t in distinct if found[t] is None]
    found.update(zip(open_texts, _by_statistics([words[t][:_ENOUGH] for t in open_texts], tuple(languages), margin), strict=True))
    pairs = [found.get(t) or ("und", 0.0) for t in texts]
    columns = {"language": [p[0] for p in pairs], "language_confidence": [p[1] for p in pairs]}
    return pd.DataFrame(columns, index=texts.index).astype({"language": "str", "language_confidence": "float64"})


def _words(text: str) -> str:
    return _SPACES.sub(" ", _NOT_WORDS.sub(" ", text.replace("’", "'"))).strip(" '-")


def _short(words: str, languages: tuple[str, ...]) -> tuple[str, float] | None:
    """A short answer that is known, or nothing to read at all; None when it has to be looked at."""
    if sum(c.isalpha() for c in words) < 2 or words.casefold() in _UNTELLING:
        return ("und", 0.0)
    language = _short_answers(languages).get(words.casefold())
    return (language, 1.0) if language else None


@cache
def _short_answers(languages: tuple[str, ...]) -> dict[str, str]:
    return {answer: language for language in languages for answer in _SHORT.get(language, "").split("|") if answer}


def _by_statistics(texts: Sequence[str], languages: tuple[str, ...], margin: float) -> list[tuple[str, float]]:
    if not texts:
        return []
    if len(languages) == 1:
        return [(languages[0], 1.0)] * len(texts)
    # Capitals carry no language, and lingua takes words in capitals for names.
    lower = [t.lower() for t in texts]
    every = _detector(languages).compute_language_confidence_values_in_parallel(lower)
    return [
        _decided(_weighed(t, {v.language.iso_code_639_1.name.lower(): v.value for v in values}), margin)
        for t, values in zip(lower, every, strict=True)
    ]


def _weighed(text: str, values: dict[str, float]) -> dict[str, float]:
    """The statistics, with the odds of each language raised by its telling words; they add up to 1 unless nothing is known."""
    words = set(_WORD.findall(text))
    raised = {code: value * _ODDS ** min(len(words & _telling(code)), 6) for code, value in values.items()}
    total = sum(raised.values())
    return {code: value / total for code, value in raised.items()} if total > 0 else values


@cache
def _telling(language: str) -> frozenset[str]:
    own = set(_TELLING.get(language, "").split())
    return frozenset(own.difference(*(words.split() for other, words in _TELLING.items() if other != language)))


def _decided(values: dict[str, float], margin: float) -> tuple[str, float]:
    (best, first), (_, second) = sorted(values.items(), key=lambda v: (-v[1], v[0]))[:2]
    # The last digits turn on the order in which threads add.
    shown = round(float(first), 9)
    return (best, shown) if first - second >= margin and first > 0 else ("und", shown)


@cache
def _detector(languages: tuple[str, ...]) -> Any:
    codes = [IsoCode639_1.from_str(code) for code in languages]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
