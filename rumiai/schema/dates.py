"""Points in calendar time, always in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(stated: str | None) -> datetime | None:
    """A date in ISO 8601, or in seconds since 1970, as a moment in UTC; None if it is neither.

    A date without a zone is taken as UTC. 0 seconds is how a missing date is written.
    """
    try:
        if stated is None or (stated.isdecimal() and int(stated) == 0):
            return None
        if stated.isdecimal():
            return datetime.fromtimestamp(int(stated), UTC)
        moment = datetime.fromisoformat(stated)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def iso(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with a Z."""
    return moment.isoformat().replace("+00:00", "Z")
