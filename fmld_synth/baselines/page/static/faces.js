// Faces {box, score}, and the candidates {corners, score} that they come from, in pixels.
import { clipped } from './framing.js';

/** A candidate as a face. */
export function asFace({ corners: [left, top, right, bottom], score }) {
  return { box: { x: left, y: top, width: right - left, height: bottom - top }, score };
}

/** Faces with their boxes cut at the border of the picture; what lies beyond it is gone. */
export function facesIn({ width, height }, faces) {
  return faces
    .map(({ box, score }) => ({ box: clipped(box, width, height), score }))
    .filter(({ box }) => box.width * box.height > 0);
}

/** Large and sure faces first. */
export function byProminence(faces) {
  const prominence = ({ box, score }) => score * Math.sqrt(box.width * box.height);
  return [...faces].sort((one, other) => prominence(other) - prominence(one));
}

/** The surest candidates first. */
export const bySureness = (candidates) => [...candidates].sort((one, other) => other.score - one.score);

/** The mean of what candidates say, each of the weight of its score. */
export function weighted(candidates, value) {
  const total = candidates.reduce((sum, { score }) => sum + score, 0);
  return candidates.reduce((sum, one) => sum + value(one) * one.score, 0) / total;
}
