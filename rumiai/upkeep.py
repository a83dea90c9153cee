"""Runs the verbs that keep an installation in order: `rumiai weights …` and `rumiai doctor`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rumiai.command import answer, store_of
from rumiai.errors import APIDownloadError, MLUnavailableError
from rumiai.streams import Streams

if TYPE_CHECKING:
    from rumiai.weights.overview import Row
    from rumiai.weights.store import Store
    from rumiai.weights.telling import Watch


def run_path() -> int:
    """Print the weights folder; returns the exit code."""

    def work(_: Streams) -> tuple[str, int]:
        from rumiai.settings import load_settings

        return str(load_settings().weights_dir), 0

    return answer(work, json_output=False)


def run_list(json_output: bool) -> int:
    """Print the catalogue and what of it is here; returns the exit code."""

    def work(_: Streams) -> tuple[str, int]:
        from rumiai.settings import load_settings
        from rumiai.weights import overview
        from rumiai.weights.checks import Depth

        settings = load_settings()
        store = store_of(settings)
        rows = overview.rows(store, tuple(store.catalogue), Depth.GLANCE, settings.choices)
        return _written(store, rows, json_output), 0

    return answer(work, json_output)


def run_verify(names: tuple[str, ...], json_output: bool) -> int:
    """Hash weights, all that are here where none are named; exit code 4 where one is not right."""

    def work(streams: Streams) -> tuple[str, int]:
        from rumiai.settings import load_settings
        from rumiai.weights import overview
        from rumiai.weights.checks import Depth

        settings = load_settings()
        store = store_of(settings)
        chosen = store.select(names) or overview.begun(store)
        rows = overview.rows(store, chosen, Depth.FULL, settings.choices)
        wrong = [row for row in rows if not row.usable]
        for row in wrong:
            streams.complain(f"rumiai: {row.complaint}")
        return _written(store, rows, json_output), MLUnavailableError.exit_code if wrong else 0

    return answer(work, json_output)


def run_pull(names: tuple[str, ...], json_output: bool) -> int:
    """Fetch weights, what the chosen models need where none are named; exit code 3 on failure."""

    def work(streams: Streams) -> tuple[str, int]:
        from rumiai.settings import load_settings
        from rumiai.weights.needed import needed

        settings = load_settings()
        with _watching(streams) as watch:
            store = store_of(settings, watch)
            usual = tuple(any_of[0] for any_of in needed(settings.choices, store.catalogue))
            results = [_pulled(store, name, streams) for name in store.select(names) or usual]
        failed = any(result["result"] == "failed" for result in results)
        code = APIDownloadError.exit_code if failed else 0
        if json_output:
            return json.dumps({"folder": str(store.folder), "weights": results}), code
        lines = [f"{result['name']}: {result['result']}" for result in results]
        return "\n".join([*lines, f"folder: {store.folder}"]), code

    return answer(work, json_output)


def _pulled(store: Store, name: str, streams: Streams) -> dict[str, str]:
    """Fetch one set; where that fails the others are still tried."""
    try:
        return {"name": name, "result": "fetched" if store.pull(name) else "already here"}
    except APIDownloadError as error:
        streams.complain(f"rumiai: {name}: {error}")
        return {"name": name, "result": "failed", "problem": str(error)}


@contextmanager
def _watching(streams: Streams) -> Iterator[Watch]:
    """Progress on stderr: live on a terminal, else plain lines."""
    from rumiai.weights.telling import Lines

    if not streams.err.isatty():
        yield Lines(streams.complain).watch
        return
    from rumiai.display import live_pull

    with live_pull(streams.err) as watch:
        yield watch


def _written(store: Store, rows: list[Row], json_output: bool) -> str:
    from rumiai.weights import overview

    if json_output:
        weights = [row.model_dump(mode="json") for row in rows]
        return json.dumps({"folder": str(store.folder), "weights": weights})
    return overview.table(rows) + f"\nfolder: {store.folder}"


def run_doctor(json_output: bool) -> int:
    """Say what a run would lack; exit code 0 where nothing, else 1."""

    def work(_: Streams) -> tuple[str, int]:
        from rumiai.doctor.examine import examine
        from rumiai.settings import load_settings

        settings = load_settings()
        diagnosis = examine(settings, store_of(settings))
        text = diagnosis.model_dump_json() if json_output else diagnosis.text
        return text, 0 if diagnosis.complete else 1

    return answer(work, json_output)
