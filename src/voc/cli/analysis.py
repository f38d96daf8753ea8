"""`voc analyze` and `voc evaluate`: read a file without a store, and measure how well voc reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from voc.cli import shown
from voc.config import Config, load_config
from voc.errors import PublishError
from voc.shipped import shipped

JSON = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
QUIET = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
CONFIG = Annotated[Path | None, typer.Option("--config", "-c", help="A voc.yml whose journey, text and model settings apply.")]


def register(app: typer.Typer) -> None:
    app.command()(analyze)
    app.command()(evaluate)


def analyze(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, JSONL or Parquet; one comment per row.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for feedback.parquet and mentions.parquet.")],
    text: Annotated[str | None, typer.Option(help="Column of the comment; guessed when absent.")] = None,
    id: Annotated[str | None, typer.Option(help="Column of the record id; guessed when absent.")] = None,  # noqa: A002
    date_: Annotated[str | None, typer.Option("--date", help="Column of the date; guessed when absent.")] = None,
    rating: Annotated[str | None, typer.Option(help="Column of the rating; guessed when absent.")] = None,
    kind: Annotated[str, typer.Option(help="survey, review or ticket.")] = "review",
    topics: Annotated[bool, typer.Option("--topics", help="Also find topics: topics.parquet, and topic_id on the mentions.")] = False,
    config: CONFIG = None,
    quiet: QUIET = False,
    json: JSON = False,
) -> None:
    """Read any file of comments: sentiment, effort, stage and touchpoint of each mention, without a store.

    Example: voc analyze reviews.csv --out read --text body --date published_at
    """
    from voc.analyze import analyze as read
    from voc.analyze import source_of, write

    settings = _settings(config)
    named = {"text": text, "id": id, "date": date_, "rating": rating}
    source, guesses = source_of(file, named, kind)
    with shown.progress(quiet) as progress:
        analysis = read(source, settings, _tools(settings, topics), date.today(), topics, progress)
    try:
        written = write(analysis, out)
    except OSError as error:
        raise PublishError(f"cannot write: {error.strerror}", where=str(out), advice="choose another folder with --out") from error
    _tell(analysis, guesses, written, quiet, json)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="JSONL: comments labelled by two readers, or comments cut into labelled mentions.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the tables as Markdown and JSON, and the plots.")] = None,
    against: Annotated[Path | None, typer.Option(help="The JSON of an earlier evaluation: what became better or worse since.")] = None,
    config: CONFIG = None,
    quiet: QUIET = False,
    json: JSON = False,
) -> None:
    """Measure how far voc agrees with people: by language, source and sector, with confusion tables.

    Comments labelled as wholes (id, language, source, text, annotations of A and B) are read as `voc analyze` reads them, and voc stands
    beside how far the two readers agree: evaluation.md and evaluation.json. Comments cut into mentions (segments, labels) say how each head
    reads and whether its confidence means what it says: mentions.md, mentions.json and calibration.svg.

    Example: voc evaluate gold.jsonl --out results --against results/evaluation.json
    """
    from voc.evaluation import changes, compared, is_cut, read_evaluation, write_evaluation
    from voc.evaluation import evaluate as measure

    settings = _settings(config)
    if is_cut(gold):
        _by_mention(gold, out, against, settings, json)
        return
    earlier = read_evaluation(against) if against else None
    with shown.progress(quiet) as progress:
        result = measure(gold, settings, _tools(settings, False), progress)
    if out is not None:
        write_evaluation(result, out, earlier)
    if json:
        differs = {"against": earlier["model_version"], "changes": changes(result.as_dict(), earlier)} if earlier else {}
        shown.as_json(result.as_dict() | differs)
    else:
        shown.out.print(result.as_markdown(), markup=False, soft_wrap=True)
        if earlier is not None:
            shown.out.print(compared(result.as_dict(), earlier), markup=False, soft_wrap=True)


def _by_mention(gold: Path, out: Path | None, against: Path | None, settings: Config, json: bool) -> None:
    from voc.evaluation import evaluate_mentions, read_mentions, since, write_by_mention
    from voc.journey import Taxonomy
    from voc.models import open_reader
    from voc.training.data import labelled

    earlier = read_mentions(against) if against else None
    comments = labelled([gold.resolve().parent], [gold.name])
    encoder, heads = open_reader(settings.models, settings.journey, shipped("models"))
    result = evaluate_mentions(comments, encoder, heads, Taxonomy.of(settings.journey))
    if out is not None:
        write_by_mention(result, out, earlier)
    if json:
        shown.as_json(result.as_dict() | ({"against": earlier["measured_on"]} if earlier else {}))
    else:
        shown.out.print(result.as_markdown() + (since(result, earlier) if earlier else ""), markup=False, soft_wrap=True)


def _settings(config: Path | None) -> Config:
    if config is not None:
        return load_config(config, shipped("configs/journey.yml"))
    return load_config(shipped("configs/analyze.yml"), shipped("configs/journey.yml"))


def _tools(settings: Config, topics: bool) -> Any:
    from voc.analyze import Tools
    from voc.models import open_reader
    from voc.text import SpacyPersonFinder

    lemmatizer = None
    if topics:
        from voc.topics import SpacyLemmatizer

        lemmatizer = SpacyLemmatizer()
    encoder, heads = open_reader(settings.models, settings.journey, shipped("models"))
    return Tools(
        encoder,
        heads,
        SpacyPersonFinder() if settings.text.redact_names else None,
        lemmatizer,
    )


def _tell(analysis: Any, guesses: list[Any], written: list[Path], quiet: bool, json: bool) -> None:
    repeated = int(analysis.feedback["duplicate_of"].notna().sum())
    figures = {
        "rows_in": analysis.rows_in,
        "feedback": len(analysis.feedback),
        "repeated": repeated,
        "mentions": len(analysis.mentions),
        "quarantined": len(analysis.quarantined),
    }
    if json:
        shown.as_json({**figures, "files": [str(w) for w in written], "issues": [vars(i) for i in [*guesses, *analysis.issues]]})
        return
    if quiet:
        return
    for issue in [*guesses, *analysis.issues][:20]:
        shown.err.print(f"{issue.severity}: {issue.what} {issue.record}".rstrip(), markup=False)
    shown.out.print(
        f"{figures['rows_in']} rows: {figures['feedback']} feedbacks ({repeated} of them repetitions), "
        f"{figures['quarantined']} rejected; {figures['mentions']} mentions"
    )
    for w in written:
        shown.out.print(str(w), soft_wrap=True)
