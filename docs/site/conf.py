"""Sphinx's settings for `make docs`: the pages of the repository where they lie, and the interfaces from their comments.

The folder of sources is the repository itself, so that links between pages, and to files of code, mean what they mean there.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

project = "convt"
author = "The convt authors"
release = version = re.search(r"project\(convt VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]

extensions = ["myst_parser", "breathe", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "docs/site/index"
include_patterns = ["README.md", "docs/**", "*/README.md", "*/*/README.md"]
exclude_patterns = ["build/**", ".venv*/**", "docs/site/requirements.txt"]

# Headings have the anchors that GitHub gives them, which links of pages name.
myst_heading_anchors = 4
# What stays silent: links to folders of code, which a site has no page for; pages of folders that no menu names; a lexer that
# Pygments lacks; C's "typedef struct a {} a" and a namespace of several headers, which Breathe declares twice.
suppress_warnings = ["myst.xref_missing", "toc.not_included", "misc.highlighting_failure", "duplicate_declaration.cpp"]

breathe_projects = {"convt": str(ROOT / "build" / "docs" / "doxygen" / "xml")}
breathe_default_project = "convt"
breathe_default_members = ("members",)

autodoc_typehints = "none"
html_theme = "furo"
html_title = f"convt {version}"
html_show_sphinx = html_show_copyright = False
html_copy_source = False


def mark_code(app, what, name, obj, options, lines):
    """Docstrings are written for help(): lines that are indented after an empty one are code."""
    marked = []
    for before, line in zip(["x", *lines], lines, strict=False):
        if not before and line.startswith("    ") and ".. code-block:: python" not in marked:
            marked += [".. code-block:: python", ""]
        marked.append(line)
    lines[:] = marked


def setup(app):
    app.connect("autodoc-process-docstring", mark_code, priority=100)
