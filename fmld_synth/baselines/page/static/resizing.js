// Pictures at another size, pixel for pixel as OpenCV's cv2.resize makes them: networks are trained and judged on those.
//
// A picture is {pixels, width, height}, its pixels RGBA with four bytes each, as a canvas gives them; a part of it is
// {left, top, width, height} in whole pixels.

const ONE = 2048; // OpenCV weighs two neighbors with 11 bits
const LEAST_SHARE = 1e-3; // of a pixel that OpenCV counts at the border of an area

/** The nearest whole number, of two the even one, as Python and OpenCV round. */
export function rounded(value) {
  const below = Math.floor(value);
  const above = value - below;
  if (above !== 0.5) return above < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** A part of a picture at another size: bytes of RGB. Areas are averaged where asked for, and where both sides shrink. */
export function resized(picture, part, width, height, byArea) {
  const across = 1 / (width / part.width);
  const down = 1 / (height / part.height);
  if (byArea && across >= 1 && down >= 1) {
    const whole = Number.isInteger(across) && Number.isInteger(down);
    return (whole ? blockMeans : areaMeans)(picture, part, width, height, across, down);
  }
  // OpenCV itself averages areas where both sides are exactly halved.
  if (!byArea && across === 2 && down === 2) return blockMeans(picture, part, width, height, 2, 2);
  const columns = neighbors(part.width, width, across, byArea);
  const rows = neighbors(part.height, height, down, byArea);
  return interpolated(picture, part, columns, rows);
}

/** Means over blocks of whole pixels. */
function blockMeans({ pixels, width: stride }, part, width, height, across, down) {
  const result = new Uint8Array(width * height * 3);
  const share = Math.fround(1 / (across * down));
  const halved = across === 2 && down === 2; // which OpenCV rounds up
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = part.top + y * down, last = row + down; row < last; row++) {
          const from = (row * stride + part.left + x * across) * 4 + channel;
          for (let i = 0; i < across; i++) sum += pixels[from + 4 * i];
        }
        result[to++] = halved ? (sum + 2) >> 2 : rounded(Math.fround(sum * share));
      }
    }
  }
  return result;
}

/** Which pixels lie in each area along one side, and with what share of it: {to, from, share}, in their order. */
function areas(size, wanted, scale) {
  const entries = [];
  for (let to = 0; to < wanted; to++) {
    const begin = to * scale;
    const end = begin + scale;
    const length = Math.min(scale, size - begin);
    const last = Math.min(Math.floor(end), size - 1);
    const first = Math.min(Math.ceil(begin), last);
    if (first - begin > LEAST_SHARE) {
      entries.push({ to, from: first - 1, share: Math.fround((first - begin) / length) });
    }
    for (let from = first; from < last; from++) entries.push({ to, from, share: Math.fround(1 / length) });
    if (end - last > LEAST_SHARE) {
      const share = Math.fround(Math.min(Math.min(end - last, 1), length) / length);
      entries.push({ to, from: last, share });
    }
  }
  return entries;
}

/** Means over areas that cut through pixels. */
function areaMeans({ pixels, width: stride }, part, width, height, across, down) {
  const columns = areas(part.width, width, across);
  const to = Int32Array.from(columns, (entry) => entry.to * 3);
  const from = Int32Array.from(columns, (entry) => (part.left + entry.from) * 4);
  const share = Float32Array.from(columns, (entry) => entry.share);
  const result = new Uint8Array(width * height * 3);
  const row = new Float32Array(width * 3);
  const sum = new Float32Array(width * 3);
  let present = 0;
  const finish = () => {
    for (let i = 0, start = present * width * 3; i < sum.length; i++) result[start + i] = rounded(sum[i]);
    sum.fill(0);
  };
  for (const entry of areas(part.height, height, down)) {
    if (entry.to !== present) {
      finish();
      present = entry.to;
    }
    const start = (part.top + entry.from) * stride * 4;
    row.fill(0);
    for (let i = 0; i < to.length; i++) {
      const t = to[i];
      const f = start + from[i];
      const weight = share[i];
      row[t] += Math.fround(pixels[f] * weight);
      row[t + 1] += Math.fround(pixels[f + 1] * weight);
      row[t + 2] += Math.fround(pixels[f + 2] * weight);
    }
    const weight = Math.fround(entry.share);
    for (let i = 0; i < sum.length; i++) sum[i] += Math.fround(row[i] * weight);
  }
  finish();
  return result;
}

/** The two pixels that each of `wanted` lies between, along one side, and the weight of each in ONE parts. */
function neighbors(size, wanted, scale, byArea) {
  const inverse = wanted / size;
  return Array.from({ length: wanted }, (_, to) => {
    let first, share;
    if (byArea) {
      first = Math.floor(to * scale);
      share = Math.fround(to + 1 - (first + 1) * inverse);
      share = share <= 0 ? 0 : Math.fround(share - Math.floor(share));
    } else {
      share = Math.fround((to + 0.5) * scale - 0.5);
      first = Math.floor(share);
      share = Math.fround(share - first);
    }
    return {
      first: Math.min(Math.max(first, 0), size - 1),
      second: Math.min(Math.max(first + 1, 0), size - 1),
      ofFirst: rounded(Math.fround(Math.fround(1 - share) * ONE)),
      ofSecond: rounded(Math.fround(share * ONE)),
    };
  });
}

/** Bilinear, with whole numbers as OpenCV does it. */
function interpolated({ pixels, width: stride }, part, columns, rows) {
  const result = new Uint8Array(columns.length * rows.length * 3);
  const line = (y) => {
    const start = (part.top + y) * stride;
    const sums = new Int32Array(columns.length * 3);
    columns.forEach(({ first, second, ofFirst, ofSecond }, x) => {
      for (let channel = 0; channel < 3; channel++) {
        const one = pixels[(start + part.left + first) * 4 + channel];
        const other = pixels[(start + part.left + second) * 4 + channel];
        sums[3 * x + channel] = one * ofFirst + other * ofSecond;
      }
    });
    return sums;
  };
  rows.forEach(({ first, second, ofFirst, ofSecond }, y) => {
    const above = line(first);
    const below = line(second);
    for (let i = 0, to = y * above.length; i < above.length; i++) {
      const sum = ((ofFirst * (above[i] >> 4)) >> 16) + ((ofSecond * (below[i] >> 4)) >> 16);
      result[to + i] = Math.min((sum + 2) >> 2, 255);
    }
  });
  return result;
}
