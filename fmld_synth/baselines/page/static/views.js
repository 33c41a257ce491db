// Parts of a picture as MediaPipe's detectors need them, as fmld_synth/faces/image_parts.py makes them.
//
// A view is {pixels, width, height, frame}: bytes of RGB, and where it lies in the picture, {x, y, width, height}.
import { whole } from './inputs.js';
import { resized, rounded } from './resizing.js';

/** A part of a picture, reduced when it is larger than any detector can use. */
export function viewOf(picture, part, { longest_side }) {
  const scale = Math.min(longest_side / Math.max(part.width, part.height), 1);
  const [width, height] = [part.width, part.height].map((side) => Math.max(rounded(side * scale), 1));
  const frame = { x: part.left, y: part.top, width: part.width, height: part.height };
  return { pixels: resized(picture, part, width, height, true), width, height, frame };
}

/** The whole picture. */
export const wholeView = (picture, said) => viewOf(picture, whole(picture), said);

/** Four quarters that overlap, so that a face on a seam is whole in one of them. */
export function tiles(picture, said) {
  const [width, height] = [picture.width, picture.height].map((side) => rounded(side * said.tile));
  return [0, picture.height - height].flatMap((top) =>
    [0, picture.width - width].map((left) => viewOf(picture, { left, top, width, height }, said)),
  );
}

/** A view with a gray border, because detectors miss faces that fill their frame. */
export function bordered({ pixels, width, height, frame }, { border: share, gray }) {
  const border = rounded(share * Math.max(width, height));
  const [columns, rows] = [width + 2 * border, height + 2 * border];
  const wider = new Uint8Array(columns * rows * 3).fill(gray);
  for (let y = 0; y < height; y++) {
    wider.set(pixels.subarray(y * width * 3, (y + 1) * width * 3), ((y + border) * columns + border) * 3);
  }
  const [across, down] = [(border * frame.width) / width, (border * frame.height) / height];
  return {
    pixels: wider,
    width: columns,
    height: rows,
    frame: { x: frame.x - across, y: frame.y - down, width: frame.width + 2 * across, height: frame.height + 2 * down },
  };
}
