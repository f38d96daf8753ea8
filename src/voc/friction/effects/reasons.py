"""One sentence per row of `action_effect`, in French and in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from voc.friction.effects.window import Window

NARROW = "\u202f"
NOUNS = {
    "weeks": (("semaine", "semaines"), ("week", "weeks")),
    "feedbacks": (("retour", "retours"), ("feedback", "feedbacks")),
    "people": (("personne", "personnes"), ("person", "people")),
}
Sentences = tuple[str, str]

OFF_THE_MAP: Sentences = ("La cellule n’est plus sur la carte du parcours.", "The cell is no longer on the map of the journey.")


class Lack(NamedTuple):
    """How much is missing, of what (weeks, feedbacks, people, controls), on which side (before, after, beside)."""

    side: str
    what: str
    missing: int


def too_early(lacks: Sequence[Lack], least_controls: int) -> Sentences:
    """What is missing; only what lies after the action comes with time."""
    parts = []
    if after := [x for x in lacks if x.side == "after"]:
        parts.append((f"il faut encore {_french(after)} après l’action", f"{_english(after, 'more ')} needed after the action"))
    if before := [x for x in lacks if x.side == "before"]:
        parts.append((f"il manque {_french(before)} avant l’action", f"{_english(before)} missing before the action"))
    parts += [_too_few_controls(least_controls - x.missing, least_controls) for x in lacks if x.side == "beside"]
    comes_with_time = len(after) == len(lacks)
    lead = ("Trop tôt pour conclure", "Too early to tell") if comes_with_time else ("On ne peut pas conclure", "Nothing can be told")
    french, english = zip(*parts, strict=True)
    return f"{lead[0]}{NARROW}: {f'{NARROW}; '.join(french)}.", f"{lead[1]}: {'; '.join(english)}."


def against_control(window: Window, n_controls: int, mixed: bool) -> Sentences:
    """With what the target was compared; `mixed` when cells of other actions serve as controls too."""
    french = f"Par rapport à un témoin tiré de {n_controls} autres cellules du parcours, {_span_french(window)}"
    english = f"Compared with a control drawn from {n_controls} other cells of the journey, {_span_english(window)}"
    if mixed:
        french += f"{NARROW}; d’autres actions visent certaines d’entre elles"
        english += "; other actions aim at some of them"
    return french + ".", english + "."


def against_trend(window: Window, beside_control: bool) -> Sentences:
    """The same for the interrupted series; `beside_control` when a control gives the verdict."""
    french = (
        f"Par rapport au prolongement de la tendance d’avant, {_span_french(window)}{NARROW}; "
        "ni une saison ni un événement commun à tout le parcours ne sont exclus."
    )
    english = (
        f"Compared with where the weeks before were heading, {_span_english(window)}; "
        "neither a season nor an event common to the whole journey is ruled out."
    )
    if beside_control:
        return french + " Le verdict est celui du témoin.", english + " The verdict is that of the control."
    return french, english


def _span_french(window: Window) -> str:
    return f"sur {window.before} semaines avant et {window.after} après l’action"


def _span_english(window: Window) -> str:
    return f"over {window.before} weeks before and {window.after} after the action"


def _too_few_controls(found: int, needed: int) -> Sentences:
    french = {0: "aucune autre cellule n’a", 1: "une seule autre cellule a"}.get(found, f"seules {found} autres cellules ont")
    english = {0: "no other cell has", 1: "only one other cell has"}.get(found, f"only {found} other cells have")
    return (
        f"{french} assez de retours pour servir de témoin, il en faut {needed}",
        f"{english} enough feedback to serve as a control, {needed} are needed",
    )


# What is missing is never nought, so both languages agree on where the plural begins.
def _french(lacks: Sequence[Lack]) -> str:
    return _and([f"{x.missing} {NOUNS[x.what][0][x.missing > 1]}" for x in lacks], " et ")


def _english(lacks: Sequence[Lack], more: str = "") -> str:
    counted = _and([f"{x.missing} {more}{NOUNS[x.what][1][x.missing > 1]}" for x in lacks], " and ")
    return f"{counted} {'is' if len(lacks) == 1 and lacks[0].missing == 1 else 'are'}"


def _and(items: list[str], link: str) -> str:
    return link.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
