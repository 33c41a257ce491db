// The pixels that MediaPipe's detectors see, byte for byte as fmld_synth/faces/networks/sampling.py gives them.
import { squareToPicture } from './perspective.js';
import { rounded } from './resizing.js';

/** A view of bytes of RGB in the middle of a square, which is black beyond it, at `side` pixels: bytes of RGB. */
export function sampled({ pixels, width, height }, side, { steps, block }) {
  const lines = squareToPicture(squareAround({ width, height }), side);
  const result = new Uint8Array(side * side * 3);
  const value = (x, y, channel) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : pixels[(y * width + x) * 3 + channel];
  for (let row = 0, to = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const first = column - (column % block); // from which OpenCV computes a block of columns
      const [across, down, divisor] = lines.map(([a, b, c]) => a * first + b * row + c + a * (column - first));
      const places = [across, down].map((one) => rounded(one * (steps / divisor)));
      const [x, y] = places.map((one) => Math.floor(one / steps));
      const [right, below] = [places[0] - x * steps, places[1] - y * steps];
      for (let channel = 0; channel < 3; channel++) {
        const upper = (steps - right) * value(x, y, channel) + right * value(x + 1, y, channel);
        const lower = (steps - right) * value(x, y + 1, channel) + right * value(x + 1, y + 1, channel);
        result[to++] = Math.floor(((steps - below) * upper + below * lower) / steps ** 2 + 0.5);
      }
    }
  }
  return result;
}

/** The square of its longer side around a view, in pixels of the view. */
export function squareAround({ width, height }) {
  const side = Math.max(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}
