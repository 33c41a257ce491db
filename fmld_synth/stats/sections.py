"""The sections of a report, each a function from numbers to HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from fmld_synth.stats.charts import Part, histogram_chart, outlines_chart, stacked_bar
from fmld_synth.stats.histogram import Histogram
from fmld_synth.stats.markup import figure, gallery_link, in_order, legend, many, spot
from fmld_synth.stats.statistics import Tally
from fmld_synth.verification.verification import Fault
from fmld_synth.wear import WEAR_STATES

TONES = 8
LABEL_TONES = {"correct": "tone-0", "incorrect": "tone-label", "none": "tone-5"}
SPLIT_ORDER = ("train", "val", "test")
MOST_FAULTS = 100
SMALL_CHART = (220, 84)
COVERAGE_COLUMNS = {"nose": "Nose", "lips": "Lips", "chin": "Chin", "mask_area": "Mask / face area"}


def tone_of(state: str) -> str:
    """The CSS class that colors a wear state, the same in every chart."""
    return f"tone-{list(WEAR_STATES).index(state) % TONES}" if state in WEAR_STATES else "tone-accent"


def tone_of_label(label: str) -> str:
    """The CSS class that colors a class."""
    return LABEL_TONES.get(label, "tone-accent")


def balance(tally: Tally) -> str:
    """Classes and wear states in each split, as bars and as a table."""
    splits = in_order(tally.states_by_split, SPLIT_ORDER)
    states = in_order(set().union(*tally.states_by_split.values()), WEAR_STATES)
    labels = in_order(set().union(*tally.labels_by_split.values()), LABEL_TONES)
    classes = _split_bars(
        splits, tally.labels_by_split, labels, {label: tone_of_label(label) for label in labels}
    )
    wear = _split_bars(splits, tally.states_by_split, states, {state: tone_of(state) for state in states})
    return (
        f'<div class="columns">{figure("Classes", classes)}{figure("Wear states", wear)}</div>'
        f"{_states_table(splits, states, tally)}"
    )


def masks(tally: Tally) -> str:
    """Templates, each with a bar of its colorways in their own ink."""
    templates: dict[str, list[Part]] = {}
    for (template, colorway), number in tally.colorways.most_common():
        ink = tally.inks.get((template, colorway), "#888888")
        templates.setdefault(template, []).append(Part(colorway, number, fill=ink))
    counted = {name: sum(part.number for part in parts) for name, parts in templates.items()}
    most, total = max(counted.values(), default=1), sum(counted.values())
    rows = "".join(
        f'<tr><th scope="row">{gallery_link("template", name)}</th>'
        f"<td>{stacked_bar(templates[name], most)}</td><td>{number:,}</td><td>{number / total:.1%}</td>"
        f'<td class="quiet">{many(len(templates[name]), "color")}</td></tr>'
        for name, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    )
    if not rows:
        return '<p class="quiet">No picture of this set shows a mask.</p>'
    return f'<table class="bars"><tbody>{rows}</tbody></table>{_prints(tally)}'


def _prints(tally: Tally) -> str:
    """How many masks show each kind of print; nothing where none does."""
    if not tally.prints:
        return ""
    most = max(tally.prints.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(kind)}</th><td>{stacked_bar([Part(kind, number)], most)}</td>'
        f"<td>{number:,}</td></tr>"
        for kind, number in sorted(tally.prints.items(), key=lambda item: (-item[1], item[0]))
    )
    return figure("Prints", f'<table class="bars"><tbody>{rows}</tbody></table>')


def faces(tally: Tally) -> str:
    """Head poses and sizes of faces."""
    titles = {
        "yaw": "Yaw: to the image’s left or right",
        "pitch": "Pitch: up or down",
        "roll": "Roll: leaning",
    }
    figures = [
        figure(
            title,
            histogram_chart(
                tally.angles[name], f"Histogram of {name} in degrees", ticks=range(-90, 91, 30), unit="°"
            ),
            _middle(tally.angles[name], "°"),
        )
        for name, title in titles.items()
    ]
    sizes = histogram_chart(
        tally.face_sizes,
        "Histogram of the longer side of the face box in pixels",
        ticks=tally.face_sizes.edges[1:-1],
        equal_bins=True,
    )
    figures.append(figure("Longer side of the face, pixels", sizes, _middle(tally.face_sizes, " px")))
    return f'<div class="columns">{"".join(figures)}</div>'


def coverage(tally: Tally) -> str:
    """Measured coverage of each wear state, region by region, over the limits of its contract."""
    rows = []
    for state in in_order(tally.coverage, WEAR_STATES):
        cells = []
        for name, title in COVERAGE_COLUMNS.items():
            limits: tuple[float, float] | None = None
            if state in WEAR_STATES:
                low, high = getattr(WEAR_STATES[state].contract, name)
                limits = (low, high) if (low, high) not in ((0, 1), (0, float("inf"))) else None
            histogram = tally.coverage[state][name]
            chart = histogram_chart(
                histogram,
                f"{state}: histogram of {title.lower()} coverage",
                ticks=(0, 0.5, 1),
                limits=limits,
                size=SMALL_CHART,
                tone=tone_of(state),
            )
            cells.append(
                f'<td data-title="{escape(title)}">{chart}<span class="limits">{_limits(limits)}</span></td>'
            )
        rows.append(f'<tr><th scope="row">{gallery_link("state", state)}</th>{"".join(cells)}</tr>')
    heads = "".join(f'<th scope="col">{title}</th>' for title in COVERAGE_COLUMNS.values())
    return (
        '<table class="multiples"><thead><tr><th scope="col">Wear state</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f'<p class="note">{spot("band")} '
        "The band is what the state’s contract allows; a picture outside it may not carry the label.</p>"
    )


def light(brightness: Mapping[str, Histogram], sharpness: Mapping[str, Histogram]) -> str:
    """Brightness and sharpness of each class: outlines that lie apart would give the class away."""
    if not brightness:
        return '<p class="note">No picture can be read.</p>'
    labels = in_order(brightness, LABEL_TONES)
    bright = outlines_chart(
        {label: (brightness[label], tone_of_label(label)) for label in labels},
        "Brightness of the pictures of each class",
        ticks=(0, 25, 50, 75, 100),
        unit=" %",
    )
    sharp = outlines_chart(
        {label: (sharpness[label], tone_of_label(label)) for label in labels},
        "Sharpness of the pictures of each class",
        ticks=(0, 20, 40, 60, 80),
    )
    spots = legend(labels, {label: tone_of_label(label) for label in labels})
    return (
        '<div class="columns">'
        + figure("Brightness, share of white", bright, _medians(brightness, labels, " %"))
        + figure("Sharpness, deviation of the Laplacian", sharp, _medians(sharpness, labels, ""))
        + f"</div>{spots}"
    )


def rejects(rejections: Counter[str]) -> str:
    """What was not used, by stage and reason."""
    if not rejections:
        return '<p class="quiet">Nothing was rejected.</p>'
    most = max(rejections.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(reason)}</th><td>{stacked_bar([Part(reason, number)], most)}</td>'
        f"<td>{number:,}</td></tr>"
        for reason, number in rejections.most_common()
    )
    return f'<table class="bars"><tbody>{rows}</tbody></table>'


def checks(results: Sequence[tuple[str, str, Sequence[Fault]]]) -> str:
    """What must hold, each with a mark, and the faults that were found.

    Args:
        results: title, what was looked at, and what was found wrong.
    """
    cards = "".join(
        f'<li class="{"bad" if faults else "good"}"><span class="mark" aria-hidden="true">'
        f"{'✕' if faults else '✓'}</span><div><strong>{escape(title)}</strong>"
        f"<span>{many(len(faults), 'fault') if faults else escape(scope)}</span></div></li>"
        for title, scope, faults in results
    )
    found = [fault for _, _, faults in results for fault in faults]
    return f'<ul class="checks">{cards}</ul>{_fault_table(found)}'


def _fault_table(faults: Sequence[Fault]) -> str:
    if not faults:
        return ""
    rows = "".join(
        f"<tr><td>{escape(fault.where)}</td><td>{escape(fault.kind)}</td><td>{escape(fault.detail)}</td></tr>"
        for fault in faults[:MOST_FAULTS]
    )
    more = len(faults) - MOST_FAULTS
    rest = (
        f'<p class="note">and {more:,} more; <code>fmld-synth verify</code> lists all.</p>'
        if more > 0
        else ""
    )
    return (
        f'<details class="faults" open><summary>{many(len(faults), "fault")}</summary>'
        '<div class="scroll"><table><thead><tr><th scope="col">Where</th><th scope="col">Kind</th>'
        f'<th scope="col">Detail</th></tr></thead><tbody>{rows}</tbody></table></div>{rest}</details>'
    )


def _split_bars(
    splits: Sequence[str],
    counts: Mapping[str, Counter[str]],
    names: Sequence[str],
    tones: Mapping[str, str],
) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(split)}</th>'
        f"<td>{stacked_bar([Part(name, counts[split][name], tones[name]) for name in names])}</td>"
        f"<td>{counts[split].total():,}</td></tr>"
        for split in splits
    )
    return f'<table class="bars"><tbody>{rows}</tbody></table>{legend(names, tones)}'


def _states_table(splits: Sequence[str], states: Sequence[str], tally: Tally) -> str:
    numbers = {state: [tally.states_by_split[split][state] for split in splits] for state in states}
    heads = "".join(f'<th scope="col">{escape(split)}</th>' for split in splits)
    body = "".join(
        f'<tr><th scope="row">{spot(tone_of(state))} {gallery_link("state", state)}</th>'
        + "".join(f"<td>{number:,}</td>" for number in numbers[state])
        + f"<td>{sum(numbers[state]):,}</td><td>{sum(numbers[state]) / tally.pictures:.1%}</td></tr>"
        for state in states
    )
    sums = "".join(f"<td>{tally.states_by_split[split].total():,}</td>" for split in splits)
    return (
        f'<div class="scroll"><table class="numbers"><thead><tr><th scope="col">Wear state</th>{heads}'
        '<th scope="col">all</th><th scope="col">share</th></tr></thead>'
        f'<tbody>{body}</tbody><tfoot><tr><th scope="row">all</th>{sums}<td>{tally.pictures:,}</td><td></td>'
        "</tr></tfoot></table></div>"
    )


def _middle(histogram: Histogram, unit: str) -> str:
    low, middle, high = (histogram.quantile(share) for share in (0.05, 0.5, 0.95))
    if low is None or middle is None or high is None:
        return ""
    return f"median {_whole(middle)}{unit}, nine in ten from {_whole(low)}{unit} to {_whole(high)}{unit}"


def _medians(histograms: Mapping[str, Histogram], labels: Iterable[str], unit: str) -> str:
    medians = {label: histograms[label].quantile(0.5) for label in labels}
    return "median: " + ", ".join(
        f"{label} {value:.0f}{unit}" for label, value in medians.items() if value is not None
    )


def _whole(value: float) -> str:
    return f"{value:.0f}".replace("-", "−") if round(value) else "0"


def _limits(limits: tuple[float, float] | None) -> str:
    if limits is None:
        return "any"
    low, high = limits
    if high == float("inf"):
        return f"at least {low:g}"
    return f"exactly {low:g}" if low == high else f"{low:g} to {high:g}"
