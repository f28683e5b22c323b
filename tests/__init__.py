"""What has to be set before any test file, and any process that a test starts, loads a library."""

import os
import sys
from pathlib import Path

# Set where files change from second to second, as in the benchmark of mutations.
CHANGING = "CUTLINE_NO_BYTECODE"

# A machine may forbid Python to keep what it has compiled. Each of the hundred processes that the
# tests start would then compile every library anew: it is kept in the folder of pytest's cache.
if sys.dont_write_bytecode and CHANGING not in os.environ:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "bytecode")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

# Each worker of a parallel run has a core of its own; more threads within it wait for each other, and waiting they use
# as much of the processor as the work does.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# jsonschema, which nbformat loads, takes a grammar of international addresses if it is there:
# seconds to load, for a kind of text that no notebook holds.
sys.modules.setdefault("rfc3987_syntax", None)
