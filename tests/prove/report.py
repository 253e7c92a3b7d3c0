"""The report of `make prove`: the same content as JSON, for programs, and as one HTML page, for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, select_autoescape
from prove.stages import Result
from prove.tree import Tree

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Twyst: proof of {{ commit[:12] }}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 56rem; margin: 3rem auto; padding: 0 1rem }
  h1, h2 { line-height: 1.2 } h2 { margin-top: 3rem }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
  td, th { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #8884; vertical-align: top }
  td:last-child { text-align: right } pre { white-space: pre-wrap; background: #8882; padding: 1rem }
  .no { color: #c22 }
</style>
<h1>{{ "Proven" if passed else "Not proven" }}</h1>
<p>Commit <code>{{ commit }}</code>{{ " with changes that are not committed" if dirty }}, {{ "%.0f"|format(seconds) }} s.</p>
<table><tr><th>Stage<th>Claim<th>Answer</tr>
{%- for stage in stages %}
<tr><td><a href="#{{ loop.index }}">{{ stage.name }}</a><td>{{ stage.claim }}
<td{% if stage.problems %} class="no"{% endif %}>{{ "fails" if stage.problems else "holds" }}</tr>
{%- endfor %}
</table>
{%- for stage in stages %}
<h2 id="{{ loop.index }}">{{ stage.name }}</h2>
{%- if stage.problems %}<pre>{{ stage.problems|join("\n") }}</pre>{% endif %}
<table>
{%- for name, value in stage.facts.items() %}
<tr><td>{{ name }}<td>{{ value }}</tr>
{%- endfor %}
</table>
{%- endfor %}
</html>
"""


def write(folder: Path, tree: Tree, claims: dict[str, str], results: list[Result]) -> list[Path]:
    """Both files."""
    stages = [{**asdict(result), "claim": claims[result.name]} for result in results]
    content = {
        "commit": tree.commit,
        "dirty": tree.dirty,
        "passed": not any(result.problems for result in results),
        "seconds": sum(result.seconds for result in results),
        "stages": stages,
    }
    page = Environment(autoescape=select_autoescape(default=True)).from_string(_PAGE).render(content)
    files = [folder / "report.json", folder / "report.html"]
    for file, text in zip(files, (json.dumps(content, indent=2), page), strict=True):
        file.write_text(text + "\n")
    return files
