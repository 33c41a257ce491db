// From pixels to what a network is fed.
import { resized } from './resizing.js';

/** The whole of a picture as a part of it. */
export const whole = ({ width, height }) => ({ left: 0, top: 0, width, height });

/** A part of a picture as planes of the network's size: float32 (3, height, width), as its metadata says. */
export function networkInput(picture, part, { width, height, channels, mean, scale }) {
  const shrinks = part.width * part.height > width * height;
  const pixels = resized(picture, part, width, height, shrinks);
  return planes(pixels, width, height, width, height, { channels, mean, scale });
}

/** Bytes of RGB as planes, in the upper left of planes that may be larger and are 0 beyond. */
export function planes(pixels, columns, rows, width, height, { channels, mean, scale }) {
  const order = channels === 'BGR' ? [2, 1, 0] : [0, 1, 2];
  const result = new Float32Array(3 * width * height);
  order.forEach((channel, plane) => {
    const middle = Math.fround(mean[plane]);
    const factor = Math.fround(scale);
    for (let y = 0, from = channel; y < rows; y++) {
      for (let x = 0, to = (plane * height + y) * width; x < columns; x++, to++, from += 3) {
        result[to] = Math.fround(pixels[from] - middle) * factor;
      }
    }
  });
  return result;
}

/** A brighter or darker picture: each value is looked up in a table of 256. */
export function corrected({ pixels, width, height }, table) {
  return { pixels: pixels.map((value, place) => (place % 4 === 3 ? value : table[value])), width, height };
}
