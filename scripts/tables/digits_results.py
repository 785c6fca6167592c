"""What the lab on digits found: the tables that its run showed, for the chapter that cites it."""

from __future__ import annotations

from scripts.press.lab_runs import all_labs, ran

LAB = "digits"
TAG = "results"


def table() -> str:
    """Return the table of the contest."""
    return shown(TAG)


def shown(tag: str) -> str:
    """Return the table of the lab's cell with this tag, running the lab if it has changed."""
    lab = next(lab for lab in all_labs() if lab.name == LAB)
    (notebook,) = ran([lab])
    for cell in notebook["cells"]:
        if tag in cell["metadata"].get("tags", []):
            for output in cell["outputs"]:
                if "text/markdown" in output.get("data", {}):
                    return "".join(output["data"]["text/markdown"])
    raise LookupError(f"no cell of the lab {LAB} that is tagged {tag} shows a table")
