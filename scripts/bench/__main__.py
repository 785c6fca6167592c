"""Measure the package beside its peers in one run, and record it in data/benchmark.json.

    python -m scripts.bench

takes some ten minutes, on a machine that does nothing else. PyTorch and OpenCV take part where they
are installed (`torch`, `opencv-python-headless`). While the measuring itself is worked on, `--quick`
measures less of everything and `--only NAME` one section; these print the record and keep nothing.
"""

from __future__ import annotations

import argparse
import os

# Settings from outside, of threads or of processors' kernels, would favour one or the other. They
# are read when a library is loaded, so they go before the imports.
STEERED = ("OPENBLAS_", "OMP_", "GOMP_", "KMP_", "MKL_", "BLIS_", "ATEN_", "DNNL_", "ONEDNN_")
for variable in [name for name in os.environ if name.startswith(STEERED)]:
    del os.environ[variable]

from scripts.bench import keeping, record  # noqa: E402


def main() -> None:
    """Measure, and write the record or print it."""
    names = list(record.sections(quick=True))
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure less, keep nothing")
    parser.add_argument("--only", choices=names, action="append", help="this section, keep nothing")
    chosen = parser.parse_args()
    found = record.measured(chosen.only or names, chosen.quick)
    if chosen.quick or chosen.only:
        print(keeping.text(found), end="")
    else:
        keeping.write(found, record.RECORD)


if __name__ == "__main__":
    main()
