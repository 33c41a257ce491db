"""What MkDocs shows, for ``make docs``: the repository's own pages where they lie, and the reference of the package.

MkDocs calls the functions that begin with ``on_`` (https://www.mkdocs.org/user-guide/configuration/#hooks).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

REPOSITORY = Path(__file__).resolve().parents[1]
SHOWN = (
    "*.md",
    "LICENSE",
    "CITATION.cff",
    "docs/**/*",
    "baselines/**/*.md",
    "baselines/**/*.toml",
    "examples/*",
)
"""Files of the site: pages, and what they link to."""
PACKAGE = "fmld_synth"
REFERENCE = "reference"
OUTSIDE = re.compile(
    r"""<(?:audio|iframe|img|link|script|source|video)\b[^>]*?\b(?:href|src)=["']?((?:https?:)?//[^"'> ]+)"""
)
"""What a browser fetches by itself; links that people follow may lead anywhere."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the reference to the navigation."""
    pages = [{name.removeprefix(f"{PACKAGE}."): path} for name, path, _ in reference_pages()]
    assert config.nav is not None
    commands = next(place for place, entry in enumerate(config.nav) if "Commands" in entry)
    config.nav.insert(commands + 1, {"Python reference": pages})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Show the repository's files under their own paths, instead of those of ``docs`` alone."""
    theme = [file for file in files if not (file.abs_src_path or "").startswith(config.docs_dir)]
    paths = {path for pattern in SHOWN for path in REPOSITORY.glob(pattern) if path.is_file()}
    shown = [
        File.generated(config, path.relative_to(REPOSITORY).as_posix(), abs_src_path=str(path))
        for path in sorted(paths)
    ]
    reference = [File.generated(config, path, content=text) for _, path, text in reference_pages()]
    return Files([*theme, *shown, *reference])


def on_post_page(output: str, **_: Any) -> None:
    """Check that a page loads nothing from outside: it must work without network, and tell nobody who reads it.

    Raises:
        PluginError: it does; MkDocs shows the line and fails.
    """
    for outside in OUTSIDE.findall(output):
        raise PluginError(f"a page loads {outside}: keep a copy in docs/, or do without")


def reference_pages() -> Iterator[tuple[str, str, str]]:
    """The pages of the reference: name, path on the site, Markdown; the public names first, then a page a package."""
    yield PACKAGE, f"{REFERENCE}/index.md", _page(PACKAGE, [f"{PACKAGE}.{name}" for name in public_names()])
    for folder in sorted(path.parent for path in (REPOSITORY / PACKAGE).rglob("__init__.py")):
        name = ".".join(folder.relative_to(REPOSITORY).parts)
        modules = sorted(path.stem for path in folder.glob("[!_]*.py"))
        if modules:
            path = f"{REFERENCE}/{name}.md"
            shown = name if name != PACKAGE else "modules of the package itself"
            yield shown, path, _page(shown, [f"{name}.{module}" for module in modules])


def public_names() -> list[str]:
    """What ``fmld_synth.__all__`` lists, read without importing it."""
    tree = ast.parse((REPOSITORY / PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return [name for name in ast.literal_eval(value) if not name.startswith("_")]
    raise ValueError(f"{PACKAGE}/__init__.py has no __all__")


def _page(title: str, objects: list[str]) -> str:
    return "\n\n".join([f"# {title}", *(f"::: {name}" for name in objects), ""])
