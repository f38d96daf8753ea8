"""Subjects that both languages speak of: is each one topic? `VOC_DATA=DATA python benchmarks/bilingual.py`.

Citizens, patients, apps and bank reviews together. A subject is a name of the bank of names whose words at least `LEAST` mentions of each
language say. Where do its French mentions go, where its English ones, and how much of that is common (the sum over topics of the smaller of
both shares, of those placed)? Writes benchmarks/results/bilingual.md.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from reading import DAY, ROOT, config, read, texts
from voc import steps
from voc.topics import Registry, SpacyLemmatizer
from voc.topics.bank import bank, met

RESULTS = ROOT / "benchmarks" / "results" / "bilingual.md"
LEAST, LISTED = 25, 30


def main() -> None:
    mentions, feedback, vectors = read(("citizen_experiences", "health_survey", "app_reviews", "bank_reviews"))
    found = steps.discover(mentions, feedback, vectors, Registry.empty("benchmark"), SpacyLemmatizer(), config(), DAY)
    names = found.registry.topics.set_index("topic_id")
    rows = mentions[["mention_id", "feedback_id"]].merge(found.assignments, on="mention_id")
    rows = rows.assign(language=rows["feedback_id"].map(feedback.set_index("feedback_id")["language"]), text=texts(mentions, feedback))
    says = {x: met(rows.loc[rows["language"] == x, "text"].tolist(), x) for x in ("fr", "en")}
    of = {x: rows.loc[rows["language"] == x, "topic_id"].to_numpy(dtype=object) for x in says}
    many = np.minimum(says["fr"].sum(axis=0), says["en"].sum(axis=0))
    lines, counts = [], {"first": 0, "first or second": 0, "half": 0}
    for k in [k for k in np.argsort(-many, kind="stable") if many[k] >= LEAST][:LISTED]:
        mine = {x: pd.Series(of[x][says[x][:, k]]).dropna().value_counts(normalize=True) for x in says}
        if any(m.empty for m in mine.values()):
            continue
        common = pd.concat(mine, axis=1).fillna(0).min(axis=1).sum()
        fr, en = (list(m.index[:2]) for m in mine.values())
        is_one = {"first": fr[0] == en[0], "first or second": fr[0] in en or en[0] in fr, "half": common >= 0.5}
        counts = {c: n + is_one[c] for c, n in counts.items()}
        told = [f"{names.loc[m.index[0], f'name_{x}']} ({m.iloc[0]:.0%} of {int(says[x][:, k].sum())})" for x, m in mine.items()]
        place = next((c for c in ("first", "first or second") if is_one[c]), "no")
        lines.append(f"| {bank()[k].fr} / {bank()[k].en} | {told[0]} | {told[1]} | {place} | {common:.2f} |")
    head = [
        f"# Subjects in two languages\n\n{date.today().isoformat()}. {__doc__.split(chr(10) * 2)[1].strip()}",
        f"\n{len(mentions)} mentions, {int(found.report['topics'])} topics, bilingual share {found.report['bilingual_share']:.2f}; ",
        f"of {len(lines)} subjects, the topic of most mentions is the same in **{counts['first']}**, one language's first is the other's",
        f"first or second in **{counts['first or second']}**, half of the mentions or more go to common topics in **{counts['half']}**.\n",
        "| subject | topic of most French mentions (share of those placed, of n) | of most English ones | the same topic | common |",
        "|---|---|---|---|---|",
    ]
    RESULTS.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
