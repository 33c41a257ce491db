/* The set: columns to filter by, addresses of its pictures, and records, which large sets load in pages. */
const set = JSON.parse(document.getElementById("data").textContent);

/** Value of one column for picture `index`. */
function valueOf(column, index) {
  const { values, codes } = set.columns[column];
  return values[codes[index]];
}

function pageOf(index) {
  return Math.floor(index / set.recordsAPage);
}

function thumbnailOf(index) {
  return set.thumbnails.length
    ? set.thumbnails[index]
    : `${set.files}/${set.folders.thumbnails}/${pageOf(index)}/${index}.jpg`;
}

/** Address of a file of the set, from its path there. */
function addressOf(path) {
  return `${set.set}/${path.split("/").map(encodeURIComponent).join("/")}`;
}

const recordPages = new Map();

/** Called by each page of records when its script has loaded. */
function receiveRecords(page, records) {
  recordPages.get(page).resolve(records);
}

function loadPage(page) {
  if (!recordPages.has(page)) {
    const entry = {};
    entry.records = new Promise((resolve, reject) => { Object.assign(entry, { resolve, reject }); });
    recordPages.set(page, entry);
    const script = document.createElement("script");
    script.src = `${set.files}/${set.folders.records}/${page}.js`;
    script.onerror = () => {
      recordPages.delete(page);
      entry.reject(new Error(`${decodeURIComponent(set.files)} is not beside this page`));
    };
    document.head.append(script);
  }
  return recordPages.get(page).records;
}

/** The record of picture `index`. */
async function recordOf(index) {
  if (set.records.length) return set.records[index];
  return (await loadPage(pageOf(index)))[index % set.recordsAPage];
}

/** An element with attributes and children; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "image", "rect", "circle", "mask"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
