// The page: what is looked at (a file, what is pasted or dropped, a camera), and when.
import { openCamera } from './camera.js';
import { frameOf, pictureOf } from './pictures.js';
import { loadPredictor } from './predictor.js';
import { percent, showClasses, showFaces } from './showing.js';

const at = (id) => document.getElementById(id);
const canvas = at('picture');
const threshold = at('threshold');
const cameraButton = at('camera');
let description, predict;
let picture = null; // what is looked at, unless it is a camera
let camera = null;
let busy = Promise.resolve(); // pictures are looked at one after the other

start();

async function start() {
  try {
    description = await (await fetch('models.json')).json();
    showClasses(at('classes'), description.classes);
    showAbout();
    threshold.value = description.confidence;
    predict = await loadPredictor(description);
  } catch (error) {
    say(`The networks cannot be loaded: ${error.message}`);
    return;
  }
  for (const control of [at('file'), cameraButton, threshold]) control.disabled = false;
  at('file').addEventListener('change', ({ target }) => lookAt(target.files[0]));
  cameraButton.addEventListener('click', () => (camera ? stopCamera() : startCamera()));
  threshold.addEventListener('input', showThreshold);
  threshold.addEventListener('change', () => camera || lookAgain());
  addEventListener('paste', ({ clipboardData }) => lookAt(pictureAmong(clipboardData.files)));
  addEventListener('dragover', (event) => receive(event, true));
  addEventListener('dragleave', (event) => receive(event, false));
  addEventListener('drop', (event) => {
    receive(event, false);
    lookAt(pictureAmong(event.dataTransfer.files) ?? event.dataTransfer.files[0]);
  });
  addEventListener('pagehide', stopCamera);
  showThreshold();
  say('Ready.');
}

/** Which networks these are, and whose. */
function showAbout() {
  const { version, title, finder, classifier } = description;
  const finders = [finder, finder.second].filter(Boolean);
  const titles = finders.map((one) => one.title).join(' and, where it is not sure, by ');
  at('about').textContent = `fmld-synth ${version}: ${classifier ? `${title}, faces found by ${titles}` : title}.`;
  at('mediapipe').hidden = finders.every(({ kind }) => kind !== 'mediapipe');
}

const say = (text) => (at('status').textContent = text);
const pictureAmong = (files) => [...files].find(({ type }) => type.startsWith('image/'));

function receive(event, over) {
  event.preventDefault();
  at('stage').classList.toggle('over', over);
}

function showThreshold() {
  at('shown-threshold').textContent = percent(Number(threshold.value));
}

/** Looks at a file, once what went before is done. */
function lookAt(file) {
  if (!file) return;
  stopCamera();
  say('Looking …');
  busy = busy.then(async () => {
    try {
      picture = await pictureOf(file, canvas);
    } catch {
      say(`${file.name || 'That'} is no picture that this browser can read.`);
      return;
    }
    await look(picture);
  });
  at('file').value = ''; // so that the same file can be chosen again
}

/** With another threshold. */
function lookAgain() {
  if (!picture) return;
  say('Looking …');
  busy = busy.then(() => look(picture));
}

async function look(seen) {
  at('hint').hidden = true;
  canvas.hidden = false;
  at('stage').classList.add('full');
  const { faces, milliseconds } = await predict(seen, Number(threshold.value)).catch((error) => {
    say(`The networks failed: ${error.message}`);
    return { faces: [], milliseconds: null };
  });
  if (!milliseconds) return;
  showFaces(at('boxes'), at('faces'), faces, seen, description.classes);
  const { find, classify } = milliseconds;
  at('times').textContent =
    `${Math.round(find + classify)} ms a frame: ${Math.round(find)} to find faces, ${Math.round(classify)} to classify them`;
  if (!camera) say(faces.length ? `${faces.length} ${faces.length === 1 ? 'face' : 'faces'} found.` : 'No face found.');
}

async function startCamera() {
  cameraButton.disabled = true;
  try {
    camera = await openCamera();
  } catch (error) {
    say(error.message);
    return;
  } finally {
    cameraButton.disabled = false;
  }
  picture = null;
  showCamera('Stop the camera', true);
  say('The camera is on.');
  const mine = camera;
  while (camera === mine) {
    busy = busy.then(() => (camera === mine ? look(frameOf(mine.video, canvas)) : null));
    await busy;
    await new Promise(requestAnimationFrame); // lets the page show it; waits while nobody sees the page
  }
  if (!camera && !picture) say('The camera is off.');
}

function stopCamera() {
  if (!camera) return;
  camera.stop();
  camera = null;
  showCamera('Start the camera', false);
}

function showCamera(label, on) {
  cameraButton.textContent = label;
  cameraButton.setAttribute('aria-pressed', on);
}
