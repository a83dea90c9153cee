"""What the Node generation's server reads about insights: how they went, and which are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rumiai.schema.dates import iso
from rumiai.schema.insights import Insight


def journal(insights: Sequence[Insight], video_id: str, moment: datetime) -> dict[str, Any]:
    """`progress.json` and `metadata.json` of a run, by name; `moment` is when the run began."""
    stamp = iso(moment)
    done = [insight.name for insight in insights if insight.success]
    return {
        "progress.json": {
            "prompts": {
                insight.name: {
                    "status": "completed" if insight.success else "failed",
                    "timestamp": stamp,
                    "message": "Success" if insight.success else "; ".join(insight.reasons),
                }
                for insight in insights
            },
            "start_time": stamp,
            "last_update": stamp,
        },
        "metadata.json": {
            "videoId": video_id,
            "createdAt": stamp,
            "completedPrompts": done,
            "lastUpdated": stamp,
            "completionRate": round(100 * len(done) / len(insights), 2),
        },
    }
