// The matrix of a perspective, by the operations of fmld_synth/faces/networks/perspective.py in their order: of two
// positions that are equally near, the last bit decides. Only upright squares come up here.

/** The matrix (3 rows of 3) from a square of `side` pixels to an upright square of a picture. */
export function squareToPicture({ left, top, side: reach }, side) {
  const [right, bottom] = [left + reach, top + reach];
  const corners = [[left, bottom], [left, top], [right, top], [right, bottom]];
  const targets = [[0, side], [0, 0], [side, 0], [side, side]];
  const rows = [0, 1].flatMap((axis) =>
    corners.map(([x, y], i) => {
      const target = targets[i][axis];
      const plain = axis ? [0, 0, 0, x, y, 1] : [x, y, 1, 0, 0, 0];
      return [...plain, Math.fround(-x * target), Math.fround(-y * target), target];
    }),
  );
  return inverse([...solved(rows), 1]);
}

/** The solution of a linear system: Gaussian elimination with partial pivoting. The right side comes last in each row. */
function solved(rows) {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const factor = -1 / rows[column][column];
    for (const row of rows.slice(column + 1)) {
      const multiple = row[column] * factor;
      for (let place = column + 1; place <= size; place++) row[place] += multiple * rows[column][place];
    }
  }
  const solution = new Array(size).fill(0);
  for (let column = size - 1; column >= 0; column--) {
    let rest = rows[column][size];
    for (let place = column + 1; place < size; place++) rest -= rows[column][place] * solution[place];
    solution[column] = rest / rows[column][column];
  }
  return solution;
}

/** The inverse of a matrix by its cofactors. */
function inverse([a, b, c, d, e, f, g, h, i]) {
  const factor = 1 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
  return [
    [(e * i - f * h) * factor, (c * h - b * i) * factor, (b * f - c * e) * factor],
    [(f * g - d * i) * factor, (a * i - c * g) * factor, (c * d - a * f) * factor],
    [(d * h - e * g) * factor, (b * g - a * h) * factor, (a * e - b * d) * factor],
  ];
}
