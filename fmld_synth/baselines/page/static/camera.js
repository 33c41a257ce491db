// The camera of the visitor's device.

/** Opens it. Gives {video, stop}; throws an error with a line for people. */
export async function openCamera() {
  if (!navigator.mediaDevices) throw new Error('This browser gives cameras only to pages that come over https.');
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { width: { ideal: 640 }, facingMode: 'user' }, audio: false })
    .catch((error) => {
      throw new Error(COMPLAINTS[error.name] ?? `The camera cannot be used: ${error.message}`);
    });
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, srcObject: stream });
  await video.play();
  return { video, stop: () => stream.getTracks().forEach((track) => track.stop()) };
}

const COMPLAINTS = {
  NotAllowedError: 'The camera was not allowed; the browser asks again after a reload, or in its settings.',
  NotFoundError: 'There is no camera.',
  NotReadableError: 'Another program uses the camera; close it there first.',
};
