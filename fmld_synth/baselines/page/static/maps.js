// From the maps of our own face finder to candidates, as fmld_synth/baselines/face_finding/face_maps.py does it.
import { bySureness, weighted } from './faces.js';
import { area, overlap, shared } from './framing.js';

/** What the maps, one a level, say of faces that are not too unlikely, in pixels of the network's input. */
export function decoded(maps, said) {
  const logit = Math.log(said.seen / (1 - said.seen));
  const [ofCenter, ofSize] = said.variances;
  return maps.flatMap(({ data, dims }, level) => {
    const [rows, columns] = dims.slice(-2);
    const cells = rows * columns;
    return said.sizes[level].flatMap((size, anchor) => {
      const found = [];
      for (let cell = 0; cell < cells; cell++) {
        const value = (number) => data[(anchor * said.values + number) * cells + cell];
        if (value(0) < logit) continue;
        const [[left, right], [top, bottom]] = [cell % columns, Math.floor(cell / columns)].map((place, axis) => {
          const center = (place + 0.5) * said.strides[level] + value(1 + axis) * ofCenter * size;
          const half = (size * Math.exp(Math.min(Math.max(value(3 + axis) * ofSize, -5), 5))) / 2;
          return [Math.fround(center - half), Math.fround(center + half)];
        });
        found.push({ corners: [left, top, right, bottom], score: Math.fround(1 / (1 + Math.exp(-value(0)))) });
      }
      return found;
    });
  });
}

/** Each face once, the surest first: what overlaps it is averaged, and what lies inside it or around it left out. */
export function merged(candidates, said) {
  let waiting = bySureness(candidates);
  const faces = [];
  while (waiting.length) {
    const [surest] = waiting;
    const overlaps = waiting.map((one) => (one === surest ? 1 : overlap(surest.corners, one.corners)));
    const same = waiting.filter((_, i) => overlaps[i] > said.same_face);
    const corners = [0, 1, 2, 3].map((i) => Math.fround(weighted(same, (one) => one.corners[i])));
    faces.push({ corners, score: surest.score });
    waiting = waiting.filter((one, i) => overlaps[i] <= said.same_face && inside(corners, one.corners) <= said.inside);
  }
  return faces;
}

/** What two boxes share, over the area of the smaller. */
function inside(one, other) {
  return shared(one, other) / Math.max(Math.min(area(one), area(other)), 1e-6);
}
