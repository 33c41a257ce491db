"""Draw the bundled mask templates: ``python build_data/draw_templates [NAME ...] [--into FOLDER]``.

Run it from the repository's root with the package installed. Without names it draws every template and the
pictures in ``docs/images``. The drawing is deterministic: the same versions of numpy and OpenCV give the same
pixels.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import bandana  # noqa: F401 - importing a family registers its designs
import cloth  # noqa: F401
import cup  # noqa: F401
import elastomeric  # noqa: F401
import fashion  # noqa: F401
import fold_flat  # noqa: F401
import layered  # noqa: F401
import sports  # noqa: F401
import surgical  # noqa: F401
import wraps  # noqa: F401
from design import DESIGNS, write
from sheet import write_anatomy, write_sheet

from fmld_synth.names import unknown
from fmld_synth.templates.library import load_template
from fmld_synth.templates.preview_picture import write_preview

REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to draw; everything when left out")
    parser.add_argument("--into", type=Path, default=REPOSITORY / "mask_templates", help="folder to write to")
    options = parser.parse_args()
    for name in options.names:
        if name not in DESIGNS:
            parser.error(str(unknown(name, DESIGNS, "design")))
    names = options.names or sorted(DESIGNS)
    for name in names:
        folder = options.into / name
        write(DESIGNS[name](), folder)
        write_preview(load_template(folder), folder / "preview.png")
        print(folder)
    if not options.names:
        templates = [load_template(options.into / name) for name in names]
        pictures = REPOSITORY / "docs" / "images"
        write_sheet(templates, pictures / "templates.jpg")
        write_anatomy(load_template(options.into / "surgical_pleated"), pictures / "template_anatomy.jpg")


if __name__ == "__main__":
    main()
