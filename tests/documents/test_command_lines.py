"""Every command line in the documents is one that the program takes: its words, options, values and arguments."""

from __future__ import annotations

import re
import shlex
from itertools import zip_longest
from typing import Any

import pytest
from typer.main import get_command

from fmld_synth.baselines.registry import BASELINES
from fmld_synth.cli.main import app
from fmld_synth.dataset.exporting import EXPORTERS
from fmld_synth.dataset.label_schemes import label_schemes
from fmld_synth.dataset.readers import READERS
from fmld_synth.generation.presets import PRESETS
from fmld_synth.wear import WEAR_STATES
from tests.documents.reading_documents import DOCUMENTS, ROOT, Shown, document_lines, spans

PROGRAM: Any = get_command(app)
COMMAND_LINES = [shown for path in DOCUMENTS for shown in document_lines(path, "fmld-synth")]
VALUES = {
    "--to": {*EXPORTERS, "overlays", "onnx", "torchscript"},
    "--labels": {*label_schemes(), "auto"},
    "--model": set(BASELINES),
    "--preset": set(PRESETS),
    "--from": {*READERS, "auto"},
    "--wear": set(WEAR_STATES),
}
"""Values that a command looks up only when it runs."""
FOREIGN = {"--strict", "--cpus-per-task", "--time"}
"""Options of other programs that the documents name."""


def all_options(command: Any = PROGRAM) -> set[str]:
    """Every option of a command and of those below it."""
    own = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return {"--help", *own}.union(*map(all_options, getattr(command, "commands", {}).values()))


def parse(line: str, *, whole: bool) -> None:
    """Parse a command line as the program does, without running it.

    Args:
        line: begins with ``fmld-synth``; a comment at its end is left out.
        whole: nothing may be missing. A command that is only named in a sentence may lack its arguments.
    """
    command, words = PROGRAM, shlex.split(line, comments=True)[1:]
    while hasattr(command, "commands") and words:
        name = words.pop(0)
        assert name in command.commands, f"there is no command {name!r}"
        command = command.commands[name]
    command.make_context(command.name, list(words), resilient_parsing=not whole)
    for option, value in zip_longest(words, words[1:], fillvalue=""):
        if option.startswith("--"):
            assert option in all_options(command), option
        for one in value.split(",") if option in VALUES else ():
            assert one.partition("=")[0] in VALUES[option], f"{option} {one}"


def test_there_are_command_lines_to_look_at() -> None:
    assert len([shown for shown in COMMAND_LINES if shown.whole]) > 50
    assert {shown.place.partition(":")[0] for shown in COMMAND_LINES} >= {"README.md", "docs/exports.md"}


@pytest.mark.parametrize("shown", COMMAND_LINES, ids=lambda shown: shown.place)
def test_the_program_takes_it(shown: Shown) -> None:
    parse(shown.text, whole=shown.whole)


@pytest.mark.parametrize(
    "wrong",
    [
        "fmld-synth templates add mask.png --name my_mask --family cloth --relief picture",
        "fmld-synth generat --input faces/",
        "fmld-synth verify",
        "fmld-synth verify out/ others/",
        "fmld-synth verify out/ --workers N",
        "fmld-synth export out/ --to cocoa --output coco/",
        "fmld-synth evaluate scs-net out/ --faces found",
    ],
)
def test_a_wrong_one_would_be_noticed(wrong: str) -> None:
    with pytest.raises(Exception, match=r"."):
        parse(wrong, whole=True)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_in_a_sentence_exists(path: Any) -> None:
    known = all_options() | FOREIGN
    scripts = "".join(script.read_text(encoding="utf-8") for script in ROOT.glob("b*/*.py"))
    named = [
        (shown.place, option)
        for shown in spans(path)
        for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", shown.text)
    ]
    assert [
        (place, option) for place, option in named if option not in known and f'"{option}"' not in scripts
    ] == []
