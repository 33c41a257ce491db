// A candidate for a face with what lies around it, as fmld_synth/baselines/face_finding/surroundings.py cuts it out.
import { rounded } from './resizing.js';

/** A square around a candidate, `zoom` times its longer side, of the mean color where it leaves the picture. */
export function surroundings({ pixels, width, height }, corners, zoom, { bgr_mean: mean }) {
  const reach = zoom * longer(corners);
  const [left, top] = [0, 1].map((i) => Math.floor((corners[i] + corners[i + 2]) / 2 - reach / 2));
  const across = Math.max(Math.ceil(reach), 2);
  const [blue, green, red] = mean.map(rounded);
  const square = new Uint8ClampedArray(across * across * 4);
  for (let i = 0; i < square.length; i += 4) square.set([red, green, blue, 255], i);
  const first = Math.max(left, 0);
  const last = Math.max(Math.min(left + across, width), first);
  for (let y = Math.max(top, 0); y < Math.min(top + across, height); y++) {
    square.set(pixels.subarray((y * width + first) * 4, (y * width + last) * 4), ((y - top) * across + first - left) * 4);
  }
  return { part: { pixels: square, width: across, height: across }, left, top };
}

/** The longer side of a box given by left, top, right and bottom. */
export const longer = ([left, top, right, bottom]) => Math.max(right - left, bottom - top);
