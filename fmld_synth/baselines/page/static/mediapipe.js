// MediaPipe's face detectors, as fmld_synth/baselines/face_finding/bundled.py asks them, which explains the numbers in
// `said`: they see every picture small, so each looks at several views of it, until one of them is sure.
import { anchorCenters, averaged, candidates } from './detections.js';
import { asFace, byProminence, bySureness, facesIn } from './faces.js';
import { area, overlap, shared } from './framing.js';
import { planes } from './inputs.js';
import { sampled, squareAround } from './sampling.js';
import { bordered, tiles, wholeView } from './views.js';

/** A function from a picture to faces {box, score}, the most prominent first. `runs` has a network for each detector. */
export function mediapipe(runs, said) {
  const detectors = said.detectors.map((detector, i) => {
    const centers = anchorCenters(detector.side, detector.grids);
    return (view) => detected(runs[i], detector, centers, view, said);
  });
  const detect = async (views) => {
    const found = [];
    for (const view of views) for (const look of detectors) found.push(...(await look(view)));
    return found;
  };
  const sure = (found) => found.filter(({ score }) => score >= said.sure);
  return async (picture) => {
    const longest = Math.max(picture.width, picture.height);
    const view = wholeView(picture, said);
    const found = await detect([view]);
    const allSmall = sure(found).every(({ corners }) => side(corners) < said.small_face * longest);
    const isScene = longest >= said.scene_side && allSmall;
    if (isScene) found.push(...(await detect(tiles(picture, said))));
    if (!sure(found).length) found.push(...(await detect([bordered(view, said)])));
    if (!sure(found).length && !isScene) found.push(...(await detect(tiles(picture, said))));
    const chosen = sure(found).length ? sure(found) : bySureness(found).slice(0, 1);
    return facesIn(picture, byProminence(distinct(chosen, said).map(asFace)));
  };
}

const side = ([left, top, right, bottom]) => Math.max(right - left, bottom - top);

/** What one detector sees in a view, {corners, score} in pixels of the picture. */
async function detected(run, detector, centers, view, said) {
  const found = await detections(run, detector, centers, view, said.least_score, said);
  return found.map((one) => inPicture(one, view, said.eye_height));
}

/** What one detector sees in a view, relative to the square around it. */
export async function detections(run, { side, preprocessing }, centers, view, leastScore, said) {
  const pixels = sampled(view, side, said);
  const { boxes, scores } = await run(planes(pixels, side, side, side, side, preprocessing), { width: side, height: side });
  return averaged(candidates(boxes.data, scores.data, centers, side, leastScore), said.same_thing);
}

/** A detection of a view in pixels of the picture: at the height, to the eyes, of the boxes in our sets. */
function inPicture({ corners: [left, top, right, bottom], eyes, score }, view, eyeHeight) {
  const square = squareAround(view);
  const [across, down] = [view.frame.width / view.width, view.frame.height / view.height];
  const [width, height] = [right - left, bottom - top].map((one) => one * square.side);
  const x = view.frame.x + (left * square.side + square.left) * across;
  const y = view.frame.y + (eyes * square.side + square.top - eyeHeight * height) * down;
  return { corners: [x, y, x + width * across, y + height * down], score };
}

/** Each face once, as its surest box, without what is only a part of a larger face. */
function distinct(found, said) {
  const faces = [];
  for (const face of bySureness(found)) {
    if (faces.every((other) => overlap(face.corners, other.corners) < said.same_face)) faces.push(face);
  }
  return faces.filter((face) => !faces.some((other) => isPart(face.corners, other.corners, said)));
}

function isPart(one, other, said) {
  return shared(one, other) >= said.inside * area(one) && area(one) < said.part_of_face * area(other);
}
