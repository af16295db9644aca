"""Executed notebooks as static pages: build.py NOTEBOOKS FOLDER MATHJAX RESULTS. environment/site.sh calls it."""

import glob
import os
import re
import shutil
import sys
from html import escape

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import ExtractOutputPreprocessor
from traitlets.config import Config

notebooks, folder, mathjax, results = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
sources = sorted(glob.glob(os.path.join(notebooks, "*.ipynb")))
if not sources:
    sys.exit(f"{notebooks} holds no notebooks: name a folder with .ipynb files.")

# What a link may name, and the page that it becomes.
pages = {os.path.basename(path): os.path.basename(path)[:-6] + ".html" for path in sources}
pages |= {page: page for page in pages.values()}
documents = {"README.md": "results.html", "photographs.md": "photographs.html", "tuning.md": "tuning.html"}
pages |= documents | {f"results/{name}": page for name, page in documents.items()}


def site_links(html):
    """Links to pages of the site go there; those to other files of the repository become plain text."""
    def link(match):
        target, text = match.groups()
        if re.match("https?:|#", target):
            return match.group(0)
        page = pages.get(target.removeprefix("../"))
        return f'<a href="{page}">{text}</a>' if page else text
    return re.sub(r'<a href="([^"]*)">(.*?)</a>', link, html, flags=re.S)


config = Config()
config.HTMLExporter.template_name = "site"
config.HTMLExporter.extra_template_basedirs = [os.path.dirname(here)]
config.NbConvertBase.display_data_priority = ["text/html", "image/png", "image/jpeg", "text/plain"]
config.HTMLExporter.anchor_link_text = "#"
config.HTMLExporter.filters = {"site_links": site_links}
config.HTMLExporter.preprocessors = [ExtractOutputPreprocessor(enabled=True)]
exporter = HTMLExporter(config=config)


def write(name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def page(notebook, name, title):
    """Writes a page and its pictures; gives the pictures' names."""
    html, resources = exporter.from_notebook_node(notebook, {"unique_key": name, "output_files_dir": "pictures", "title": title})
    pictures = resources["outputs"] or {}
    for picture, data in pictures.items():
        write(picture, data)
    write(name + ".html", html)
    return list(pictures)


cards = []
for path in sources:
    notebook, name = nbformat.read(path, as_version=4), pages[os.path.basename(path)][:-5]
    title, _, rest = notebook.cells[0].source.partition("\n")
    title = title.lstrip("# ")
    for cell in notebook.cells:
        if any("application/vnd.plotly.v1+json" in output.get("data", {}) and "image/png" not in output.data for output in cell.get("outputs", [])):
            print(f"{path}: a figure has no picture: run the notebook where Chromium is installed.", file=sys.stderr)
    pictures = page(notebook, name, title)
    # The first sentence of a notebook; its second picture: the first is often of data.
    sentence = re.sub(r"\[(.*?)\]\(.*?\)|\*", r"\1", re.split(r"(?<=[.?!])\s", rest.strip())[0])
    picture = f'<img src="{pictures[:2][-1]}" alt="">' if pictures else ""
    cards.append(f'<li><a href="{name}.html">{picture}<h2>{escape(title)}</h2><p>{escape(sentence)}</p></a></li>')

for document, name in documents.items():
    with open(os.path.join(results, document)) as file:
        # A comment would take the table behind it for its own.
        text = re.sub(r"<!--.*?-->", "", file.read(), flags=re.S)
    page(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)]), name[:-5], text.partition("\n")[0].lstrip("# "))
index = f"""# The L-GM workbook

Notebooks on W. Wan, Y. Zhong, T. Li and J. Chen, *Rethinking Feature Distribution for Loss Functions in Image Classification*, CVPR 2018.

<ul class="cards">{"".join(cards)}</ul>

All tables: [results](results/README.md)."""
page(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(index)]), "index", "The L-GM workbook")
shutil.copy(os.path.join(here, "style.css"), folder)
# Of MathJax what the pages load: formulas in TeX, drawn as SVG, which needs no fonts.
for part in ["MathJax.js", "config/TeX-AMS_SVG.js", "extensions", "jax/element", "jax/input/TeX", "jax/output/SVG"]:
    source, target = os.path.join(mathjax, part), os.path.join(folder, "mathjax", part)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    others = shutil.ignore_patterns("Asana-Math", "Gyre-*", "Latin-Modern", "Neo-Euler", "STIX-Web")
    shutil.copytree(source, target, ignore=others) if os.path.isdir(source) else shutil.copy(source, target)
