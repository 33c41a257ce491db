// Our own face finder, as fmld_synth/baselines/face_finding/taught.py has it, which explains the numbers in `said`:
// it looks at the whole picture, once more from closer where no large face was found, and at each candidate alone.
// What it still doubts is judged by another network, too.
// Candidates are {corners, score}, in pixels.
import { asFace, byProminence, facesIn } from './faces.js';
import { overlap } from './framing.js';
import { planes, whole } from './inputs.js';
import { decoded, merged } from './maps.js';
import { resized, rounded } from './resizing.js';
import { longer, surroundings } from './surroundings.js';

/** A function from a picture to faces {box, score}, the most prominent first; `confirm` judges what it doubts. */
export function finder(run, said, confirm) {
  return async (picture) => {
    const longest = Math.max(picture.width, picture.height);
    let found = await look(run, said, picture, said.first_side, said.most_pixels);
    const large = found.some(({ corners, score }) => score >= said.even && longer(corners) >= said.large_face * longest);
    if (longest > said.first_side && !large) {
      found = found.concat(await look(run, said, picture, said.close_side, said.most_pixels_close));
    }
    const looked = [];
    for (const one of merged(found, said).slice(0, said.candidates)) looked.push(await alone(run, said, picture, one));
    const faces = facesIn(picture, (await confirm(picture, merged(looked, said))).map(asFace));
    const sure = faces.filter(({ score }) => score >= said.sure);
    return sure.length ? byProminence(sure) : faces.slice(0, 1);
  };
}

/** What is seen in a picture at another size, in pixels of the picture. */
async function look(run, said, picture, longestSide, mostPixels) {
  const { width, height } = picture;
  const scale = longestSide / Math.max(width, height);
  const columns = Math.max(rounded(width * scale), 1);
  const rows = Math.max(rounded(height * scale), 1);
  const pixels = resized(picture, whole(picture), columns, rows, scale < 1);
  const cell = said.strides.at(-1);
  const [across, down] = [columns, rows].map((one) => Math.max(Math.ceil(one / cell), said.least_cells) * cell);
  const preprocessing = { channels: 'BGR', mean: said.bgr_mean, scale: 1 };
  const maps = await run(planes(pixels, columns, rows, across, down, preprocessing), { width: across, height: down });
  const factors = [width / columns, height / rows];
  return decoded(said.outputs.map((name) => maps[name]), said)
    .filter(({ corners }) => longer(corners) >= said.least_pixels && longer(corners) <= mostPixels)
    .map(({ corners, score }) => ({ corners: corners.map((value, i) => Math.fround(value * factors[i % 2])), score }));
}

/** A candidate as it looks together from before and from close by; the logits are averaged. */
async function alone(run, said, picture, { corners, score }) {
  const { part, left, top } = surroundings(picture, corners, said.alone_zoom, said);
  const seen = (await look(run, said, part, said.alone_side, said.alone_side)).map((one) => ({
    corners: one.corners.map((value, i) => Math.fround(value + (i % 2 ? top : left))),
    score: one.score,
  }));
  const [close] = merged(seen.filter((one) => overlap(corners, one.corners) > said.same_face), said);
  const share = said.alone_weight / (1 + said.alone_weight);
  const logit = (value) => {
    const bounded = Math.min(Math.max(value, said.certain), 1 - said.certain);
    return Math.log(bounded / (1 - bounded));
  };
  const together = (logit(score) + logit(close ? close.score : said.unseen)) / 2 - logit(said.even);
  return {
    corners: close ? corners.map((value, i) => Math.fround(value + share * (close.corners[i] - value))) : corners,
    score: 1 / (1 + Math.exp(-together)),
  };
}
