/* The gallery: filters, a page of tiles, and the keyboard. */
const PICTURES_A_PAGE = 60;
const FILTERS = ["label", "state", "template", "split", "pose"];

const filters = document.getElementById("filters");
const tiles = document.getElementById("tiles");
const faulty = new Set(set.faulty);
let found = [];
let page = 0;

/** Scatters neighbors, the same way each time. */
function mixed(index) {
  return Math.imul(index + 1, 2654435761) >>> 0;
}

function fillFilters() {
  for (const name of FILTERS) {
    const { values, codes } = set.columns[name];
    const numbers = new Array(values.length).fill(0);
    for (const code of codes) numbers[code] += 1;
    const select = filters.elements[name];
    select.append(element("option", { value: "" }, "all"));
    const order = name === "template" ? values.map((_, code) => code).sort((a, b) => values[a] < values[b] ? -1 : 1)
      : values.map((_, code) => code);
    for (const code of order) {
      if (numbers[code]) {
        select.append(element("option", { value: values[code] },
          `${values[code]} (${numbers[code].toLocaleString("en")})`));
      }
    }
  }
  document.getElementById("faulty").hidden = faulty.size === 0;
}

function applyFilters() {
  const wanted = FILTERS
    .filter((name) => filters.elements[name].value !== "")
    .map((name) => {
      const { values, codes } = set.columns[name];
      return [codes, values.indexOf(filters.elements[name].value)];
    });
  const faultyOnly = filters.elements.faulty.checked;
  found = [];
  for (let index = 0; index < set.count; index += 1) {
    if (wanted.every(([codes, code]) => codes[index] === code) && (!faultyOnly || faulty.has(index))) {
      found.push(index);
    }
  }
  if (filters.elements.order.value === "mixed") found.sort((a, b) => mixed(a) - mixed(b));
  showPage(0);
}

function pageCount() {
  return Math.max(Math.ceil(found.length / PICTURES_A_PAGE), 1);
}

function showPage(number) {
  page = Math.min(Math.max(number, 0), pageCount() - 1);
  const first = page * PICTURES_A_PAGE;
  const shown = found.slice(first, first + PICTURES_A_PAGE);
  tiles.replaceChildren(...shown.map((index, place) => tileOf(index, first + place)));
  if (tiles.firstChild) tiles.firstChild.firstChild.tabIndex = 0;
  const all = set.count.toLocaleString("en");
  document.getElementById("found").textContent = found.length
    ? `${found.length.toLocaleString("en")} of ${all} pictures`
    : `None of ${all} pictures fits these filters.`;
  document.getElementById("page").textContent = `${page + 1} of ${pageCount().toLocaleString("en")}`;
  document.getElementById("earlier").disabled = page === 0;
  document.getElementById("later").disabled = page === pageCount() - 1;
}

function tileOf(index, place) {
  const state = valueOf("state", index);
  const wearing = valueOf("template", index);
  const picture = element("img", { alt: "", width: 160, height: 160, loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => { picture.replaceWith(element("span", { class: "gone" }, "no picture")); });
  picture.src = thumbnailOf(index) || "data:,";
  const dot = element("svg", { class: "key", "aria-hidden": "true" },
    element("rect", { class: set.tones[state] ?? "tone-accent", width: "100%", height: "100%" }));
  const button = element("button", {
    type: "button",
    class: faulty.has(index) ? "tile faulty" : "tile",
    tabindex: -1,
    "data-place": place,
    "aria-label": `${state}, ${wearing}, ${valueOf("split", index)}, ${valueOf("pose", index)}`
      + (faulty.has(index) ? ", faulty" : ""),
  }, picture, element("span", { class: "caption" }, dot, element("span", {}, state)));
  button.addEventListener("click", () => openViewer(place));
  button.addEventListener("focus", () => {
    tiles.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    button.tabIndex = 0;
  });
  return element("li", {}, button);
}

function buttons() {
  return [...tiles.querySelectorAll(".tile")];
}

/** Focus the tile of a place among all found pictures, turning to its page. */
function focusPlace(place) {
  const wanted = Math.min(Math.max(place, 0), found.length - 1);
  if (wanted < 0) return;
  if (Math.floor(wanted / PICTURES_A_PAGE) !== page) showPage(Math.floor(wanted / PICTURES_A_PAGE));
  buttons()[wanted - page * PICTURES_A_PAGE].focus();
}

function tilesInARow() {
  const all = buttons();
  const top = all[0].getBoundingClientRect().top;
  const second = all.findIndex((tile) => tile.getBoundingClientRect().top > top + 1);
  return second === -1 ? all.length : second;
}

tiles.addEventListener("keydown", (event) => {
  const tile = event.target.closest(".tile");
  if (!tile || event.altKey || event.ctrlKey || event.metaKey) return;
  const place = Number(tile.dataset.place);
  const places = {
    ArrowRight: () => place + 1,
    ArrowLeft: () => place - 1,
    ArrowDown: () => place + tilesInARow(),
    ArrowUp: () => place - tilesInARow(),
    Home: () => page * PICTURES_A_PAGE,
    End: () => (page + 1) * PICTURES_A_PAGE - 1,
    PageDown: () => (page + 1) * PICTURES_A_PAGE,
    PageUp: () => (page - 1) * PICTURES_A_PAGE,
  };
  if (!(event.key in places)) return;
  event.preventDefault();
  focusPlace(places[event.key]());
});

document.getElementById("earlier").addEventListener("click", () => turnTo(page - 1));
document.getElementById("later").addEventListener("click", () => turnTo(page + 1));

function turnTo(number) {
  showPage(number);
  document.getElementById("gallery").scrollIntoView();
}

filters.addEventListener("change", applyFilters);
filters.addEventListener("submit", (event) => event.preventDefault());
// A form is reset after this event, not before it.
filters.addEventListener("reset", () => setTimeout(applyFilters));

/* A name in a chart shows the pictures behind it. */
for (const link of document.querySelectorAll("[data-filter]")) {
  link.addEventListener("click", () => {
    const [name, value] = link.dataset.filter.split("=");
    filters.reset();
    filters.elements[name].value = value;
  });
}

fillFilters();
applyFilters();
