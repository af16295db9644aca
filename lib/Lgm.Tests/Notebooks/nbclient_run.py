"""Runs a notebook in its folder by Jupyter's headless client: nbclient_run.py IN.ipynb OUT.ipynb"""

import os
import sys

import nbformat
from nbclient import NotebookClient

source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
resources = {"metadata": {"path": os.path.dirname(os.path.abspath(source))}}
NotebookClient(notebook, timeout=1200, kernel_name=".net-csharp", resources=resources).execute()
nbformat.write(notebook, target)
