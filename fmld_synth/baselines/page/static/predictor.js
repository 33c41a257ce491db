// The networks of the page, from a picture to faces with probabilities, as `fmld-synth predict` gives them.
import { confirmer } from './confirming.js';
import { corrected, networkInput } from './inputs.js';
import { detector } from './detector.js';
import { finder } from './finder.js';
import { partAround } from './framing.js';
import { mediapipe } from './mediapipe.js';
import { withSecond } from './opinions.js';
import * as ort from './ort.wasm.bundle.min.mjs';

ort.env.wasm.numThreads = 1; // more need headers that many hosts of static pages do not send
ort.env.wasm.wasmPaths = new URL('./', import.meta.url).href;

/** What finds faces, by the kind that models.json says: functions from a picture and the least score to faces. */
const FINDERS = {
  detector: async (said) => detector(await network(said.file), said),
  finder: async (said) => {
    const confirm = confirmer(await network(said.confirming.detector.file), said.confirming);
    const first = finder(await network(said.file), said, confirm);
    return withSecond(first, () => FINDERS[said.second.kind](said.second), said.sure);
  },
  mediapipe: async (said) => {
    const runs = [];
    for (const { file } of said.detectors) runs.push(await network(file)); // the runtime starts with the first
    return mediapipe(runs, said);
  },
};

/**
 * Loads what models.json names.
 * Gives a function from a picture and the least score of a face to {faces, milliseconds: {find, classify}}.
 */
export async function loadPredictor({ finder: finding, classifier, gamma }) {
  const find = await FINDERS[finding.kind](finding);
  const classify = classifier && (await network(classifier.file));
  return async (original, confidence) => {
    const started = performance.now();
    const picture = gamma ? corrected(original, gamma) : original;
    // A detector that only finds faces gives all that might be one; what is shown is chosen below.
    const found = await find(picture, classifier ? finding.least_score : confidence);
    const faces = found.filter(({ box, score }) => !classifier || (score >= confidence && box.width >= 1 && box.height >= 1));
    const foundAt = performance.now();
    for (const face of classifier ? faces : []) {
      const part = partAround(picture.width, picture.height, face.box, classifier.margin);
      const { preprocessing } = classifier;
      const { probabilities } = await classify(networkInput(picture, part, preprocessing), preprocessing);
      face.probabilities = [...probabilities.data];
    }
    return { faces, milliseconds: { find: foundAt - started, classify: performance.now() - foundAt } };
  };
}

const networks = {};

/** A network, loaded once unless that fails: a function from planes and their size to its outputs by name. */
async function network(file) {
  networks[file] ??= load(file);
  try {
    return await networks[file];
  } catch (error) {
    delete networks[file];
    throw error;
  }
}

async function load(file) {
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  return (values, { width, height }) =>
    session.run({ [session.inputNames[0]]: new ort.Tensor('float32', values, [1, 3, height, width]) });
}
