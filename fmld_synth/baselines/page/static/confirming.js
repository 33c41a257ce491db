// One of MediaPipe's detectors, asked about candidates that our own finder doubts, as
// fmld_synth/baselines/face_finding/confirming.py does it, which explains the numbers in `said`.
import { anchorCenters } from './detections.js';
import { bySureness } from './faces.js';
import { overlap } from './framing.js';
import { whole } from './inputs.js';
import { detections } from './mediapipe.js';
import { resized } from './resizing.js';
import { surroundings } from './surroundings.js';

/** A function from a picture and candidates {corners, score} to these, the likeliest first, judged anew. */
export function confirmer(run, said) {
  const { side, grids } = said.detector;
  const centers = anchorCenters(side, grids);
  const [least, most] = said.doubted;
  return async (picture, found) => {
    const judged = [];
    for (const one of found) {
      const isDoubted = one.score >= least && one.score < most;
      judged.push(isDoubted ? { ...one, score: await judge(run, centers, picture, one, said) } : one);
    }
    return bySureness(judged);
  };
}

async function judge(run, centers, picture, { corners, score }, said) {
  const { side } = said.detector;
  const { part, left, top } = surroundings(picture, corners, said.around, said);
  const view = { pixels: resized(part, whole(part), side, side, part.width > side), width: side, height: side };
  const place = corners.map((value, i) => (value - (i % 2 ? top : left)) / part.width);
  const seen = await detections(run, said.detector, centers, view, said.least, said);
  const same = seen.filter((one) => overlap(place, one.corners) > said.same_face).map((one) => one.score);
  const its = Math.max(said.least, ...same.map((one) => Math.min(one, 1 - said.least)));
  const together = said.own_weight * logit(score) + said.its_weight * logit(its) + said.prior;
  return Math.min(1 / (1 + Math.exp(-together)), said.doubted[1]);
}

const logit = (score) => Math.log(score / (1 - score));
