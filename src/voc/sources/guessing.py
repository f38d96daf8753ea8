"""Guesses which column is what, for files that come without a configuration."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from voc.config import ColumnMap, RatingScale
from voc.errors import SourceError
from voc.issues import Issue
from voc.sources.cells import column, numbers, texts
from voc.sources.dates import guess_form, read_dates

# Words of a header, likeliest first; the roles are given out in this order and each column has one.
ROLES: dict[str, str] = {
    "nps": r"nps|net promoter|recommandation|recommande|recommend|likelihood",
    "text": r"verbatims?|commentaires?|comments?|avis|feedback|review text|review body|reviews?|body|text|texte|content|contenu"
    r"|description|message|answer|reponse|remarques?|opinion",
    "title": r"title|titre|subject|objet|sujet|headline",
    "id": r"id|identifiant|ref|reference|uuid|key|numero|number|ticket|id reponse|response id|review id",
    "received_at": r"created at|published at|date|submitted|timestamp|received|created|published|datetime|time|horodatage|jour|publication",
    "experienced_at": r"experienced?|experience date|date experience|visit|visite|incident",
    "rating": r"rating|stars?|etoiles?|note|score|grade|marks?",
    "csat": r"csat|satisfaction",
    "ces": r"ces|effort",
    "language": r"lang|language|langue|locale",
    "channel": r"channel|canal",
    "question": r"question",
    "author": r"author|auteur|username|user|customer id|client id|reviewer|pseudo",
}
# Columns that name people are never taken for segments.
PERSONAL = re.compile(
    r"\b(nom|prenom|name|firstname|lastname|mail|email|courriel|phone|telephone|tel|mobile|adresse|address|ip|iban|user|author|auteur|client|customer)\b"
)
FEW = 20


def guess_columns(frame: pd.DataFrame) -> tuple[ColumnMap, list[Issue]]:
    """The likeliest column map of a frame by its headers (French, English) and contents, and what was assumed, as issues.

    Raises:
        SourceError: No column holds text.
    """
    names = _candidates(frame)
    filled = {name: texts(column(frame, name)).dropna() for name in names}
    roles: dict[str, str] = {}
    for role, words in ROLES.items():
        free = [n for n in names if n not in roles.values() and _plausible(role, filled[n])]
        if found := _by_name(free, words):
            roles[role] = found
    if "text" not in roles:
        roles["text"] = _longest({n: v for n, v in filled.items() if n not in roles.values()} or filled)
        roles = {r: n for r, n in roles.items() if r == "text" or n != roles["text"]}
    scale = _scale(roles.pop("rating", None), filled)
    attributes = {
        _key(n): n
        for n in names
        if n not in roles.values() and (scale is None or n != scale.column) and _is_segment(n, filled[n], len(frame))
    }
    plain: dict[str, Any] = {role: name for role, name in roles.items() if role not in ("id", "text")}
    ids, doubts = _id(frame, roles)
    found_map = ColumnMap(id=ids, text=(roles["text"],), rating=scale, attributes=attributes, **plain)
    return found_map, [*_said(roles, scale, attributes), *doubts]


def guess_date_format(frame: pd.DataFrame, columns: ColumnMap) -> str | None:
    """`dayfirst`, `monthfirst`, or None when the dates are ISO 8601, for `Source.date_format`."""
    return guess_form(column(frame, columns.received_at)) if columns.received_at else None


def _id(frame: pd.DataFrame, roles: dict[str, str]) -> tuple[tuple[str, ...], list[Issue]]:
    """The id column, with the date where ids repeat with other texts, or none when that does not help either."""
    if "id" not in roles:
        return (), []
    text = texts(column(frame, roles["text"]))
    tried = [(roles["id"],), *([(roles["id"], roles["received_at"])] if "received_at" in roles else [])]
    for ids in tried:
        keys = pd.DataFrame({str(i): texts(column(frame, name)).fillna("") for i, name in enumerate(ids)})
        if not keys[~keys.assign(text=text).duplicated()].duplicated().any():
            doubt = Issue(
                "warning",
                "",
                f"{ids[0]!r} repeats with other texts: taken together with {ids[-1]!r}",
                "an id per record",
                "name it with --id",
            )
            return ids, [doubt] * (len(ids) > 1)
    return (), [
        Issue(
            "warning", "", f"{roles['id']!r} repeats with other texts and is not taken for an id", "an id per record", "name it with --id"
        )
    ]


def _candidates(frame: pd.DataFrame) -> list[str]:
    names: list[str] = []
    for name in frame.columns:
        inner = dict.fromkeys(key for cell in frame[name].head(200) if isinstance(cell, dict) for key in cell)
        names += [f"{name}.{key}" for key in inner] or [str(name)]
    return names


def _words(name: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.casefold()).split())


def _by_name(names: list[str], words: str) -> str | None:
    """The column whose header is the earliest of the words, else contains the earliest."""
    for word in words.split("|"):
        for name in names:
            if re.fullmatch(word, _words(name)):
                return name
    for word in words.split("|"):
        for name in names:
            if re.search(rf"\b(?:{word})\b", _words(name)):
                return name
    return None


def _plausible(role: str, values: pd.Series[str]) -> bool:
    if values.empty:
        return False
    sample = values.head(500)
    if role in ("nps", "rating", "csat", "ces"):
        read, unread = numbers(sample, None, 5 if role == "rating" else 10)
        return bool(unread.mean() < 0.2 and (role != "nps" or read.dropna().between(0, 10).mean() > 0.9))
    if role in ("received_at", "experienced_at"):
        return bool(read_dates(sample, guess_form(sample) or None, "UTC").notna().mean() > 0.5)
    if role == "id":
        return bool(values.nunique() > 0.9 * len(values) and sample.str.len().mean() < 60)
    if role == "text":
        return bool(
            sample.str.contains(r"[^\W\d_]{2}", regex=True).mean() > 0.3
            and not _is_date_like(sample)
            and sample.str.contains(" ", regex=False).mean() > 0.2
        )
    return True


def _is_date_like(sample: pd.Series[str]) -> bool:
    return bool(sample.str.match(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}").mean() > 0.5)


def _longest(filled: dict[str, pd.Series[str]]) -> str:
    lengths = {name: float(v.str.len().mean()) for name, v in filled.items() if len(v) and v.str.contains(r"[^\W\d_]{2}", regex=True).any()}
    if not lengths:
        raise SourceError("no column holds text", expected="a column of comments", advice="name it with --text")
    return max(sorted(lengths), key=lambda n: lengths[n])


def _scale(name: str | None, filled: dict[str, pd.Series[str]]) -> RatingScale | None:
    if name is None:
        return None
    values, _ = numbers(filled[name], None, 5)
    top = float(values.max()) if values.notna().any() else 5.0
    high = next((m for m in (5.0, 10.0, 20.0, 100.0) if top <= m), top)
    low = 0.0 if high > 10 or bool((values == 0).any()) else 1.0
    return RatingScale(column=name, min=min(low, float(values.min())) if values.notna().any() else low, max=high, best=high, missing=())


def _is_segment(name: str, values: pd.Series[str], rows: int) -> bool:
    few = 1 < values.nunique() <= min(FEW, max(2, rows // 2))
    return bool(few and len(values) > 0.3 * rows and values.str.len().max() <= 60 and not PERSONAL.search(_words(name)))


def _key(name: str) -> str:
    return _words(name).replace(" ", "_") or "column"


def _said(roles: dict[str, str], scale: RatingScale | None, attributes: dict[str, str]) -> list[Issue]:
    listed = ", ".join(f"{role}: {name!r}" for role, name in roles.items())
    issues = [Issue("info", "", f"columns guessed: {listed}", advice="name them with --text, --id, --date, --rating")]
    if scale:
        what = f"rating guessed: {scale.column!r} from {scale.min:g} to {scale.max:g}, highest best"
        issues.append(Issue("warning", "", what, advice="write a source file if the lowest mark is the best"))
    if attributes:
        issues.append(Issue("info", "", f"segments guessed: {', '.join(attributes.values())}", advice="write a source file to choose them"))
    return issues
