"""HTML of an executed lesson: pictures that can be heard, links that lead to the other lessons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

__all__ = ["to_html"]

# nbconvert's own template drops the alt text that `dlcourse.show` puts beside a picture.
_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block data_png -%}
{%- set meta = output.metadata.get('image/png', {}) -%}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
{%- if meta.get('alt') %} alt="{{ meta['alt'] | escape_html }}"{% endif %}
{%- if meta.get('width') %} width="{{ meta['width'] }}"{% endif %}
{%- if meta.get('height') %} height="{{ meta['height'] }}"{% endif %}>
</div>
{%- endblock data_png -%}
"""
# A relative link to a notebook. Source code in the page has its quotes and brackets escaped.
_LINK = re.compile(r'(<a\b[^>]*?\bhref="(?![a-z][a-z0-9+.-]*:|/)[^"#?]+)\.ipynb(?=["#?])', re.I)


def to_html(notebook: Any, folder: Path, title: str) -> str:
    """A page of an executed notebook.

    Args:
        notebook: The `nbformat.NotebookNode`.
        folder: Where its relative pictures are; they are embedded.
        title: The title of the page.

    Returns:
        The HTML. `<img alt>` holds the alt text of each figure, and relative links to
        notebooks lead to their pages.
    """
    import jinja2
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(
        extra_loaders=[jinja2.DictLoader({"dlcourse.html.j2": _TEMPLATE})],
        template_file="dlcourse.html.j2",
        embed_images=True,
    )
    resources = {"metadata": {"name": title, "path": str(folder)}}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    return _LINK.sub(r"\1.html", page)
