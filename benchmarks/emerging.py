"""Does a new subject come up in time, and does nothing come up without cause? `VOC_DATA=DATA python benchmarks/emerging.py`.

3 000 mentions of citizens and patients (public service, ambulances), dates shuffled over sixty days: thirty nights follow. Planted: forty
bank questions of one intent over three days. Writes benchmarks/results/emerging.md.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from reading import DAY, ROOT, config, read
from voc import steps
from voc.models import open_encoder
from voc.protocols import FloatArray
from voc.shipped import shipped
from voc.topics import Registry, SpacyLemmatizer

RESULTS = ROOT / "benchmarks" / "results" / "emerging.md"
INTENTS = ("lost_or_stolen_phone", "exchange_rate", "passcode_forgotten", "cash_withdrawal_charge", "apple_pay_or_google_pay")
BASE, DAYS, NIGHTS, PLANTED = 3000, 60, 30, 40
SEED = 20261128


def base() -> tuple[pd.DataFrame, pd.DataFrame, FloatArray, np.ndarray]:
    """Mentions, feedback, vectors, and the day (0 to DAYS) of each mention: nothing in them goes up or down."""
    mentions, feedback, vectors = read(("citizen_experiences", "health_survey"))
    random = np.random.default_rng(SEED)
    chosen = np.sort(random.choice(len(mentions), BASE, replace=False))
    mine = mentions.iloc[chosen].reset_index(drop=True)
    day = random.integers(0, DAYS, BASE)
    # A mention comes on its own: what was one comment is spread like everything else.
    mine = mine.assign(own=[f"b{i}" for i in range(BASE)])
    told = (
        mine[["feedback_id", "own"]].merge(feedback, on="feedback_id").drop(columns=["feedback_id"]).rename(columns={"own": "feedback_id"})
    )
    return mine.drop(columns=["feedback_id"]).rename(columns={"own": "feedback_id"}), told, vectors[chosen], day


def planted(intent: str) -> tuple[pd.DataFrame, pd.DataFrame, FloatArray, np.ndarray]:
    rows = pd.read_csv(Path(os.environ["VOC_DATA"]) / "exports" / "bank_chat_openers_en.csv")
    rows = rows[rows["label"] == intent].drop_duplicates("text").sort_values("id").head(PLANTED)
    ids = ("p" + rows["id"].astype("str")).to_numpy()
    mentions = pd.DataFrame({"mention_id": ids, "feedback_id": ids, "position": 0, "start": 0, "end": rows["text"].str.len().to_numpy()})
    feedback = pd.DataFrame({"feedback_id": ids, "text": rows["text"].to_numpy(), "language": "en", "title": None, "question": None})
    vectors = steps.subjects(mentions, feedback, open_encoder("shipped", shipped("models")))
    return mentions, feedback, vectors, np.arange(len(rows)) * 3 // len(rows)


def nights(parts: list[tuple[pd.DataFrame, pd.DataFrame, FloatArray, np.ndarray]]) -> pd.DataFrame:
    """night, born (ids), and of the planted mentions: there, and how many are in the topic that has most of them, when it is new."""
    mentions, feedback = (pd.concat([p[i] for p in parts], ignore_index=True) for i in (0, 1))
    vectors, day = (np.concatenate([p[i] for p in parts]) for i in (2, 3))
    when = pd.Series(DAY + pd.to_timedelta(day, unit="D")).dt.tz_localize("UTC")
    feedback = feedback.assign(
        received_at=feedback["feedback_id"].map(dict(zip(mentions["feedback_id"], when, strict=True))), duplicate_of=None,
        author_key=feedback["feedback_id"],
    )  # fmt: skip
    empty = {"sentiment": np.nan, "stage": None, "touchpoint": None}
    registry, found, out, known = Registry.empty("benchmark"), pd.Series(dtype="str"), [], set[str]()
    lemmatizer, settings = SpacyLemmatizer(), config()
    for night in range(DAYS - NIGHTS - 1, DAYS):
        there = day <= night
        now = mentions[there].reset_index(drop=True).assign(**empty)
        now = now.assign(topic_found=now["mention_id"].map(found))
        happened = steps.discover(now, feedback, vectors[there], registry, lemmatizer, settings, DAY + pd.Timedelta(days=night))
        registry, found = happened.registry, happened.assignments.set_index("mention_id")["topic_found"]
        topics = registry.topics[(registry.topics["kind"] == "subject") & (registry.topics["status"] == "emerging")]
        new = found[found.index.str.startswith("p") & found.isin(topics["topic_id"])].value_counts()
        # A general topic (thanks, praise) that has become large enough to be listed is no news.
        subjects = set(registry.topics.loc[registry.topics["kind"] == "subject", "topic_id"])
        out.append({"night": night, "there": int(found.index.str.startswith("p").sum()), "caught": int(new.max()) if len(new) else 0,
                    "emerging": len(topics), "born": len(subjects - known)})  # fmt: skip
        known = subjects
    return pd.DataFrame(out).iloc[1:]


def main() -> None:
    quiet = base()
    nothing = nights([quiet])
    lines = [
        f"# Emerging topics\n\n{date.today().isoformat()}. {__doc__.split(chr(10) * 2)[1].strip()}\n",
        f"**No cause**: {int(nothing['born'].sum())} topics came up in {NIGHTS} nights of shuffled mentions.\n",
        "| planted subject | mentions on the first night with 10 | emerging that night | nights after the tenth mention "
        "| in the topic at the end | other topics that came up |",
        "|---|---|---|---|---|---|",
    ]
    print(*lines, sep="\n", flush=True)
    for intent in INTENTS:
        mentions, feedback, vectors, day = planted(intent)
        told = nights([quiet, (mentions, feedback, vectors, day + DAYS - 12)])
        ready = told[told["there"] >= 10]
        first = ready[ready["caught"] > 0]["night"].min()
        wait = "never" if np.isnan(first) else str(int(first - ready["night"].iloc[0]))
        lines.append(
            f"| {intent} | {ready['there'].iloc[0]} | {'yes' if ready['caught'].iloc[0] else 'no'} | {wait} "
            f"| {told['caught'].iloc[-1]} of {len(mentions)} | {int(told['born'].sum()) - int(told['caught'].iloc[-1] > 0)} |"
        )
        print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
