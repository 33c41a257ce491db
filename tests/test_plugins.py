"""A package that adds one of each, installed beside this one, used from the command line; and packages that fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from fmld_synth import plugins
from fmld_synth.plugins import NotSuitable, Registry
from fmld_synth.templates.library import library_folder

ROOT = Path(__file__).parents[1]

GUIDE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")

BROKEN_MODULES = {
    "wrong": """
from pathlib import Path

from fmld_synth.baselines.baseline import Baseline, Published
from fmld_synth.wear import WEAR_STATES

CHIN = WEAR_STATES["chin"]
FOLDER = Path(__file__).parent / "templates"
OTHER = Baseline("other", "Toy", "classification", "toy", FOLDER, Published("Nobody, 2026"))


def export(images, scheme, folder):
    raise AssertionError("never asked")
""",
    "buggy_reader": """
def recognizes(folder):
    return 1 / 0


def read(folder):
    raise KeyError("bug")
""",
}
BROKEN_ENTRIES = """
[fmld_synth.wear_states]
chin = broken.wrong:CHIN
[fmld_synth.templates]
broken = broken.wrong:FOLDER
[fmld_synth.readers]
broken = broken.nowhere
buggy = broken.buggy_reader
no_reader = broken.wrong
[fmld_synth.exporters]
coco = broken.wrong:export
[fmld_synth.baselines]
misnamed = broken.wrong:OTHER
"""


def install(site: Path, files: dict[str, str], entry_points: str) -> None:
    """What pip leaves of a package: its files, by their paths, and its metadata beside them."""
    (package,) = {Path(name).parts[0] for name in files}
    for name, content in {f"{package}/__init__.py": "", **files}.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content)
    metadata = site / f"{package}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(entry_points)


def documented_package() -> tuple[dict[str, str], str]:
    """Files and entry points of the package that the guide builds."""
    blocks = re.findall(r"^```(?:python|toml)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    files = {block.partition("\n")[0].removeprefix("# "): block for block in blocks if block.startswith("# ")}
    (project,) = (block for block in blocks if block.startswith("[project."))
    groups = tomllib.loads(project)["project"]["entry-points"]
    lines = [
        line
        for name, held in groups.items()
        for line in (f"[{name}]", *(f"{k} = {v}" for k, v in held.items()))
    ]
    return files, "\n".join(lines)


def copy_template(folder: Path, name: str) -> None:
    """A bundled template under another name."""
    shutil.copytree(library_folder() / "kn95", folder / name)
    description = folder / name / "template.toml"
    description.write_text(description.read_text().replace('name = "kn95"', f'name = "{name}"', 1))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder for ``sys.path`` with the package of the guide."""
    site = tmp_path_factory.mktemp("site")
    install(site, *documented_package())
    copy_template(site / "my_masks" / "templates", "toy_mask")
    return site


@pytest.fixture(scope="module")
def faulty_site(tmp_path_factory) -> Path:
    """The same with a package of which nothing can be used."""
    site = tmp_path_factory.mktemp("faulty")
    install(site, *documented_package())
    copy_template(site / "my_masks" / "templates", "toy_mask")
    install(site, {f"broken/{name}.py": code for name, code in BROKEN_MODULES.items()}, BROKEN_ENTRIES)
    copy_template(site / "broken" / "templates", "kn95")
    return site


NUMBER = 40
LINES = [f"{place}.png {('incorrect', 'none')[place % 2]} 4.0 6.0 20.0 24.0" for place in range(NUMBER)]
"""A dataset in the format of the guide."""


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    """A folder with a photograph of a face, and a dataset in the toy format."""
    work = tmp_path_factory.mktemp("work")
    (work / "faces").mkdir()
    portrait = Image.fromarray(skimage.data.astronaut()[:400, 30:430])
    portrait.save(work / "faces" / "astronaut.jpg", quality=90)
    (work / "lines").mkdir()
    for place in range(NUMBER):
        Image.new("RGB", (32, 32), (6 * place, 90, 60)).save(work / "lines" / f"{place}.png")
    (work / "lines" / "labels.txt").write_text("\n".join(LINES) + "\n")
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
        "stats lines --from lines --json",
        "stats lines --from auto --json",
        "export lines --from lines --to line-text --output text --json",
        "export lines --from lines --to coco --output coco --quiet",
        "export lines --from linse --to csv --output no",
    )
    assert json.loads(counted[1])["faces"] == {"incorrect": 20, "none": 20}
    assert json.loads(found[1]) == json.loads(counted[1])
    assert json.loads(exported[1])["by_split"] == {"train": {"incorrect": 20, "none": 20}}
    assert (work / "text" / "labels.txt").read_text().splitlines() == LINES
    assert (work / "text" / "1.png").read_bytes() == (work / "lines" / "1.png").read_bytes()
    assert coco[0] == 0 and list((work / "coco").rglob("*.json"))
    assert wrong[0] == 2 and "did you mean lines?" in wrong[2]


def test_baselines(site, work):
    helped, unknown, trained = run(
        site,
        work,
        "train-baseline --help",
        "train-baseline lines --model my-nte",
        "train-baseline lines --from lines --model my-net --output run --quiet --device cpu --loading-threads 0",
    )
    assert helped[0] == 0 and "network to train" in helped[1]
    assert unknown[0] == 2 and "did you mean my-net?" in unknown[2]
    assert trained[0] == 0, trained[2]
    assert (work / "run" / "model.safetensors").is_file()


def test_landmark_sources(site, work):
    made = "generate --input faces --output centered --landmarks centered --min-face 20 --workers 1 --quiet"
    generated, verified, wrong = run(
        site,
        work,
        f"{made} --per-face 1 --wear nose_exposed",
        "verify centered --workers 1",
        f"{made} --landmarks centerred",
    )
    assert generated[0] == 0, generated[2]
    (record,) = map(json.loads, (work / "centered" / "manifest.jsonl").read_text().splitlines())
    left, _, width, _ = record["faces"][0]["box"]
    assert left + width / 2 == pytest.approx(200, abs=2)  # the photograph is 400 px wide
    assert verified[0] == 0, verified[1]
    assert wrong[0] == 2 and "did you mean centered?" in wrong[2]
    ((code, _, told),) = run(work, work, "verify centered --workers 1")
    assert code == 2 and "unknown landmark source 'centered'" in told


def test_what_cannot_be_used_is_one_line_each_and_the_rest_works(faulty_site, work):
    again = "generate --input faces --output again --wear half_nose --templates toy_mask --count 4 --workers 2 --quiet"
    listed, generated, counted, buggy, exported, trained = run(
        faulty_site,
        work,
        "templates list toy_mask",
        again,
        "stats lines --from auto --json",
        "stats lines --from buggy",
        "export lines --from lines --to line-text --output other --quiet",
        "train-baseline lines --model no-such",
    )
    told = "warning: plug-in {} of broken (fmld_synth.{}) is left out: {}"
    assert listed[0] == 0 and listed[2].splitlines() == [
        told.format("'broken'", "templates", "there are other templates or families called kn95")
    ]
    # Worker processes load the same plug-ins, and say nothing.
    assert generated[0] == 0 and generated[2].splitlines() == [
        told.format("'chin'", "wear_states", "the name is taken; it needs another")
    ]
    assert counted[0] == 0 and counted[2].splitlines() == [
        told.format(
            "'broken'",
            "readers",
            "ModuleNotFoundError: No module named 'broken.nowhere'; update or uninstall the package",
        ),
        told.format("'no_reader'", "readers", "it needs the functions read(folder) and recognizes(folder)"),
        "note: lines: the plug-in that reads buggy could not look at it: ZeroDivisionError: division by zero",
    ]
    assert buggy == (2, "", "error: lines: the plug-in that reads buggy failed: KeyError: 'bug'\n")
    assert exported[0] == 0 and exported[2].splitlines() == [
        told.format("'coco'", "exporters", "the name is taken; it needs another")
    ]
    assert trained[0] == 2 and trained[2].splitlines()[0] == told.format(
        "'misnamed'", "baselines", "the baseline calls itself 'other'; make the names equal"
    )


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
