"""The command line with a catalogue of the test's: CATALOGUE.json and the arguments."""

import json
import sys
from pathlib import Path

from rumiai.cli import main
from rumiai.weights.catalogue import CATALOGUE
from rumiai.weights.entry import Weights

CATALOGUE.clear()
for entry in json.loads(Path(sys.argv[1]).read_text()):
    weights = Weights.model_validate(entry)
    CATALOGUE[weights.name] = weights
main(sys.argv[2:])
