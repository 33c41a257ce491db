"""Options of ``fmld-synth generate`` that do not go together: one line each, before any work."""

import pytest

from fmld_synth.cli.exit_codes import USER_ERROR
from tests.cli.test_main import call

SHARD, STAGE, DRY_RUN = ("--shard", "1/2"), ("--stage", "survey"), ("--dry-run",)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (SHARD, "--shard 1/2 belongs to --stage survey or render"),
        (STAGE, "--stage survey is done by shards: add --shard 1/1"),
        (("--stage", "render"), "--stage render is done by shards: add --shard 1/1"),
        ((*SHARD, "--stage", "merge"), "--shard 1/2 belongs to --stage survey or render"),
        (("--shard", "3/2", *STAGE), "--shard 3/2: give one from 1/2 to 2/2"),
        (("--shard", "half", *STAGE), "--shard half: give which one and of how many, such as 3/7"),
        ((*SHARD, *STAGE, "--overwrite"), "--overwrite with --stage"),
        ((*SHARD, *STAGE, *DRY_RUN), "--dry-run looks at the whole run: leave out --stage survey"),
        ((*SHARD, *DRY_RUN), "--shard 1/2 belongs to --stage survey or render"),
        (("--stage", "merge", *DRY_RUN), "--dry-run looks at the whole run: leave out --stage merge"),
        (("--stage", "merge"), "blocks of --stage survey are not there"),
        ((*SHARD, "--stage", "render"), "blocks of --stage survey are not there"),
        (("--ray-address", "auto"), "--ray-address needs --executor ray"),
        (("--executor", "rya"), "--executor: unknown executor 'rya'"),
        (("--every", "5"), "--every counts the frames of a film, and --input is none"),
        (("--input-format", "fmld", "--every", "5"), "--every counts the frames of a film"),
    ],
)
def test_photographs(options, line, tmp_path, capsys):
    (tmp_path / "faces").mkdir()
    (tmp_path / "faces" / "a.jpg").write_bytes(b"never looked at")
    assert line in refused(tmp_path / "faces", tmp_path / "out", options, capsys)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (DRY_RUN, "--dry-run"),
        ((*SHARD, *STAGE), "--stage"),
        (("--stage", "merge"), "--stage"),
        (SHARD, "--shard"),
        (("--executor", "ray"), "--executor"),
        (("--resume",), "--resume"),
        (("--per-face", "3"), "--per-face"),
        (("--crop", "face"), "--crop"),
    ],
)
def test_films(options, named, tmp_path, capsys):
    line = refused(tmp_path / "film.mp4", tmp_path / "out", options, capsys)
    assert line.startswith(f"error: {named} does not go with a film as --input")
    assert not (tmp_path / "out").exists()


def refused(source, output, options, capsys) -> str:
    """What is said of options that are refused."""
    assert call("generate", "--input", source, "--output", output, *options) == USER_ERROR
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line
