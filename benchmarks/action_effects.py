"""How often the effect of an action is judged rightly: `[VOC_DATA=DATA] python benchmarks/action_effects.py [journeys]`.

Simulated journeys of which everything is known (`tests/friction/simulated.py`), and, where the exports are, actions that nobody took: a day
and a cell of a real export drawn at random. Writes benchmarks/results/action_effects.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from tests.friction.simulated import GRID, World, actions, simulated

from reading import ROOT, config, work
from voc import tables
from voc.analyze import Tools, analyze
from voc.config import Config, FrictionSettings
from voc.friction.counted import counted_feedback, counted_mentions
from voc.friction.effects import control, effects
from voc.friction.effects.estimate import Estimate
from voc.friction.effects.panel import TARGET, Measured
from voc.friction.grid import Grid, grid_of
from voc.models import open_reader
from voc.shipped import shipped

RESULTS = ROOT / "benchmarks" / "results" / "action_effects.md"
SETTINGS = FrictionSettings()
PLAIN = World()
DEMO = World(before=4, after=3, per_week=140, share=0.1)
NULLS = {
    "12 weeks before, 6 after, 150 feedbacks a week": PLAIN,
    "as small as the demo: 4 before, 3 after": DEMO,
    "60 feedbacks a week": replace(PLAIN, per_week=60),
    "600 feedbacks a week": replace(PLAIN, per_week=600),
    "a target that 3 % of mentions speak of": replace(PLAIN, share=0.03),
    "four cells only: three controls": replace(PLAIN, cells=4),
    "every cell drifts a little (.2)": replace(PLAIN, drift=0.2),
    "every cell drifts a lot (.4)": replace(PLAIN, drift=0.4),
    "volumes of cells drift (.3)": replace(PLAIN, crowd=0.3),
    "a shock to the whole journey": replace(PLAIN, shock=0.6),
    "a season": replace(PLAIN, season=0.6),
    "a season that cells follow unequally": replace(PLAIN, season=0.6, loading=0.4),
    "half a year before, a season that cells follow very unequally": replace(PLAIN, before=26, after=10, season=0.8, loading=0.8),
    "an accident in another cell": replace(PLAIN, accident=1.5),
    "**the target was improving anyway**": replace(PLAIN, trend=-0.05),
}
PLANTED = {
    "−.05": replace(PLAIN, effect=-0.05),
    "−.10": replace(PLAIN, effect=-0.1),
    "−.20": replace(PLAIN, effect=-0.2),
    "+.20": replace(PLAIN, effect=0.2),
    "−.20, as small as the demo": replace(DEMO, effect=-0.2),
    "−.20, 60 feedbacks a week": replace(PLAIN, effect=-0.2, per_week=60),
    "−.20, every cell drifts a little": replace(PLAIN, effect=-0.2, drift=0.2),
    "−.20 under a season": replace(PLAIN, effect=-0.2, season=0.6),
    "half as many speak of it": replace(PLAIN, volume=-0.7),
}
PAIRS = [(m, how) for m in ("friction", "weight") for how in ("control", "interrupted_series")]
HEADER = "| | friction, control | friction, series | weight, control | weight, series |\n|---|---|---|---|---|"
EXPORTS = ("telecom_nps", "health_survey", "citizen_experiences")
PLACEBOS = 400


def trials(world: World, journeys: int) -> pd.DataFrame:
    """The rows of all journeys of a kind."""
    drawn = (simulated(world, 1000 + seed) for seed in range(journeys))
    return pd.concat([effects(actions(world), said, answers, GRID, world.day, SETTINGS) for said, answers in drawn], ignore_index=True)


def of_pairs(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for measure, method in PAIRS:
        yield rows[(rows["measure"] == measure) & (rows["method"] == method)].dropna(subset="effect")


def wrong(rows: pd.DataFrame) -> str:
    """Share of rows whose interval leaves zero out, on either side, and half the interval."""
    if rows.empty:
        return "too early"
    worse, better = (rows["effect_low"] > 0).mean(), (rows["effect_high"] < 0).mean()
    half = (rows["effect_high"] - rows["effect_low"]).mean() / 2
    return f"{worse + better:.3f} (worse {worse:.3f}, better {better:.3f}), ±{half:.3f}"


def found(rows: pd.DataFrame, truth: float | None) -> str:
    if rows.empty:
        return "too early"
    better, worse = (rows["effect_high"] < 0).mean(), (rows["effect_low"] > 0).mean()
    covered = "" if truth is None else f", covered {((rows['effect_low'] <= truth) & (rows['effect_high'] >= truth)).mean():.2f}"
    return f"better {better:.2f}, worse {worse:.2f}, mean {rows['effect'].mean():+.3f}{covered}"


def newey_west(measured: Measured) -> Estimate:
    """The same regression with the usual error: Bartlett weights, the usual number of lags, a factor for few weeks."""
    after = (np.arange(measured.panel.weeks) >= measured.panel.window.before).astype(float)
    x = np.stack([np.ones(measured.panel.weeks), measured.panel.window.midpoint, after], axis=1)
    keep, w = measured.n[TARGET] > 0, measured.n[TARGET]
    x, y, w = x[keep], measured.weekly[TARGET][keep], w[keep]
    inverse = np.linalg.inv((x.T * w) @ x)
    line = inverse @ (x.T * w) @ y
    score = x * (w * (y - x @ line))[:, None]
    middle = score.T @ score
    lags = max(1, int(4 * (len(y) / 100) ** (2 / 9)))
    for lag in range(1, lags + 1):
        together = score[lag:].T @ score[:-lag]
        middle += (1 - lag / (lags + 1)) * (together + together.T)
    variance = (inverse @ middle @ inverse)[2, 2] * len(y) / (len(y) - 3)
    return Estimate(float(line[2]), float(np.sqrt(variance)), float(len(y) - 3))


def alternatives(journeys: int) -> Iterator[str]:
    """What was not chosen, on journeys where nothing happened to the target."""
    from voc.friction.effects import measure

    kept = {"excess": control._excess, "ridge": control.RIDGE, "series": measure.interrupted_series}
    names = (
        "12 weeks before, 6 after, 150 feedbacks a week",
        "every cell drifts a lot (.4)",
        "half a year before, a season that cells follow very unequally",
    )
    worlds = {name: NULLS[name] for name in names}
    yield "| | " + " | ".join(worlds) + " |\n|---|" + "---|" * len(worlds)

    def line(name: str, pair: int) -> str:
        found = [list(of_pairs(trials(w, journeys)))[pair] for w in worlds.values()]
        cells = [f"{wrong(rows)}, off by {np.sqrt((rows['effect'] ** 2).mean()):.3f}" for rows in found]
        return f"| {name} | " + " | ".join(cells) + " |"

    yield line("control, as shipped", 0)
    control._excess = lambda errors, variances: 0.0
    yield line("control, sampling error only", 0)
    control._excess = kept["excess"]
    for ridge in (0.05, 100.0):
        control.RIDGE = ridge
        yield line(f"control, ridge {ridge:g}", 0)
    control.RIDGE = kept["ridge"]
    yield line("series, as shipped", 1)
    measure.interrupted_series = newey_west
    yield line("series, Newey-West error", 1)
    measure.interrupted_series = kept["series"]


def read_export(settings: Config, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions and feedback of an export as voc reads them, kept for the next time."""
    stem = work() / f"placed-{name}"
    if not stem.with_suffix(".mentions.parquet").is_file():
        source = next(s for s in settings.sources if s.name == name)
        encoder, heads = open_reader(settings.models, settings.journey, shipped("models"))
        read = analyze(source, settings, Tools(encoder, heads, None, None), date.today(), False)
        read.feedback.to_parquet(stem.with_suffix(".feedback.parquet"))
        read.mentions.to_parquet(stem.with_suffix(".mentions.parquet"))
    return pd.read_parquet(stem.with_suffix(".mentions.parquet")), pd.read_parquet(stem.with_suffix(".feedback.parquet"))


def placebos(said: pd.DataFrame, answers: pd.DataFrame, grid: Grid, rng: np.random.Generator) -> pd.DataFrame:
    """Actions that nobody took: cells and days drawn at random, histories of 4 to 26 weeks, 3 to 12 weeks after."""
    days, rows = answers["day"], []
    labels, last = grid.labels(), days.max()
    while len(rows) < PLACEBOS:
        before, after = timedelta(weeks=int(rng.integers(4, 27))), timedelta(weeks=int(rng.integers(3, 13)))
        room = (last - days.min()).days + 1 - before.days - after.days
        if room <= 0:
            continue
        started = (days.min() + pd.Timedelta(days=int(rng.integers(0, room)))) + before
        inside = ((days >= started - before) & (days < started + after)).to_numpy()
        mine = said[inside[said["row"].to_numpy()]]
        stage, touchpoint = labels.iloc[mine["cell"].iloc[int(rng.integers(len(mine)))]] if len(mine) else ("unplaced", "unplaced")
        if "unplaced" in (stage, touchpoint):
            continue
        one = actions(PLAIN).assign(cells=f'[["{stage}", "{touchpoint}"]]', started_at=started, done_at=started)
        dated = answers.assign(day=days.where(inside))
        found = effects(tables.Action.conform(one), mine, dated, grid, (started + after).date() - timedelta(days=1), SETTINGS)
        if found["effect"].notna().any():
            rows.append(found)
    return pd.concat(rows, ignore_index=True)


def on_exports() -> Iterator[str]:
    settings = config()
    grid = grid_of(settings.journey)
    yield HEADER
    for name in EXPORTS:
        mentions, feedback = read_export(settings, name)
        answers = counted_feedback(feedback[list(tables.Feedback.columns)], "Europe/Paris", date(2030, 1, 1))
        said = counted_mentions(mentions[list(tables.Mention.columns)], answers, grid, SETTINGS.w_effort)
        rows = placebos(said, answers, grid, np.random.default_rng(20261128))
        told = [f"{wrong(part)}, {len(part)} told" for part in of_pairs(rows)]
        yield f"| {name}, {len(answers)} feedbacks | " + " | ".join(told) + " |"


def report(journeys: int) -> Iterator[str]:
    yield f"# Effects of actions\n\n{date.today().isoformat()}. {(__doc__ or '').split(chr(10) * 2)[1].strip()}\n"
    yield f"{journeys} journeys per row; intervals of 90 %, so that one verdict in ten may be wrong.\n"
    yield "## Nothing was done\n\nShare of verdicts that say something changed, and half the interval.\n"
    yield HEADER
    for name, world in NULLS.items():
        yield f"| {name} | " + " | ".join(wrong(part) for part in of_pairs(trials(world, journeys))) + " |"
    yield "\n## Something was done\n\nShare of verdicts, mean effect, and for friction how often the interval holds the truth.\n"
    yield HEADER
    for name, world in PLANTED.items():
        truth = [world.effect, world.effect, None, None]
        yield f"| {name} | " + " | ".join(found(p, t) for p, t in zip(of_pairs(trials(world, journeys)), truth, strict=True)) + " |"
    yield "\n## What was not chosen\n"
    yield "Friction; share of verdicts where nothing was done, as above, and root mean square of the effect that is not there.\n"
    yield from alternatives(journeys)
    if os.environ.get("VOC_DATA"):
        yield "\n## Actions that nobody took, on real exports\n"
        yield f"{PLACEBOS} cells and days drawn at random from each export, cells by how often they are spoken of.\n"
        yield from on_exports()


def main() -> None:
    lines = []
    for line in report(int(sys.argv[1]) if len(sys.argv) > 1 else 300):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        lines.append(line)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
