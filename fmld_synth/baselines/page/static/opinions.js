// A finder that is asked where another is not sure of any face, as fmld_synth/baselines/face_finding/second_opinion.py
// has it.

/** A finder of two. `loadSecond` gives the second, and is called when it is needed for the first time. */
export function withSecond(first, loadSecond, sure) {
  const isSure = (faces) => faces.some(({ score }) => score >= sure);
  let second = null;
  return async (picture) => {
    const found = await first(picture);
    if (isSure(found)) return found;
    second ??= await loadSecond();
    const others = await second(picture);
    return isSure(others) || !found.length ? others : found;
  };
}
