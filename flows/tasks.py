"""The tasks of the flows: each loads tables, calls one step of the core, saves tables.

Parameters and results are ids, paths and counts, never text: Prefect keeps them, and what Prefect keeps an erasure would miss.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
from prefect import get_run_logger, task
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows import night as shared
from flows.night import Night
from voc import __version__, steps
from voc.config import Source
from voc.issues import Issue
from voc.sources import Gathered
from voc.sources import gather as gather_rows
from voc.store import Store, cursors, runs
from voc.store import actions as stored_actions
from voc.store import feedback as stored_feedback
from voc.store import mentions as stored_mentions
from voc.store import topics as stored_topics
from voc.store.cached_encoder import CachedEncoder
from voc.store.secret import author_secret
from voc.store.vectors import VectorStore
from voc.tables import Feedback, Mention, Run, Topic, TopicAudit
from voc.topics import Discovery, beyond

# Feedbacks read and saved at once: a night that is killed loses at most this much reading.
BATCH = 1000

# What a task did: rows_in, rows_out, seconds, and figures of its own.
Done = dict[str, Any]


def _may_get_better(_task: Task[Any, Any], _run: TaskRun, state: State[Any]) -> bool:
    """Only what the outside did is worth another try; a missing column will be missing in ten seconds too."""
    failure = state.result(raise_on_failure=False)
    return isinstance(getattr(failure, "__cause__", None) or failure, OSError)


@task(task_run_name="begin")
def begin(night: Night) -> Night:
    """Open the store and note that the run has begun; the night with its run id."""
    config = night.config
    config.home.mkdir(parents=True, exist_ok=True)
    with night.open_store() as store:
        started = datetime.fromisoformat(night.started_at)
        about = {"code_version": __version__, "config_hash": config.hash(), "model_version": night.model_version}
        return replace(night, run_id=runs.start_run(store, night.data_day, started, **about))


@task(retries=2, retry_delay_seconds=[5, 30], retry_condition_fn=_may_get_better)
def gather(night: Night, name: str) -> dict[str, Any]:
    """Read what is new in one source, prepare it, store it: one transaction, so that a kill leaves all or nothing."""
    started = time.perf_counter()
    config = night.config
    source = next(s for s in config.sources if s.name == name)
    with night.open_store() as store:
        gathered = gather_rows(source, _unchanged_since(store, source), night.today)
        finder = shared.person_finder() if config.text.redact_names else None
        ready = steps.prepare(
            *(gathered.raw, gathered.quarantined, config.text, config.company.brands, finder),
            *(author_secret(config.home), pd.Timestamp(night.data_day, tz="UTC"), night.run_id),
        )
        with store.transaction():
            changes = stored_feedback.store_feedback(store, ready.feedback)
            written = ready.mentions[ready.mentions["feedback_id"].isin(changes.written)]
            stored_mentions.replace_mentions(store, written, changes.written)
            runs.write_quarantine(store, night.run_id, ready.quarantined)
            runs.write_issues(store, night.run_id, [*gathered.issues, *ready.issues])
            cursors.remember(store, name, {f: f"{p}:{_reading_of(source)}" for f, p in gathered.fingerprints.items()})
            account = _account(gathered, ready, changes, name, time.perf_counter() - started)
            runs.write_source_runs(store, night.run_id, pd.DataFrame([account]))
    get_run_logger().info("%(source)s: %(rows_in)s rows in, %(new)s new, %(updated)s updated, %(quarantined)s rejected", account)
    return account


@task(task_run_name="source-failed-{name}")
def source_failed(night: Night, name: str, reason: str) -> dict[str, Any]:
    """Leave the account and the issue of a source that could not be read."""
    counts = ("rows_in", "new", "updated", "unchanged", "duplicates", "quarantined", "files_skipped")
    account = {"source": name, **dict.fromkeys(counts, 0), "seconds": 0.0, "status": "failed"}
    with night.open_store() as store, store.transaction():
        runs.write_source_runs(store, night.run_id, pd.DataFrame([account]))
        runs.write_issues(store, night.run_id, [Issue("error", name, reason, advice="the night went on without this source")])
    return account


@task(task_run_name="settle-day")
def settle_day(night: Night) -> Night:
    """The night with its data day: as given, or yesterday, or the latest day of the data."""
    settled = night if night.day else night.on(_chosen_day(night))
    with night.open_store() as store:
        store.save(Run, store.load(Run, {"run_id": night.run_id}).assign(day=pd.Timestamp(settled.data_day)))
    return settled


@task(task_run_name="find-repetitions")
def find_repetitions(night: Night) -> Done:
    """Mark what was said twice, over the whole store."""
    with timed() as done, night.open_store() as store:
        feedback = store.load(Feedback)
        changed = steps.repetitions(feedback, night.config.text)
        marks = feedback.set_index("feedback_id").loc[changed["feedback_id"]].reset_index()
        store.save(Feedback, marks.assign(duplicate_of=changed["duplicate_of"].to_numpy()))
        done |= {"rows_in": len(feedback), "rows_out": len(changed)}
    return done


@task(task_run_name="understand")
def understand(night: Night) -> Done:
    """Read every mention that this version of the models has not read yet, batch by batch."""
    with timed() as done, night.open_store() as store:
        encoder, reader, said = CachedEncoder(night.encoder, VectorStore(store)), night.reader, night.said
        mentions, feedback = stored_mentions.unread(store, night.model_version)
        # All mentions of a feedback are read together: they are each other's context.
        ids = feedback["feedback_id"].tolist()
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            chosen = mentions[mentions["feedback_id"].isin(batch)].sort_values(["feedback_id", "position"])
            theirs = feedback[feedback["feedback_id"].isin(batch)]
            read = steps.understand(chosen, theirs, encoder, reader, night.taxonomy, night.config)
            store.save(Mention, steps.obey(read, said, night.config))
            get_run_logger().info("understand: %s of %s feedbacks", min(start + BATCH, len(ids)), len(ids))
        done |= {"rows_in": len(feedback), "rows_out": len(mentions), "corrected": len(said)}
    return done


@task(task_run_name="discover")
def discover(night: Night, refit: bool = False) -> Done:
    """Give each mention its topic and keep the registry; the stability report comes along.

    When a limit of `topics.limits` is passed, yesterday's topics stay: mentions join known topics only, and an issue says why.
    """
    with timed() as done, night.open_store() as store:
        mentions, feedback = until(store, night)
        encoder = CachedEncoder(night.encoder, VectorStore(store))
        vectors = steps.subjects(mentions, feedback, encoder)
        registry = stored_topics.registry(store, encoder.model_id)
        day, said = pd.Timestamp(night.data_day), stored_topics.said(store)

        def found(*, refit: bool, births: bool) -> Discovery:
            given = (mentions, feedback, vectors, registry, shared.lemmatizer(), night.config, day)
            return steps.discover(*given, said=said, refit=refit, births=births, encoder=encoder)

        tonight = found(refit=refit, births=True)
        passed = beyond(tonight.report, night.config.topics.limits) if len(registry.mine()) else []
        if passed:
            tonight = found(refit=False, births=False)
            runs.write_issues(store, night.run_id, [Issue("warning", "topics", what, advice=advice) for what, advice in passed])
        if night.namer is not None:
            tonight, refused = steps.propose_names(tonight, registry, mentions, feedback, night.namer, day)
            runs.write_issues(store, night.run_id, refused)
        shown = stored_topics.keep(store, mentions, tonight)
        done |= {"rows_in": len(mentions), "rows_out": shown, **tonight.report, "topics_held": float(bool(passed))}
    return done


@task(task_run_name="measure")
def measure(night: Night) -> Done:
    """Measure friction and leave the tables where publishing finds them."""
    with timed() as done, night.open_store() as store:
        mentions, feedback = until(store, night)
        tables = steps.measure(mentions, feedback, night.config, pd.Timestamp(night.data_day), stored_actions.listed(store))
        tables["topic"], tables["topic_audit"] = store.load(Topic), store.load(TopicAudit)
        night.staging.mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            frame.to_parquet(night.staging / f"{name}.parquet", index=False)
        done |= {"rows_in": len(mentions), "rows_out": len(tables["heatmap"])}
    return done


@task(task_run_name="end-failed")
def end_failed(night: Night) -> None:
    """Note that the run could not do its work."""
    with night.open_store() as store:
        runs.finish_run(store, night.run_id, datetime.now(UTC), "failed", degraded=True, snapshot_id=None, steps={}, gate=[])


@contextmanager
def timed() -> Iterator[Done]:
    """An account of a task; its seconds are filled in at the end."""
    started, done = time.perf_counter(), Done()
    yield done
    done["seconds"] = round(time.perf_counter() - started, 3)


def _chosen_day(night: Night) -> date:
    config = night.config
    yesterday = night.today - timedelta(days=1)
    if config.day == "yesterday":
        return yesterday
    with night.open_store() as store:
        received = store.load(Feedback, {"time_known": True}, ["received_at"])["received_at"]
    return received.max().tz_convert(config.company.time_zone).date() if len(received) else yesterday


def until(store: Store, night: Night) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mentions and feedback received until the end of the data day."""
    feedback = stored_feedback.feedback_until(store, shared.end_of(night.data_day, night.config.company.time_zone))
    mentions = store.load(Mention)
    return mentions[mentions["feedback_id"].isin(feedback["feedback_id"])].reset_index(drop=True), feedback


def _reading_of(source: Source) -> str:
    """Changes when the source's configuration reads the same file differently."""
    return steps.short_id(
        "s", source.model_dump_json(exclude={"path": True, "expect": True, "columns": {"csat_scale": True}}), steps.PREPARE_VERSION
    )


def _unchanged_since(store: Store, source: Source) -> dict[str, str]:
    suffix = f":{_reading_of(source)}"
    return {f: p.removesuffix(suffix) for f, p in cursors.seen(store, source.name).items() if p.endswith(suffix)}


def _account(gathered: Gathered, ready: steps.Prepared, changes: Any, name: str, seconds: float) -> dict[str, Any]:
    return {
        "source": name,
        "rows_in": gathered.rows_in,
        "new": changes.new,
        "updated": changes.updated,
        "unchanged": changes.unchanged,
        "duplicates": gathered.duplicates,
        "quarantined": len(ready.quarantined),
        "files_skipped": gathered.files_skipped,
        "seconds": round(seconds, 3),
        "status": "unchanged" if gathered.files_skipped and not gathered.rows_in else "ok",
    }
