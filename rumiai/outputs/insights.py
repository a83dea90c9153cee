"""The three files of each insight (METRICS_CONTRACT A2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rumiai.outputs.atomic import add_to_folder, to_json
from rumiai.outputs.paths import STAMP, answer_file, insight_file
from rumiai.schema.insights import Asked, Insight

FORMAT_VERSION = "2.0"
PYTHON_ONLY = {"source": "python_precompute", "processing_mode": "python_only"}


def write_insights(
    folder: Path,
    insights: Sequence[Insight],
    moment: datetime,
    others: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Add the sets of all insights that have a result to a video's folder, all at once.

    `others` are documents beside the sets, by their names.

    Where a set of this second is there already, the new ones get the next free second.
    """

    def files() -> dict[str, str]:
        free = moment
        while any(folder.glob(f"*/*_{free:{STAMP}}.json")):
            free += timedelta(seconds=1)
        beside = {name: to_json(document) for name, document in (others or {}).items()}
        texts = beside | {
            insight_file(insight.name, part, free): to_json(document)
            for insight in insights
            if insight.result is not None
            for part, document in insight_documents(insight, insight.result).items()
        }
        for insight in insights:
            if insight.result is not None and insight.asked and insight.asked.answer is not None:
                texts[answer_file(insight.name, free)] = insight.asked.answer
        return texts

    add_to_folder(folder, files)


def insight_documents(insight: Insight, result: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The documents of one set: prefixed blocks, plain blocks, and both with how they came."""
    plain = unprefixed(result, insight.prefix)
    return {
        "result": dict(result),
        "ml": plain,
        "complete": {
            "analysis_type": insight.name,
            "success": True,
            "status": insight.status,
            "degraded": list(insight.reasons),
            "result": json.dumps(result, ensure_ascii=False),
            "parsed_response": plain,
            **(_asked(insight.asked) if insight.asked else PYTHON_ONLY),
            "version": FORMAT_VERSION,
        },
    }


def _asked(asked: Asked) -> dict[str, Any]:
    """What readers of the generation with Claude look for, and how the model was asked."""
    return {
        "source": "claude",
        "processing_mode": "claude",
        "prompt_type": asked.name,
        "response": asked.answer,
        "error": asked.error,
        "processing_time": asked.seconds,
        "tokens_used": asked.tokens,
        "estimated_cost": asked.spent,
        "retry_attempts": max(0, asked.calls - 1),
        "timestamp": asked.asked_at,
        "claude": asked.model_dump(mode="json", exclude={"answer", "name"}),
    }


def unprefixed(result: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The blocks without the family's prefix; paths in ``_nulls`` change with them."""
    plain = {_strip(key, prefix): value for key, value in result.items()}
    if isinstance(plain.get("_nulls"), dict):
        plain["_nulls"] = {_strip(path, prefix): code for path, code in plain["_nulls"].items()}
    return plain


def _strip(key: str, prefix: str) -> str:
    rest = key.removeprefix(prefix)
    return rest if prefix and rest != key and rest[:1].isupper() else key
