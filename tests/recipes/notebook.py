"""Run examples/korea.ipynb in a kernel of its own.

python -m tests.recipes.notebook    write the notebook anew, with what its cells print now
"""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "examples" / "korea.ipynb"


def executed() -> nbformat.NotebookNode:
    """Return the notebook with what its cells print now. Raises CellExecutionError when one of them fails."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False)
    # It warns that others on the machine may listen: there is nothing to be heard.
    client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
    return client.execute(cwd=str(NOTEBOOK.parent))


def outputs(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the text that each code cell prints and shows."""
    return [
        "".join(output.get("text") or output["data"]["text/plain"] for output in cell["outputs"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


if __name__ == "__main__":
    made = executed()
    # The kernel notes its exact Python there, which differs from machine to machine.
    made["metadata"]["language_info"] = {"name": "python"}
    nbformat.write(made, NOTEBOOK)
