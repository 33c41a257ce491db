// Pictures from files and films as bytes of RGBA, as fmld_synth reads them: upright, in sRGB, on white.

/** The picture in a file; its canvas shows it. Throws where the browser cannot read it. */
export async function pictureOf(file, canvas) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    return onto(canvas, bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** The present picture of a film; its canvas shows it. */
export const frameOf = (video, canvas) => onto(canvas, video, video.videoWidth, video.videoHeight);

function onto(canvas, source, width, height) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return { pixels: context.getImageData(0, 0, width, height).data, width, height };
}
