"""What the lab on digits found: the table that its run showed, for the chapter that cites it."""

from __future__ import annotations

from scripts.press import lab_runs

LAB = "digits"
TAG = "results"


def table() -> str:
    """Return the table of the lab's last run, running the lab if it has changed."""
    lab = next(lab for lab in lab_runs.all_labs() if lab.name == LAB)
    (notebook,) = lab_runs.ran([lab])
    for cell in notebook["cells"]:
        if TAG in cell["metadata"].get("tags", []):
            for output in cell["outputs"]:
                if "text/markdown" in output.get("data", {}):
                    return "".join(output["data"]["text/markdown"])
    raise LookupError(f"no cell of the lab {LAB} that is tagged {TAG} shows a table")
