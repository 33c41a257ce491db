// A detector as `fmld-synth export-model` writes it: boxes and probabilities of many anchors, of which few are faces.
import { networkInput, whole } from './inputs.js';
import { overlap } from './framing.js';

/** A function from a picture and the least probability to faces {box, score, probabilities}, the surest first. */
export function detector(run, { preprocessing, most, iou }) {
  return async (picture, confidence) => {
    const { boxes, probabilities } = await run(networkInput(picture, whole(picture), preprocessing), preprocessing);
    return chosen(boxes, probabilities, { confidence, iou, most }).map((face) => inPicture(face, picture));
  };
}

/** Non-maximum suppression over all classes: the surest anchors, none that overlaps a surer one much. */
export function chosen(boxes, probabilities, { confidence, iou, most }) {
  const classes = probabilities.data.length / (boxes.data.length / 4);
  const anchors = [];
  for (let place = 0; place * classes < probabilities.data.length; place++) {
    const of = probabilities.data.subarray(place * classes, (place + 1) * classes);
    const score = Math.max(...of);
    if (score > confidence) anchors.push({ place, score, of });
  }
  anchors.sort((one, other) => other.score - one.score);
  const faces = [];
  for (const { place, score, of } of anchors.slice(0, most)) {
    const corners = [...boxes.data.subarray(place * 4, place * 4 + 4)];
    if (faces.every((face) => overlap(face.corners, corners) <= iou)) {
      faces.push({ corners, score, probabilities: [...of] });
    }
  }
  return faces;
}

function inPicture({ corners, score, probabilities }, { width, height }) {
  const [left, top, right, bottom] = corners.map((value) => Math.min(Math.max(value, 0), 1));
  const box = { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height };
  return { box, score, probabilities };
}
