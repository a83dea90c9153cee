"""The whole examination."""

from __future__ import annotations

from rumiai.doctor import machine, models, places, software
from rumiai.doctor.line import Diagnosis
from rumiai.settings import Settings
from rumiai.weights.store import Store


def examine(settings: Settings, store: Store) -> Diagnosis:
    """Look at everything that a run needs; opens no connection and fetches nothing."""
    choices = settings.choices
    room = {
        "disk for results": (settings.root.absolute(), machine.ROOM),
        "disk for weights": (store.folder.absolute(), models.lacking_bytes(store, choices)),
    }
    return Diagnosis.of(
        [
            *software.versions(),
            software.ffmpeg(),
            machine.device(settings.device),
            machine.memory(),
            *machine.disk(room),
            *software.analyzers(),
            *models.weights(store, choices),
            *places.folders(settings),
            *places.keys(),
        ]
    )
