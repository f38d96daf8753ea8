"""`voc doctor`, `voc sources`, `voc contract`: is everything in place, what comes in, what goes out."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from voc.cli import shown
from voc.config import Config, Source, load_config
from voc.errors import SourceError, VocError
from voc.shipped import shipped

CONFIG = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]
JSON = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

sources = typer.Typer(help="What comes in: list the sources, try one before the night does.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command()(doctor)
    app.command()(contract)
    app.add_typer(sources, name="sources")


def doctor(config: CONFIG = Path("configs/voc.yml"), json: JSON = False) -> None:
    """Check configuration, models, store, sources and the last run; say what to do about what is wrong."""
    checks: list[dict[str, Any]] = []
    settings = _checked(checks, "configuration", lambda: load_config(config, shipped("configs/journey.yml")))
    _checked(checks, "models", _models)
    if settings is not None:
        _checked(checks, "home folder", lambda: _home(settings))
        _checked(checks, "store", lambda: _store(settings))
        for source in settings.sources:
            _checked(checks, f"source {source.name}", lambda s=source: f"{len(_files(s))} file(s) match {s.path}")
        _checked(checks, "last run", lambda: _last_run(settings))
    if json:
        shown.as_json(checks)
    else:
        for c in checks:
            shown.out.print(f"{'[green]ok[/]  ' if c['ok'] else '[red]FAIL[/]'} {c['check']}: ", end="")
            shown.out.print(c["finding"], markup=False, highlight=False, soft_wrap=True)
    if not all(c["ok"] for c in checks):
        raise typer.Exit(1)


def contract(out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; printed when absent.")] = None) -> None:
    """Print the data contract (Open Data Contract Standard) of the published tables."""
    from voc.publish.contract import CONTRACT_VERSION
    from voc.publish.contract import contract as text

    body = text(CONTRACT_VERSION)
    if out is None:
        typer.echo(body)
    else:
        out.write_text(body, encoding="utf-8")


@sources.command("list")
def list_sources(config: CONFIG = Path("configs/voc.yml"), json: JSON = False) -> None:
    """List the configured sources and the files they match."""
    rows = [
        {"name": s.name, "kind": s.kind, "path": s.path, "files": len(_files_or_none(s))}
        for s in load_config(config, shipped("configs/journey.yml")).sources
    ]
    if json:
        shown.as_json(rows)
    else:
        shown.table("Sources", ["name", "kind", "files", "path"], [[r["name"], r["kind"], r["files"], r["path"]] for r in rows])


@sources.command("check")
def check_source(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    config: CONFIG = Path("configs/voc.yml"),
    rows: Annotated[int, typer.Option(help="Rows to show; they are shown as they came, personal data included.")] = 5,
    json: JSON = False,
) -> None:
    """Read a source without storing anything: what would come in, what would be rejected, and why."""
    from voc.sources import gather

    settings = load_config(config, shipped("configs/journey.yml"))
    source = next((s for s in settings.sources if s.name == name), None)
    if source is None:
        raise SourceError(f"no source named {name!r}", where=str(config), expected=f"one of {', '.join(s.name for s in settings.sources)}")
    found = gather(source, {}, date.today())
    reasons = found.quarantined["reason"].value_counts().to_dict()
    figures = {"rows_in": found.rows_in, "would_store": len(found.raw), "duplicates": found.duplicates, "rejected": reasons}
    if json:
        shown.as_json({**figures, "issues": [vars(i) for i in found.issues]})
        return
    shown.out.print(figures)
    for issue in found.issues[:30]:
        shown.err.print(f"{issue.severity}: {issue.what} {issue.record}".rstrip(), markup=False)
    shown.table(
        "First rows",
        ["record_id", "received_at", "rating", "nps", "text"],
        [[r.record_id, r.received_at, r.rating, r.nps, str(r.text)[:80]] for r in found.raw.head(rows).itertuples()],
    )


def _checked(checks: list[dict[str, Any]], name: str, look: Any) -> Any:
    try:
        value = look()
    except VocError as error:
        checks.append({"check": name, "ok": False, "finding": error.sentence()})
        return None
    finding = value if isinstance(value, str) else "complete" if isinstance(value, Config) else str(value)
    checks.append({"check": name, "ok": True, "finding": finding})
    return value


def _models() -> str:
    from voc.models import check_pair, open_encoder, open_heads

    encoder, heads = open_encoder("shipped", shipped("models"), 1), open_heads("shipped", shipped("models"))
    check_pair(encoder.model_id, heads)
    return f"encoder {encoder.model_id}, heads {heads.version}, files verified"


def _home(settings: Config) -> str:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VocError(f"cannot make the folder: {error.strerror}", where=str(settings.home), advice="choose another `home`") from error
    if not os.access(settings.home, os.W_OK):
        raise VocError("not writable", where=str(settings.home), advice="change its owner, or choose another `home`")
    return str(settings.home)


def _store(settings: Config) -> str:
    from voc.store import Store, store_url
    from voc.tables import Feedback, Mention

    with Store.open(store_url(settings)) as store:
        return f"{store.where}: {store.count(Feedback)} feedbacks, {store.count(Mention)} mentions"


def _last_run(settings: Config) -> str:
    from voc.store import Store, store_url
    from voc.tables import Run

    with Store.open(store_url(settings)) as store:
        runs = store.load(Run).sort_values("started_at")
    if runs.empty:
        return "none yet"
    last = runs.iloc[-1]
    return f"{last['run_id']} for {last['day']:%Y-%m-%d}: {last['status']}{' (degraded)' if last['degraded'] else ''}"


def _files(source: Source) -> list[str]:
    from voc.sources import find_files

    return [f.name for f in find_files(source.path)]


def _files_or_none(source: Source) -> list[str]:
    try:
        return _files(source)
    except SourceError:
        return []
