"""A package that adds one of each, installed beside this one, used from the command line; and packages that fail."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import skimage.data
from PIL import Image

from fmld_synth import plugins
from fmld_synth.plugins import NotSuitable, Registry
from fmld_synth.templates.library import library_folder

ROOT = Path(__file__).parents[1]

WEAR_STATES = """
from fmld_synth.wear import Contract, Geometry, WearState

HALF = WearState(
    "half_nose",
    "incorrect",
    "across the middle of the nose",
    Contract(nose=(0.3, 0.9), lips=(0.9, 1)),
    Geometry(top=(0.30, 0.34, 0.38), side_of_top=(0.1, 0.7), bottom=None, bottom_at_side=(1.15, 1.3, 1.45),
             bunching=(0, 0.1, 0.2), gap=(0, 0, 0.02)),
    0.9,
    ("nose", "lips"),
)
"""

TEMPLATES = """
from pathlib import Path

FOLDER = Path(__file__).parent / "templates"
"""

READER = '''
"""Datasets whose labels stand in labels.toy: name, label, x, y, width, height, one face a line."""

from PIL import Image

from fmld_synth.dataset.annotations import AnnotatedFace, AnnotatedImage
from fmld_synth.errors import UserError
from fmld_synth.geometry import Box


def recognizes(folder):
    return (folder / "labels.toy").is_file()


def read(folder):
    for number, line in enumerate((folder / "labels.toy").read_text().splitlines(), start=1):
        name, label, *box = line.split()
        if label == "bug":
            raise KeyError(label)
        if label not in ("correct", "incorrect", "none"):
            raise UserError(f"{folder / 'labels.toy'}, line {number}: unknown label {label!r}")
        with Image.open(folder / name) as picture:
            width, height = picture.size
        face = AnnotatedFace(Box(*map(float, box)), label)
        yield AnnotatedImage(folder / name, name, width, height, (face,), "train")
'''

EXPORTER = """
def export(images, scheme, folder):
    lines = [f"{image.name}: {', '.join(map(str, map(scheme.class_of, image.faces)))}" for image in images]
    (folder.folder / "toy.txt").write_text("\\n".join(lines) + "\\n")
"""

BASELINE = """
from pathlib import Path

from fmld_synth.baselines.baseline import Baseline, Published

TOY = Baseline("toy-net", "Toy", "classification", "toy_plugin", Path(__file__).parent, Published("Nobody, 2026"))
NAMELESS = Baseline("other", "Toy", "classification", "toy_plugin", Path(__file__).parent, Published("Nobody, 2026"))
"""

ENTRY_POINTS = """
[fmld_synth.wear_states]
half_nose = toy_plugin.wear_states:HALF
chin = toy_plugin.wear_states:HALF

[fmld_synth.templates]
toy = toy_plugin.templates_:FOLDER

[fmld_synth.readers]
toy_lines = toy_plugin.reader
broken = toy_plugin.nowhere
no_reader = toy_plugin.exporter

[fmld_synth.exporters]
toy-text = toy_plugin.exporter:export
coco = toy_plugin.exporter:export

[fmld_synth.baselines]
toy-net = toy_plugin.baseline:TOY
misnamed = toy_plugin.baseline:NAMELESS
"""


def install(site: Path, package: str, modules: dict[str, str], entry_points: str) -> None:
    """What pip leaves of a package: its modules, and its metadata beside them."""
    (site / package).mkdir(parents=True)
    for name, code in {"__init__": "", **modules}.items():
        (site / package / f"{name}.py").write_text(code)
    metadata = site / f"{package}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(dedent(entry_points))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder for ``sys.path`` with the toy package."""
    site = tmp_path_factory.mktemp("site")
    modules = {
        "wear_states": WEAR_STATES,
        "templates_": TEMPLATES,
        "reader": READER,
        "exporter": EXPORTER,
        "baseline": BASELINE,
    }
    install(site, "toy_plugin", modules, ENTRY_POINTS)
    toy = site / "toy_plugin" / "templates" / "toy_mask"
    shutil.copytree(library_folder() / "kn95", toy)
    description = toy / "template.toml"
    description.write_text(description.read_text().replace('name = "kn95"', 'name = "toy_mask"', 1))
    return site


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    """A folder with a photograph of a face, and a dataset in the toy format."""
    work = tmp_path_factory.mktemp("work")
    (work / "faces").mkdir()
    portrait = Image.fromarray(skimage.data.astronaut()[:400, 30:430])
    portrait.save(work / "faces" / "astronaut.jpg", quality=90)
    (work / "lines").mkdir()
    for name in ("one", "two"):
        portrait.save(work / "lines" / f"{name}.png")
    (work / "lines" / "labels.toy").write_text(
        "one.png incorrect 140 60 110 140\ntwo.png none 140 60 90 90\n"
    )
    return work


def run(site: Path, work: Path, *commands: str) -> list[tuple[int, str, str]]:
    """Exit code, output and messages of command lines, all run in one process."""
    code = (
        "import contextlib, io, json, sys\n"
        "from fmld_synth.cli.main import run\n"
        "told = []\n"
        "for line in json.loads(sys.argv[1]):\n"
        "    sys.argv, ended = ['fmld-synth', *line.split()], 0\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:\n"
        "        try:\n"
        "            run()\n"
        "        except SystemExit as end:\n"
        "            ended = end.code or 0\n"
        "    told.append((ended, out.getvalue(), err.getvalue()))\n"
        "print(json.dumps(told))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT))), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(commands)],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(one) for one in json.loads(done.stdout)]


def test_templates_and_wear_states_make_a_set_that_verifies(site, work):
    made = (
        "generate --input faces --output made --wear half_nose --templates toy_mask --per-face 2 --workers 1"
    )
    listed, generated, verified, counted, previewed = run(
        site,
        work,
        "templates list toy_mask",
        f"{made} --quiet",
        "verify made --workers 1",
        "stats made --json",
        "preview --input faces/astronaut.jpg --output sheet.png --wear half_nose --templates toy_mask",
    )
    assert listed[0] == 0 and "toy_mask" in listed[1]
    assert generated[0] == 0, generated[2]
    assert verified[0] == 0 and "no faults" in verified[1]
    assert json.loads(counted[1])["wear_states"] == {"half_nose": 2}
    assert json.loads(counted[1])["templates"] == {"toy_mask": 2}
    assert previewed[0] == 0 and (work / "sheet.png").is_file()
    exported, read = run(
        site,
        work,
        "export made --to image-folder --labels wear --output folders --quiet",
        "stats folders --from auto --json",
    )
    assert exported[0] == 0, exported[2]
    assert json.loads(read[1])["wear_states"] == {"half_nose": 2}


def test_readers_and_exporters(site, work):
    counted, found, exported, coco, wrong = run(
        site,
        work,
        "stats lines --from toy-lines --json",
        "stats lines --from auto --json",
        "export lines --from toy-lines --to toy-text --output text --json",
        "export lines --from toy-lines --to coco --output coco --quiet",
        "export lines --from toy-linse --to csv --output no",
    )
    assert json.loads(counted[1])["faces"] == {"incorrect": 1, "none": 1}
    assert json.loads(found[1]) == json.loads(counted[1])
    assert json.loads(exported[1])["by_split"] == {"train": {"incorrect": 1, "none": 1}}
    assert (work / "text" / "toy.txt").read_text() == "one.png: incorrect\ntwo.png: none\n"
    assert coco[0] == 0 and list((work / "coco").rglob("*.json"))
    assert wrong[0] == 2 and "did you mean toy_lines?" in wrong[2]


def test_what_goes_wrong_in_a_reader_is_one_line(site, work, tmp_path):
    for label, told in (
        ("bug", "the plug-in that reads toy_lines failed: KeyError: 'bug'"),
        ("odd", "line 1: unknown"),
    ):
        folder = tmp_path / label
        folder.mkdir()
        (folder / "labels.toy").write_text(f"one.png {label} 1 1 5 5\n")
        ((code, _, errors),) = run(site, work, f"stats {folder} --from toy_lines")
        assert code == 2 and told in errors.splitlines()[-1]


def test_baselines(site, work):
    unknown, completed = run(
        site,
        work,
        "train-baseline lines --model toy-nte",
        "train-baseline lines --from toy_lines --model toy-net",
    )
    assert unknown[0] == 2 and "did you mean toy-net?" in unknown[2]
    assert completed[0] == 2 and "toy_plugin" in completed[2] and "recipe.toml" in completed[2]


def test_what_cannot_be_used_is_one_line_each_and_the_rest_works(site, work):
    again = "generate --input faces --output again --wear half_nose --templates toy_mask --count 4 --workers 2 --quiet"
    listed, generated, stats, exported, trained = run(
        site,
        work,
        "templates list toy_mask",
        f"{again} --seed 1",
        "stats lines --from toy_lines --json",
        "export lines --from toy_lines --to toy-text --output other --quiet",
        "train-baseline lines --model no-such",
    )
    left_out = "is left out:"
    assert left_out not in listed[2]
    assert generated[0] == 0
    # Worker processes load the same plug-ins, and say nothing.
    assert [line for line in generated[2].splitlines() if left_out in line] == [
        "warning: plug-in 'chin' of toy_plugin (fmld_synth.wear_states) is left out: the name is taken; it needs "
        "another"
    ]
    assert stats[2].splitlines() == [
        "warning: plug-in 'broken' of toy_plugin (fmld_synth.readers) is left out: ModuleNotFoundError: No module "
        "named 'toy_plugin.nowhere'; update or uninstall the package",
        "warning: plug-in 'no_reader' of toy_plugin (fmld_synth.readers) is left out: it needs the functions "
        "read(folder) and recognizes(folder)",
    ]
    assert exported[2].count(left_out) == 1 and "'coco'" in exported[2]
    assert trained[2].count(left_out) == 1 and "make the names equal" in trained[2]


def test_bundled_names_load_no_plugin(monkeypatch):
    registry = Registry("fmld_synth.toys", {"bear": 1}, lambda name, toy: toy)
    monkeypatch.setattr(plugins, "plugged_in", lambda *arguments: pytest.fail("looked for plug-ins"))
    assert registry["bear"] == 1 and "bear" in registry


def test_a_registry_joins_bundled_and_plugged_in_entries(monkeypatch):
    def accept(name, toy):
        if toy < 0:
            raise NotSuitable("it is negative")
        return toy

    class Point:
        dist = None
        group = "fmld_synth.toys"

        def __init__(self, name, value):
            self.name, self._value = name, value

        def load(self):
            if self._value is None:
                raise SystemExit("left")
            return self._value

    points = [Point("ball", 2), Point("car", -1), Point("doll", None), Point("bear", 5)]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
    monkeypatch.setattr(plugins, "_loaded", {})
    registry = Registry("fmld_synth.toys", {"bear": 1}, accept, "Things to play with.")
    assert dict(registry) == {"bear": 1, "ball": 2} and len(registry) == 2
    assert registry.__doc__ == "Things to play with."
    assert repr(registry) == "<fmld_synth.toys: bear, ball>"
    assert registry.get("car") is None
