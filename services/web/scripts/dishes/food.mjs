// Ingredients. Each takes chance first, then where it lies.
import { bar, blob, circle, many, ring, round, within } from './pen.mjs';

const lit = ' opacity=".34"';

/** Anything meaty: a body, a darker edge below, a sheen above. */
export function slab(luck, x, y, width, height, fill, dark, { turn = 0, marks = false } = {}) {
  const grill = marks ? many(4, (at) => bar(x - width * 0.5 + (at + 0.5) * width * 0.26, y, 4, height * 1.3, dark, 24, 2)) : '';
  return blob(luck, x + 2, y + 5, width, height, dark, { turn }) + blob(luck, x, y, width, height, fill, { turn }) + grill + blob(luck, x - width * 0.2, y - height * 0.3, width * 0.5, height * 0.22, '#fff', { turn, extra: lit });
}

export const fries = (luck, x, y, r, count = 26, hues = ['#f0c04a', '#f7d372', '#e0a52f', '#f3c95e']) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    return bar(px, py, luck.between(34, 52), 8.5, luck.of(hues), luck.between(-80, 80), 3);
  });

export const leaves = (luck, x, y, r, count = 18, hues = ['#5c9a3d', '#7db548', '#3f7d33', '#98c65a', '#8a3b57']) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    return blob(luck, px, py, luck.between(9, 17), luck.between(6, 10), luck.of(hues), { uneven: 0.26, turn: luck.between(0, 180), points: 8 });
  });

export const herbs = (luck, x, y, r, count = 22, hues = ['#3f7d33', '#5c9a3d', '#2f6628']) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    return bar(px, py, luck.between(3, 6), 2.2, luck.of(hues), luck.between(0, 180), 1);
  });

export const balls = (luck, x, y, r, count, size, fill, dark) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    return circle(px + 1, py + 2, size, dark) + circle(px, py, size, fill) + circle(px - size * 0.3, py - size * 0.35, size * 0.3, '#fff', lit);
  });

/** Chunks of vegetable or meat. */
export const chunks = (luck, x, y, r, count, size, hues) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    const fill = luck.of(hues);
    return blob(luck, px + 1.5, py + 3, size, size * 0.78, '#3a1c0c', { extra: ' opacity=".35"' }) + blob(luck, px, py, size, size * 0.78, fill, { uneven: 0.2, turn: luck.between(0, 180) }) + blob(luck, px - size * 0.25, py - size * 0.28, size * 0.4, size * 0.2, '#fff', { extra: lit });
  });

export const lemon = (x, y, r = 20) => circle(x + 1, y + 3, r, '#b8860b', ' opacity=".4"') + circle(x, y, r, '#f2c230') + circle(x, y, r * 0.84, '#fff4c4') + many(8, (at) => `<path d="M${x} ${y}L${round(x + Math.cos((at * Math.PI) / 4) * r * 0.76)} ${round(y + Math.sin((at * Math.PI) / 4) * r * 0.76)}A${r * 0.76} ${r * 0.76} 0 0 1 ${round(x + Math.cos(((at + 0.86) * Math.PI) / 4) * r * 0.76)} ${round(y + Math.sin(((at + 0.86) * Math.PI) / 4) * r * 0.76)}Z" fill="#f8d64e"/>`);

export const egg = (x, y, r = 22) => circle(x + 1, y + 3, r, '#a08a5a', ' opacity=".35"') + `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${round(r * 0.84)}" fill="#fffdf6"/>` + circle(x + 1, y, r * 0.5, '#f3a51f') + circle(x - 2, y - 4, r * 0.16, '#ffe7ad');

export const pot = (x, y, r, fill) => circle(x + 2, y + 4, r, '#10121c', ' opacity=".22"') + circle(x, y, r, '#fff') + ring(x, y, r - 1.5, '#1e35b5', 2.5) + circle(x, y, r - 6, fill) + circle(x, y, r - 6, 'url(#l)');

export const toast = (luck, x, y, turn, width = 62, height = 40, fill = '#c98a45') => blob(luck, x + 2, y + 4, width / 2, height / 2, '#6d3d12', { points: 7, uneven: 0.06, turn }) + blob(luck, x, y, width / 2, height / 2, fill, { points: 7, uneven: 0.06, turn }) + blob(luck, x, y, width / 2 - 5, height / 2 - 5, '#efcf94', { points: 7, uneven: 0.08, turn });

export const mussel = (luck, x, y, turn) =>
  `<g transform="rotate(${round(turn)} ${round(x)} ${round(y)})"><ellipse cx="${round(x)}" cy="${round(y)}" rx="22" ry="11" fill="#1d2238"/><ellipse cx="${round(x - 1)}" cy="${round(y - 1)}" rx="18" ry="8" fill="#8b93b5"/><ellipse cx="${round(x)}" cy="${round(y)}" rx="12" ry="5.500" fill="#e98b3a"/><ellipse cx="${round(x - 3)}" cy="${round(y - 2)}" rx="4" ry="1.600" fill="#ffd9a6"/></g>`;

export const swirl = (x, y, r, stroke, width = 5) => `<path d="M${x} ${y}c${round(r * 0.3)}-${round(r * 0.5)} ${r} 0 ${round(r * 0.6)} ${round(r * 0.6)}s-${round(r * 1.5)} ${round(r * 0.3)}-${round(r * 1.4)}-${round(r * 0.7)} ${round(r * 1.2)}-${round(r * 1.3)} ${round(r * 2)}-${round(r * 0.6)}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;

/** A folded band of pasta. */
export const ribbons = (luck, x, y, r, count, hues) =>
  many(count, () => {
    const [px, py] = within(luck, x, y, r);
    const bend = luck.between(14, 30);
    return `<path d="M${round(px - 24)} ${round(py)}q${round(bend)} ${round(-bend)} 24 0t24 ${round(luck.between(-8, 8))}" fill="none" stroke="${luck.of(hues)}" stroke-width="9" stroke-linecap="round" transform="rotate(${round(luck.between(0, 180))} ${round(px)} ${round(py)})"/>`;
  });

export const bun = (luck, x, y, r) => circle(x + 3, y + 7, r, '#5b2c0a', ' opacity=".4"') + circle(x, y + 4, r + 4, '#6aa343') + blob(luck, x, y + 3, r + 3, r + 1, '#f0b429', { points: 8, uneven: 0.1 }) + circle(x, y, r, '#c9782b') + circle(x, y, r, 'url(#l)') + many(26, () => {
  const [px, py] = within(luck, x, y - 3, r * 0.8);
  return bar(px, py, 5, 2.8, '#f9e7bd', luck.between(0, 180), 1.4);
});

export const foam = (luck, x, y, r, fill = '#fff7e6') => circle(x, y, r, fill) + many(14, () => {
  const [px, py] = within(luck, x, y, r * 0.85);
  return circle(px, py, luck.between(1.5, 4.5), '#fff', ' opacity=".8"');
});

export const ice = (luck, x, y, r, count = 3) =>
  many(count, (at) => {
    const [px, py] = [x + Math.cos(at * 2.2) * r, y + Math.sin(at * 2.2) * r];
    return `<rect x="${round(px - 12)}" y="${round(py - 12)}" width="24" height="24" rx="5" fill="#fff" opacity=".55" transform="rotate(${round(luck.between(0, 80))} ${round(px)} ${round(py)})"/>`;
  });

/** Mint or basil: a small crown. */
export const sprig = (luck, x, y, size = 14, fill = '#4f9a45') => many(5, (at) => blob(luck, x + Math.cos(at * 1.26) * size * 0.7, y + Math.sin(at * 1.26) * size * 0.7, size * 0.7, size * 0.36, at % 2 ? fill : '#6fb85a', { turn: at * 72, uneven: 0.08 }));
