"""The command line with a catalogue of the test's: CATALOGUE.json and the arguments.

With the variable NEEDY an analyzer that needs the set `model` takes the place of `gaze`.
"""

import json
import os
import sys
from pathlib import Path

from rumiai.analyzers.registry import ANALYZERS
from rumiai.cli import main
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights

CATALOGUE.clear()
for entry in json.loads(Path(sys.argv[1]).read_text()):
    weights = Weights.model_validate(entry)
    CATALOGUE[weights.name] = weights
if "NEEDY" in os.environ:
    ANALYZERS["gaze"] = "needy:Needy"
main(sys.argv[2:])
