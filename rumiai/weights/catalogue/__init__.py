"""All sets of weights by name; one module an analyzer."""

from __future__ import annotations

from rumiai.weights.catalogue.emotions import EMOTIONS
from rumiai.weights.catalogue.gestures import GESTURES
from rumiai.weights.catalogue.objects import OBJECTS
from rumiai.weights.catalogue.speech import SPEECH
from rumiai.weights.catalogue.text import TEXT
from rumiai.weights.entry import Weights

CATALOGUE: dict[str, Weights] = {
    weights.name: weights for weights in (*EMOTIONS, *OBJECTS, *GESTURES, *SPEECH, *TEXT)
}
