"""What is built from the repository: every file once, and equal wheels from a checkout, an sdist, and without links."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from fmld_synth.baselines.registry import BUNDLED_BASELINES
from fmld_synth.templates.library import library_folder, list_templates

ROOT = Path(__file__).parents[1]
BUNDLED = "fmld_synth/bundled_files"


@dataclass(frozen=True)
class Built:
    """Paths in the archives that the tree gives, sorted; those of the sdist without the folder that all lie in."""

    wheel: list[str]
    sdist: list[str]
    sdist_path: Path


def build_wheel(source: Path, into: Path) -> list[str]:
    """Paths in the wheel of a source tree, sorted; built as the build backend does, without a network."""
    (path,) = WheelBuilder(str(source)).build(directory=str(into), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        return sorted(wheel.namelist())


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    """From this tree."""
    folder = tmp_path_factory.mktemp("dist")
    (path,) = SdistBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(path) as sdist:
        names = [one.name.partition("/")[2] for one in sdist.getmembers() if not one.isdir()]
    return Built(build_wheel(ROOT, folder), sorted(names), Path(path))


@pytest.fixture(scope="module")
def files(built) -> list[Path]:
    """The repository's files, as far as they go into the sdist."""
    return [ROOT / name for name in built.sdist if name != "PKG-INFO"]


def test_no_name_is_in_an_archive_twice(built):
    for names in (built.wheel, built.sdist):
        assert len(names) == len(set(names))


def test_the_sdist_holds_no_file_under_two_names(built):
    assert len([name for name in built.sdist if name.endswith("aizoo_ssd/weights.safetensors")]) == 1
    assert len([name for name in built.sdist if name.endswith("aizoo_ssd/network.py")]) == 1


def test_nothing_is_a_link(files):
    assert [path for path in {one for file in files for one in below_root(file)} if path.is_symlink()] == []


def test_the_same_wheel_where_links_cannot_be_made(built, files, tmp_path):
    """As with ``core.symlinks=false``: git writes a link's target into a text file of its name."""
    for file in files:
        link = next((path for path in below_root(file) if path.is_symlink()), None)
        here = tmp_path / "checkout" / (link or file).relative_to(ROOT)
        here.parent.mkdir(parents=True, exist_ok=True)
        if link is None:
            shutil.copyfile(file, here)
        else:
            here.write_text(str(link.readlink()))
    assert build_wheel(tmp_path / "checkout", tmp_path) == built.wheel


def test_the_same_wheel_from_the_sdist(built, tmp_path):
    with tarfile.open(built.sdist_path) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert build_wheel(source, tmp_path) == built.wheel


def below_root(file: Path) -> list[Path]:
    """A file of the repository and the folders it lies in, the outermost first."""
    return [path for path in reversed((file, *file.parents)) if ROOT in path.parents]


def test_the_wheel_holds_all_code(built):
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "fmld_synth").rglob("*.py")}
    assert {name for name in built.wheel if name.endswith(".py")} == code


def test_the_wheel_holds_every_template(built):
    for name in list_templates([library_folder()]):
        for file in (library_folder() / name).iterdir():
            assert f"{BUNDLED}/mask_templates/{name}/{file.name}" in built.wheel


def test_the_wheel_holds_every_recipe_card_and_weight(built):
    for baseline in BUNDLED_BASELINES.values():
        for file in (baseline.recipe, baseline.weights, baseline.folder / "MODEL_CARD.md"):
            name = f"{BUNDLED}/baselines/{baseline.folder.name}/{file.name}"
            assert (name in built.wheel) == file.is_file()
    assert {f"{BUNDLED}/baselines/README.md", f"{BUNDLED}/baselines/RESULTS.md"} <= set(built.wheel)


def test_the_portraits_are_in_the_sdist_alone(built):
    assert {"examples/portraits/astronaut.jpg", "examples/portraits/grace_hopper.jpg"} <= set(built.sdist)
    assert [name for name in built.wheel if "portraits" in name and not name.endswith(".py")] == []
