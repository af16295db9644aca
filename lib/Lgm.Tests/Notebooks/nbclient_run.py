"""Runs a notebook in its folder by Jupyter's headless client: nbclient_run.py IN.ipynb OUT.ipynb [CODE]

CODE goes into a cell behind the one tagged parameters, as papermill does it.
"""

import os
import sys

import nbformat
from nbclient import NotebookClient

source, target, *injected = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
place = next(i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
notebook.cells[place + 1:place + 1] = [nbformat.v4.new_code_cell(code) for code in injected]
resources = {"metadata": {"path": os.path.dirname(os.path.abspath(source))}}
NotebookClient(notebook, timeout=1200, kernel_name=".net-csharp", resources=resources).execute()
nbformat.write(notebook, target)
