"""The data card: what a set is, where its faces come from, what it is for and what not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fmld_synth.dataset.file_names import CONTACT_SHEET
from fmld_synth.generation.finishing import CLASSES
from fmld_synth.publish import statements
from fmld_synth.publish.contents import Contents
from fmld_synth.publish.publication import Publication
from fmld_synth.version import VERSION
from fmld_synth.wear import WEAR_STATES, Range, WearState


def data_card(
    contents: Contents, publication: Publication, files: Mapping[str, str], *, with_pictures: bool = True
) -> str:
    """The card as Markdown.

    Args:
        contents: of the set.
        publication: the publisher's words.
        files: what each published file or folder holds, by its name.
        with_pictures: refer to the contact sheet, which must lie beside the card.
    """
    sections = [
        f"# {publication.title}",
        _summary(contents),
        f"![A sample of the set, a line of text under each picture]({CONTACT_SHEET})"
        if with_pictures
        else "",
        "## Contents",
        _counts(contents),
        _about(contents),
        "## Labels",
        statements.HOW_LABELED,
        _contracts(contents),
        "## How the pictures were made",
        f"{statements.HOW_MADE} Program: fmld-synth {contents.description.get('version', VERSION)}; "
        f"fingerprint of the set: `{contents.fingerprint}`.",
        "## Files",
        _table(("file", "content"), ((f"`{name}`", text) for name, text in files.items())),
        "## Source faces",
        statements.source_faces(publication),
        "## Ethics and intended use",
        f"For: {statements.USES[0]}",
        f"Not for: {statements.NOT_FOR}",
        _bullets((*statements.SENSITIVE, statements.SOCIAL_IMPACT, statements.MAINTENANCE)),
        "## Biases and limits",
        _bullets((*statements.BIASES, *statements.LIMITATIONS)),
        "## License",
        _license(publication),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _summary(contents: Contents) -> str:
    worn = [name for name in contents.states if WEAR_STATES[name].label == "incorrect"]
    return (
        f"{contents.pictures:,} pictures of faces, {_number(contents, worn):,} of them with a face mask worn "
        f"incorrectly ({', '.join(name.replace('_', ' ') for name in worn) or 'none'}). "
        f"The masks are synthetic, rendered on {contents.photographs:,} photographs; every label was "
        "measured on the rendered mask."
    )


def _number(contents: Contents, states: Iterable[str]) -> int:
    return sum(sum(contents.states[name].values()) for name in states)


def _counts(contents: Contents) -> str:
    rows = [
        (
            f"`{name}`",
            WEAR_STATES[name].label,
            *(f"{counts.get(split, 0):,}" for split in contents.splits),
            f"{sum(counts.values()):,}",
        )
        for name, counts in contents.states.items()
    ]
    totals = [
        f"{sum(counts.get(split, 0) for counts in contents.states.values()):,}" for split in contents.splits
    ]
    rows.append(("all", "", *totals, f"{contents.pictures:,}"))
    return _table(("wear state", "label", *contents.splits, "all"), rows)


def _about(contents: Contents) -> str:
    widths, heights = contents.widths, contents.heights
    facts = [
        f"{contents.people:,} people; all pictures of one person are in one split",
        f"pictures are {widths[0]} to {widths[1]} px wide and {heights[0]} to {heights[1]} px high",
        f"{contents.mattes:,} alpha mattes of the masks" if contents.mattes else "no alpha mattes",
    ]
    if contents.templates:
        facts.append(f"{len(contents.templates)} mask templates: {', '.join(sorted(contents.templates))}")
    return _bullets(facts)


def _contracts(contents: Contents) -> str:
    states = [WEAR_STATES[name] for name in contents.states]
    return _table(
        ("wear state", "label", "class", "nose covered", "lips covered", "chin covered"),
        (
            (f"`{state.name}`: {state.description}", state.label, str(CLASSES[state.label]), *_limits(state))
            for state in states
        ),
    )


def _limits(state: WearState) -> Iterable[str]:
    def text(limits: Range) -> str:
        low, high = (f"{100 * limit:g} %" for limit in limits)
        return low if low == high else f"at most {high}" if limits[0] == 0 else f"at least {low}"

    return (text(getattr(state.contract, region)) for region in ("nose", "lips", "chin"))


def _license(publication: Publication) -> str:
    license = publication.license
    named = (
        f"[{license.name}]({license.url})"
        if license.url
        else "see the publisher's statement on the set's page"
    )
    return (
        f"Masks, labels and this selection: {named}. What the license of the source faces reserves stays "
        "reserved."
    )


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
