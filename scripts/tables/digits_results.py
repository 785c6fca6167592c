"""What the lab on digits found: the tables that its run showed, for the chapter that cites it."""

from __future__ import annotations

from scripts.press.lab_runs import all_labs, ran

LAB = "digits"
TAG = "results"


ALIKE = "parameters"


def table() -> str:
    """Return the table of the contest, without the column that is alike for both networks.

    The chapter says that they have as many parameters, and a phone has no room for the column.
    """
    rows = [_cells(row) for row in shown(TAG).splitlines()]
    column = rows[0].index(ALIKE)
    counts = {row[column] for row in rows[2:] if row[column]}
    if len(counts) != 1:
        raise ValueError(f"the networks of the lab {LAB} differ in their {ALIKE}: {sorted(counts)}")
    return "\n".join(f"| {' | '.join(row[:column] + row[column + 1 :])} |" for row in rows)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().removeprefix("|").removesuffix("|").split("|")]


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
