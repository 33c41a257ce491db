/* One picture, large: matte, boxes and key points over it, its record beside it. */
const viewer = document.getElementById("viewer");
const stage = document.getElementById("stage");
const recordPanel = document.getElementById("record");
const layers = { matte: false, boxes: true, points: false };
let openPlace = 0;

function openViewer(place) {
  showPlace(place);
  if (!viewer.open) viewer.showModal();
}

async function showPlace(place) {
  openPlace = place;
  const index = found[place];
  document.getElementById("viewer-title").textContent =
    `${valueOf("state", index)} · ${(place + 1).toLocaleString("en")} of ${found.length.toLocaleString("en")}`;
  document.getElementById("previous").disabled = place === 0;
  document.getElementById("next").disabled = place === found.length - 1;
  try {
    const record = await recordOf(index);
    if (openPlace !== place) return; // the reader has moved on
    stage.replaceChildren(drawingOf(record, index));
    recordPanel.replaceChildren(...describe(record));
    recordPanel.scrollTop = 0;
  } catch (error) {
    if (openPlace !== place) return;
    stage.replaceChildren(element("img", { src: thumbnailOf(index), alt: "thumbnail" }));
    recordPanel.replaceChildren(element("p", { class: "note" }, `The record cannot be loaded: ${error.message}.`));
  }
}

/** The picture as one SVG in its own pixels, so that every layer lies exactly on it. */
function drawingOf(record, index) {
  const { width, height } = record;
  const size = { width, height };
  const picture = element("image", { ...size, href: addressOf(record.image) });
  const drawing = element("svg", {
    viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `Picture ${record.id}: ${record.wear_state ?? record.label ?? "unlabeled"}`,
  }, picture);
  picture.addEventListener("error", () => {
    picture.remove();
    stage.append(element("p", { class: "note" },
      `${record.image} is not where the set lay when this page was made; this is its thumbnail.`));
    drawing.replaceWith(element("img", { src: thumbnailOf(index), alt: "thumbnail" }));
  }, { once: true });
  const mattes = record.faces.map((face) => face.mask?.matte).filter(Boolean);
  if (mattes.length) {
    drawing.append(
      ...mattes.map((matte, number) => element("mask", { id: `matte${number}`, maskUnits: "userSpaceOnUse", x: 0, y: 0, ...size },
        element("image", { ...size, href: addressOf(matte) }))),
      element("g", { class: "layer matte" },
        element("rect", { ...size, class: "dimmed" }),
        ...mattes.map((_, number) => element("rect", { ...size, class: "tint", mask: `url(#matte${number})` }))));
  }
  const boxes = element("g", { class: "layer boxes" });
  for (const [box, kind] of boxesOf(record)) boxes.append(boxOf(box, kind));
  const points = element("g", { class: "layer points" }, ...(record.faces[0]?.key_points ?? []).map(([x, y]) =>
    element("circle", { cx: x, cy: y, r: Math.max(width, height) / 150 })));
  drawing.append(boxes, points);
  showLayers(drawing);
  return drawing;
}

/** Boxes of the face, of all masks and of the other faces, each with its kind. */
function boxesOf(record) {
  return [
    ...record.faces.slice(0, 1).map((face) => [face.box, "face"]),
    ...record.faces.filter((face) => face.mask).map((face) => [face.mask.box, "mask"]),
    ...record.faces.slice(1).map((face) => [face.box, "other"]),
  ];
}

function boxOf([x, y, width, height], kind) {
  return element("rect", { x, y, width, height, class: kind });
}

function showLayers(drawing = stage.querySelector("svg")) {
  for (const [name, shown] of Object.entries(layers)) {
    drawing?.querySelector(`.${name}`)?.toggleAttribute("hidden", !shown);
    viewer.querySelector(`[data-layer=${name}]`).setAttribute("aria-pressed", shown);
  }
}

function toggle(layer) {
  layers[layer] = !layers[layer];
  showLayers();
}

function describe(record) {
  const leading = record.faces[0];
  const pose = leading?.head_pose;
  const degrees = (value) => `${Math.round(value)}°`.replace("-", "−");
  const worn = leading?.mask;
  const mask = worn
    ? [`${worn.template}, ${worn.colorway} `, swatch(worn.colors.primary)]
    : [record.kind === "real" ? "as photographed" : "no mask"];
  const kinds = new Set(boxesOf(record).map(([, kind]) => kind));
  return [
    facts([
      ["Class", [record.label ?? "unlabeled"]],
      ["Wear state", [record.wear_state ?? "not known"]],
      ["Split", [record.split]],
      ["Mask", mask],
      ["Head pose", [pose
        ? `yaw ${degrees(pose.yaw)}, pitch ${degrees(pose.pitch)}, roll ${degrees(pose.roll)}` : "not measured"]],
      ["Size", [`${record.width} × ${record.height} px`]],
      ["Source", [record.source.path]],
      ["Identity", [record.identity]],
    ]),
    ...(leading?.coverage ? [coverageOf(leading)] : []),
    element("div", { class: "legend-boxes" },
      ...[["face", "face"], ["mask", "mask"], ["other", "other faces"]]
        .filter(([kind]) => kinds.has(kind))
        .map(([kind, name]) => element("span", { class: `box-${kind}` }, name))),
    element("p", {}, element("a", { href: addressOf(record.image), target: "_blank", rel: "noopener" }, "Open picture"),
      ...(record.matte
        ? [" · ", element("a", { href: addressOf(record.matte), target: "_blank", rel: "noopener" }, "Open matte")]
        : [])),
    element("details", {}, element("summary", {}, "Whole record"),
      element("pre", { tabindex: 0 }, JSON.stringify(record, null, 2))),
  ];
}

function facts(rows) {
  return element("dl", {}, ...rows.flatMap(([name, value]) =>
    [element("dt", {}, name), element("dd", {}, ...value)]));
}

function swatch(color) {
  return element("svg", { class: "key", "aria-hidden": "true" },
    element("rect", { fill: color, class: "inked", width: "100%", height: "100%" }));
}

function coverageOf(face) {
  const contract = set.contracts[face.wear_state] ?? {};
  const rows = Object.entries(face.coverage).map(([region, value]) => {
    const [low, high] = contract[region] ?? [0, null];
    const kept = value === null || (value >= low && (high === null || value <= high));
    return element("tr", {},
      element("th", { scope: "row" }, region.replace("_", " ")),
      element("td", {}, value === null ? "not seen" : value.toFixed(3)),
      element("td", { class: "quiet" }, allowed(low, high)),
      element("td", { class: kept ? "good" : "bad" }, kept ? "✓" : "✕ outside"));
  });
  return element("table", { class: "coverage" },
    element("thead", {}, element("tr", {}, ...["Coverage", "measured", "allowed", ""].map((title) =>
      element("th", { scope: "col" }, title)))),
    element("tbody", {}, ...rows));
}

function allowed(low, high) {
  if (high === null) return low === 0 ? "any" : `at least ${low}`;
  return low === high ? `exactly ${low}` : `${low} to ${high}`;
}

function move(step) {
  const place = openPlace + step;
  if (place >= 0 && place < found.length) showPlace(place);
}

document.getElementById("previous").addEventListener("click", () => move(-1));
document.getElementById("next").addEventListener("click", () => move(1));
document.getElementById("close").addEventListener("click", () => viewer.close());
for (const button of viewer.querySelectorAll("[data-layer]")) {
  button.addEventListener("click", () => toggle(button.dataset.layer));
}
viewer.addEventListener("close", () => focusPlace(openPlace));
viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });
viewer.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const actions = {
    ArrowLeft: () => move(-1), ArrowRight: () => move(1),
    m: () => toggle("matte"), b: () => toggle("boxes"), k: () => toggle("points"),
  };
  const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
