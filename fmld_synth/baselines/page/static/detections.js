// From the numbers of MediaPipe's detectors to faces, as fmld_synth/faces/networks/detections.py reads them.
//
// A detection is {corners, eyes, score}: left, top, right, bottom and the height of the eyes' middle, from 0 to 1 in
// the square that the detector saw.
import { bySureness, weighted } from './faces.js';
import { overlap } from './framing.js';

/** Where the candidates lie, in the order of a detector's outputs: [x, y], 0 to 1. */
export function anchorCenters(side, grids) {
  return grids.flatMap(({ stride, anchors }) => {
    const count = Math.floor(side / stride);
    return Array.from({ length: count * count * anchors }, (_, place) => {
      const cell = Math.floor(place / anchors);
      return [((cell % count) + 0.5) / count, (Math.floor(cell / count) + 0.5) / count];
    });
  });
}

/** Candidates of at least a score. `boxes` hold center, size and points in pixels from the anchor, `scores` logits. */
export function candidates(boxes, scores, centers, side, leastScore) {
  const logit = Math.log(leastScore / (1 - leastScore));
  const numbers = boxes.length / scores.length;
  return centers.flatMap(([x, y], place) => {
    if (scores[place] < logit) return [];
    const at = (number) => boxes[place * numbers + number] / side;
    const [left, top] = [x + at(0) - at(2) / 2, y + at(1) - at(3) / 2];
    return {
      corners: [left, top, left + at(2), top + at(3)],
      eyes: y + (at(5) + at(7)) / 2, // the right eye comes first, then the left
      score: 1 / (1 + Math.exp(-scores[place])),
    };
  });
}

/** Each face once, the likeliest first: candidates that overlap it, averaged by their scores. */
export function averaged(found, sameThing) {
  let rest = bySureness(found);
  const faces = [];
  while (rest.length) {
    const [best] = rest;
    const isSame = (one) => one === best || overlap(best.corners, one.corners) > sameThing;
    const same = rest.filter(isSame);
    faces.push({
      corners: best.corners.map((_, i) => weighted(same, ({ corners }) => corners[i])),
      eyes: weighted(same, ({ eyes }) => eyes),
      score: best.score,
    });
    rest = rest.filter((one) => !isSame(one));
  }
  return faces;
}
