// What was found, in the page: boxes over the picture, a list beside it, and what the classes mean.

const NO_ROOM = 0.07; // a box that begins within this share of the picture's height has its tag inside

/** A probability for people: 99.6 % is not yet certainty. */
export function percent(probability) {
  return `${probability < 1 ? Math.min(Math.round(probability * 100), 99) : 100} %`;
}

/** The explanation of the classes, into a list of definitions. */
export function showClasses(list, classes) {
  list.replaceChildren(
    ...classes.flatMap((one) => {
      const name = element('dt', { text: one.name });
      paint(name, one);
      return [name, element('dd', { text: one.meaning })];
    }),
  );
}

/** Faces into the layer over the picture and into the list. */
export function showFaces(layer, list, faces, { width, height }, classes) {
  const shown = faces.map((face, place) => {
    const best = classes[mostProbable(face.probabilities)];
    const box = boxOf(face, place + 1, best, width, height);
    const entry = entryOf(face, place + 1, best, classes);
    for (const [begin, end] of [['focus', 'blur'], ['mouseenter', 'mouseleave']]) {
      entry.addEventListener(begin, () => box.classList.add('pointed-at'));
      entry.addEventListener(end, () => box.classList.remove('pointed-at'));
    }
    return { box, entry };
  });
  const focused = [...list.children].indexOf(document.activeElement);
  layer.replaceChildren(...shown.map(({ box }) => box));
  list.replaceChildren(...shown.map(({ entry }) => entry));
  list.children[focused]?.focus(); // a camera's list is written again and again
}

function boxOf({ box, probabilities }, number, best, width, height) {
  const high = box.y < NO_ROOM * height;
  const result = element('div', { className: high ? 'box high' : 'box' });
  paint(result, best);
  const sides = { left: box.x / width, top: box.y / height, width: box.width / width, height: box.height / height };
  for (const [side, share] of Object.entries(sides)) result.style[side] = `${100 * share}%`;
  const words = element('span', { className: 'words', text: ` ${best.name} ${percent(Math.max(...probabilities))}` });
  const tag = element('span', { className: 'tag', text: `${number}` });
  tag.append(words);
  result.append(tag);
  return result;
}

function entryOf(face, number, best, classes) {
  const entry = element('li', { className: 'face' });
  entry.tabIndex = 0;
  entry.dataset.face = JSON.stringify({ box: face.box, probabilities: face.probabilities });
  const title = element('h3', { text: best.name });
  const badge = element('span', { className: 'number', text: `${number}` });
  paint(badge, best);
  title.prepend(badge);
  const table = element('table', {});
  table.append(...classes.map((one, i) => row(one, face.probabilities[i])));
  entry.append(title, table);
  return entry;
}

function row(one, probability) {
  const result = element('tr', {});
  const name = element('th', { text: one.name });
  name.scope = 'row';
  const bar = element('td', { className: 'bar' });
  const length = element('span', {});
  paint(length, one);
  length.style.width = `${100 * probability}%`;
  bar.append(length);
  result.append(name, bar, element('td', { text: percent(probability) }));
  return result;
}

const mostProbable = (probabilities) => probabilities.indexOf(Math.max(...probabilities));

function paint(node, { color, ink }) {
  node.style.setProperty('--of-class', `rgb(${color.join(' ')})`);
  node.style.setProperty('--ink', `rgb(${ink.join(' ')})`);
}

function element(name, { className = '', text = '' }) {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
