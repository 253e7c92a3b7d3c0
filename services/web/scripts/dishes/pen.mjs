// The pen of the drawings: shapes with a little chance in them, from a seed, so that every run draws the same.

/** Chance from a name. */
export function chance(name) {
  let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 16777619), 2166136261) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, between: (low, high) => low + next() * (high - low), of: (list) => list[Math.floor(next() * list.length)] };
}

export const round = (value) => Math.round(value * 10) / 10;

/** A soft, uneven closed shape around a centre. */
export function blob(luck, x, y, width, height, fill, { points = 9, uneven = 0.12, turn = 0, extra = '' } = {}) {
  const ring = Array.from({ length: points }, (_, at) => {
    const angle = (at / points) * Math.PI * 2;
    const reach = 1 + luck.between(-uneven, uneven);
    return [x + Math.cos(angle) * width * reach, y + Math.sin(angle) * height * reach];
  });
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const start = middle(ring[points - 1], ring[0]);
  const curves = ring.map((point, at) => {
    const to = middle(point, ring[(at + 1) % points]);
    return `Q${round(point[0])} ${round(point[1])} ${round(to[0])} ${round(to[1])}`;
  });
  const rotate = turn ? ` transform="rotate(${round(turn)} ${round(x)} ${round(y)})"` : '';
  return `<path d="M${round(start[0])} ${round(start[1])}${curves.join('')}Z" fill="${fill}"${rotate}${extra}/>`;
}

export const circle = (x, y, r, fill, extra = '') => `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${fill}"${extra}/>`;
export const ring = (x, y, r, stroke, width, extra = '') => `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="none" stroke="${stroke}" stroke-width="${width}"${extra}/>`;

export function bar(x, y, width, height, fill, turn = 0, radius = 3) {
  const at = turn ? ` transform="rotate(${round(turn)} ${round(x)} ${round(y)})"` : '';
  return `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}"${at}/>`;
}

/** A point within a circle, evenly spread. */
export function within(luck, x, y, r) {
  const [angle, reach] = [luck.between(0, Math.PI * 2), r * Math.sqrt(luck.next())];
  return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
}

export const many = (count, draw) => Array.from({ length: count }, (_, at) => draw(at)).join('');
