// Boxes {x, y, width, height} in pixels, and which part of a picture a classifier is shown.
import { rounded } from './resizing.js';

const between = (value, least, most) => Math.min(Math.max(value, least), most);

/** The part of a box inside the picture. */
export function clipped(box, width, height) {
  const left = between(box.x, 0, width);
  const top = between(box.y, 0, height);
  const right = between(box.x + box.width, 0, width);
  const bottom = between(box.y + box.height, 0, height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A face with some room around it, in whole pixels; the margin is beside, above and below, in sizes of the face. */
export function partAround(width, height, box, [beside, above, below]) {
  const left = between(rounded(box.x - box.width * beside), 0, width - 1);
  const top = between(rounded(box.y - box.height * above), 0, height - 1);
  const right = Math.max(Math.min(rounded(box.x + box.width + box.width * beside), width), left + 1);
  const bottom = Math.max(Math.min(rounded(box.y + box.height + box.height * below), height), top + 1);
  return { left, top, width: right - left, height: bottom - top };
}

/** Area that two boxes, given by left, top, right and bottom, share. */
export function shared(one, other) {
  const across = Math.min(one[2], other[2]) - Math.max(one[0], other[0]);
  const down = Math.min(one[3], other[3]) - Math.max(one[1], other[1]);
  return Math.max(across, 0) * Math.max(down, 0);
}

/** Area of a box given by left, top, right and bottom. */
export const area = ([left, top, right, bottom]) => (right - left) * (bottom - top);

/** Intersection over union of two such boxes. */
export function overlap(one, other) {
  const both = shared(one, other);
  return both / (area(one) + area(other) - both);
}
