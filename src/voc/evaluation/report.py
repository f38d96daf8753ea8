"""The evaluation as Markdown: figures only, never what a customer wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

COLUMNS = {
    "stage": "stage",
    "touchpoint": "touchpoint",
    "pair": "pair",
    "primary_stage": "first stage",
    "primary_touchpoint": "first touchpoint",
    "polarity_f1": "polarity F1",
    "polarity3": "polarity, plain",
    "effort_f1": "effort F1",
}
SENTIMENT = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "accuracy_plain": "accuracy, plain three",
    "macro_f1_plain": "macro-F1, plain three",
}
READERS = {"model": "**voc**", "keyword_list": "keyword list", "majority": "always the commonest answer", "ceiling": "the other annotator"}
LEGEND = """\
Every figure is the mean over annotators A and B; the last line is one annotator scored against the other, both ways. *stage, touchpoint,
pair*: micro-F1 of the sets per comment. *first …*: share of comments with the same most important one. *polarity F1*: macro-F1 over
negative, neutral, positive and mixed. *polarity, plain*: accuracy where the annotator did not say mixed. *effort F1*: F1 of effort ≥ 0.5.
The keyword list takes the cues of `configs/journey.yml` and a short list of feeling words; the commonest answer is (use,
customer service, negative, effort). *±*: one standard error of the line above it, had other comments been drawn (bootstrap)."""


def markdown(result: Mapping[str, Any]) -> str:
    """The whole page, from `Evaluation.as_dict`."""
    return "\n".join(_page(result)).rstrip() + "\n"


def readme_table(result: Mapping[str, Any]) -> str:
    """The headline table for the README, from evaluation.json."""
    return "\n".join(
        [
            f"Agreement with two readers on {result['comments']} real comments in French and English that nothing was trained on "
            f"({result['measured_on']}; [by language, source, sector, stage and touchpoint](benchmarks/results/evaluation.md)):",
            "",
            *_warning(result),
            *_headline(result),
            "",
            "± is one standard error, the other annotator what a careful reader reaches. Personal data found and wrongly found, and",
            "language identification: [benchmarks/results](benchmarks/results).",
        ]
    )


def compared(result: Mapping[str, Any], earlier: Mapping[str, Any]) -> str:
    """Two evaluations of the same gold file side by side, group by group: the figures of the later one, and what changed.

    Args:
        result: `Evaluation.as_dict` of the later one.
        earlier: The same of the earlier one.
    """
    lines = [f"## Against {earlier['model_version']} ({earlier['measured_on']})\n"]
    if (earlier["gold"], earlier["comments"]) != (result["gold"], result["comments"]):
        lines.append(f"**The earlier one was measured on {earlier['comments']} comments of `{earlier['gold']}`.**\n")
    then = {g: v["model"] for g, v in earlier["agreement"].items()}
    rows = [[g, str(v["n"]), *_changes(v["model"], then[g])] for g, v in result["agreement"].items() if g in then]
    return "\n".join([*lines, *_table(["", "n", *COLUMNS.values()], rows), ""])


def changes(result: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """What changed since an earlier evaluation: per group and figure the difference, where both have one."""
    then = {g: v["model"] for g, v in earlier["agreement"].items()}
    return {
        g: {c: round(v["model"][c] - then[g][c], 3) for c in COLUMNS if None not in (v["model"][c], then[g][c])}
        for g, v in result["agreement"].items()
        if g in then
    }


def _changes(now: Mapping[str, float | None], then: Mapping[str, float | None]) -> list[str]:
    pairs = [(now[c], then[c]) for c in COLUMNS]
    return [_number(a) if a is None or b is None else f"{a:.2f} ({a - b:+.2f})" for a, b in pairs]


def _page(result: Mapping[str, Any]) -> Iterator[str]:
    yield "# How well voc reads\n"
    yield f"{result['measured_on']}, {result['comments']} comments of `{result['gold']}`, {result['missing']} of them not read by voc."
    yield f"Encoder `{result['encoder']}`, heads `{result['heads']}`, model version `{result['model_version']}`.\n"
    yield from _warning(result)
    yield f"```sh\nvoc evaluate {result['gold']} --out benchmarks/results\n```\n"
    yield from [*_headline(result), "", LEGEND, ""]
    for name in ("language", "source", "sector", "kind"):
        yield from _groups(result["agreement"], name, COLUMNS)
    yield from _sentiment(result["sentiment"])
    for name, table in result["confusions"].items():
        yield from _confusion(name, table)


def _warning(result: Mapping[str, Any]) -> Iterator[str]:
    if result["heads_encoder"] not in (None, result["encoder"]):
        yield f"**These heads were fitted on the vectors of `{result['heads_encoder']}`, another encoder: fit them again.**\n"


def _headline(result: Mapping[str, Any]) -> Iterator[str]:
    told = result["agreement"]["all"]
    rows = [[title, *_cells(told[r], COLUMNS)] for r, title in READERS.items()]
    yield from _table(["", *COLUMNS.values()], [rows[0], *_errors(told, COLUMNS), *rows[1:]])


def _groups(agreement: Mapping[str, Any], name: str, columns: Mapping[str, str]) -> Iterator[str]:
    groups = {g.removeprefix(f"{name} "): v for g, v in agreement.items() if g.startswith(f"{name} ")}
    if not groups:
        return
    yield f"## By {name}\n\nvoc / the other annotator.\n"
    rows = [row for group, v in groups.items() for row in ([group, str(v["n"]), *_beside(v, columns)], *_errors(v, columns, [""]))]
    yield from [*_table([name, "n", *columns.values()], rows), ""]


def _sentiment(sentiment: Mapping[str, Any]) -> Iterator[str]:
    yield "## Sentiment of the comment\n\nOver the four classes, and over the plain three where the annotator did not say mixed.\n"
    rows = (
        [group.removeprefix("language "), str(v["n"]), title, *_cells(v[reader], SENTIMENT)]
        for group, v in sentiment.items()
        for reader, title in READERS.items()
    )
    yield from [*_table(["language", "n", "", *SENTIMENT.values()], rows), ""]


def _confusion(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name.capitalize()}: voc (rows) and annotator A (columns)\n"
    rows = (
        [wanted, *(f"**{n}**" if at == own else str(n or "") for at, n in enumerate(counts)), str(sum(counts))]
        for own, (wanted, counts) in enumerate(zip(table["ids"], table["counts"], strict=True))
    )
    totals = ["all", *(str(sum(column)) for column in zip(*table["counts"], strict=True)), str(sum(map(sum, table["counts"])))]
    yield from [*_table(["", *table["ids"], "all"], [*rows, totals]), ""]


def _table(head: Sequence[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---|" + "---:|" * (len(head) - 1)
    # A pipe in a name of the gold file would break the table.
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)


def _cells(figures: Mapping[str, float | None], columns: Mapping[str, str]) -> list[str]:
    return [_number(figures[c]) for c in columns]


def _beside(group: Mapping[str, Any], columns: Mapping[str, str]) -> list[str]:
    return [f"{_number(group['model'][c])} / {_number(group['ceiling'][c])}" for c in columns]


def _errors(group: Mapping[str, Any], columns: Mapping[str, str], blank: Sequence[str] = ()) -> list[list[str]]:
    """The row of standard errors, where they were computed."""
    return [["±", *blank, *_cells(group["error"], columns)]] if group.get("error") else []


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
