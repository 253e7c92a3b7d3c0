// Draws public/dishes: one picture for each seeded dish, all from the same plates and pens. Run it after a change.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import * as food from './dishes/food.mjs';
import { bar, blob, chance, circle, many, ring, within } from './dishes/pen.mjs';
import { board, bowl, cup, DEFINITIONS, plate } from './dishes/ware.mjs';

const { balls, bun, chunks, egg, foam, fries, herbs, ice, leaves, lemon, mussel, pot, ribbons, slab, sprig, swirl, toast } = food;

const burger = (patty) => (luck) => board(fries(luck, 160, 150, 34, 26) + pot(182, 74, 21, '#b3261e') + slab(luck, 92, 132, 58, 52, patty, '#2b1206') + bun(luck, 90, 118, 50));
const wine = (fill) => (luck) => cup(fill, circle(104, 102, 13, '#fff', ' opacity=".35"') + ring(120, 120, 46, '#fff', 1.5, ' opacity=".3"') + herbs(luck, 120, 120, 0, 0), { saucer: false, r: 62, wall: '#eef3f7' });
const beer = (fill) => (luck) => cup(fill, foam(luck, 120, 120, 50, '#fff3d6') + circle(120, 120, 30, fill, ' opacity=".25"'), { saucer: false, r: 60, wall: '#eef3f7' });
const coffee = (heart) => () => cup('#5a3016', heart, {});
const latte = circle(120, 120, 44, '#a8703c') + '<path d="M120 150c-22-16-34-30-26-44 7-10 20-7 26 4 6-11 19-14 26-4 8 14-4 28-26 44z" fill="#fbeedb"/>';
const scoop = (luck, x, y, fill, dark) => blob(luck, x + 3, y + 5, 32, 31, dark, { uneven: 0.05 }) + blob(luck, x, y, 32, 31, fill, { uneven: 0.07 }) + blob(luck, x - 9, y - 11, 13, 7, '#fff', { extra: ' opacity=".45"' });

const DISHES = {
  'french-onion-soup': (luck) => bowl('#8a4a1c', chunks(luck, 120, 121, 60, 16, 9, ['#b4743a', '#9c5a28']) + toast(luck, 106, 112, -18, 74, 52) + toast(luck, 146, 138, 22, 60, 44) + blob(luck, 118, 118, 50, 36, '#f2c763', { uneven: 0.22, points: 12 }) + chunks(luck, 120, 118, 40, 9, 6, ['#d9902f', '#c47a22']) + herbs(luck, 120, 118, 50, 26)),
  'egg-mayonnaise': (luck) => plate(leaves(luck, 120, 124, 52, 24) + egg(96, 98, 27) + egg(150, 104, 27) + egg(118, 148, 27) + many(3, (at) => blob(luck, [92, 154, 120][at], [112, 116, 160][at], 18, 9, '#f7e6a6', { uneven: 0.2 })) + herbs(luck, 120, 122, 56, 44)),
  'leeks-vinaigrette': (luck) => plate(many(5, (at) => bar(120, 88 + at * 17, 112, 15, ['#cfe0a0', '#b9d486', '#dcebb8'][at % 3], 4 - at * 2, 7) + bar(78, 88 + at * 17, 30, 11, '#f1f4dc', 4 - at * 2, 5)) + balls(luck, 122, 122, 52, 22, 5, '#b9793f', '#7a4617') + swirl(112, 122, 36, '#d9a928', 4) + herbs(luck, 120, 122, 56, 30)),
  'country-terrine': (luck) => plate(toast(luck, 166, 96, 34, 64, 46) + slab(luck, 104, 116, 56, 40, '#b5715a', '#7b4132', { turn: -8 }) + chunks(luck, 104, 116, 40, 16, 5, ['#e6b7a2', '#8f4b3a', '#f0d9c4']) + many(5, (at) => blob(luck, 128 + at * 13, 162 - (at % 2) * 9, 11, 5, '#6a8f2f', { turn: at * 31 })) + leaves(luck, 74, 162, 20, 10)),
  'burgundy-snails': (luck) => plate(many(6, (at) => { const [x, y] = [120 + Math.cos((at * Math.PI) / 3) * 46, 120 + Math.sin((at * Math.PI) / 3) * 46]; return circle(x + 2, y + 3, 23, '#5e3b1c') + circle(x, y, 22, '#a8713d') + swirl(x, y, 9, '#6d431f', 4) + circle(x + 6, y + 7, 9, '#5f9b3a') + herbs(luck, x + 6, y + 7, 9, 9); }) + circle(120, 120, 18, '#7fb04a') + herbs(luck, 120, 120, 17, 18)),
  'steak-frites': (luck) => plate(fries(luck, 150, 112, 44, 38) + slab(luck, 92, 136, 54, 34, '#7d3c22', '#43190c', { turn: -26, marks: true }) + leaves(luck, 78, 78, 23, 14) + pot(170, 164, 21, '#f0dc8a') + herbs(luck, 92, 136, 34, 12)),
  'duck-confit': (luck) => plate(balls(luck, 148, 150, 34, 13, 12, '#e8bd58', '#a9772a') + slab(luck, 100, 110, 50, 38, '#b5622a', '#6d300f', { turn: -30 }) + bar(160, 76, 46, 13, '#efe2c7', -38, 6) + circle(178, 61, 9, '#efe2c7') + herbs(luck, 118, 124, 60, 26) + leaves(luck, 66, 158, 17, 8)),
  'beef-bourguignon': (luck) => bowl('#5b2415', chunks(luck, 120, 121, 54, 13, 17, ['#6f331e', '#7d3c24']) + chunks(luck, 120, 121, 56, 9, 11, ['#e07b2c', '#ee9340']) + balls(luck, 120, 121, 52, 8, 10, '#d8b98b', '#8a6a41') + herbs(luck, 120, 121, 56, 34)),
  'sole-meuniere': (luck) => plate('<g transform="rotate(-24 120 120)"><path d="M44 124c18-38 96-44 132-6l22-16v44l-22-14c-36 34-112 28-132-8z" fill="#8b5a22"/><path d="M46 120c18-36 92-42 128-5l20-14v38l-20-13c-36 32-108 27-128-6z" fill="#d9a04a"/><path d="M62 120h108M78 108l-8 24M98 102l-7 36M120 100l-6 42M142 102l-5 36" stroke="#a8701f" stroke-width="3" fill="none" stroke-linecap="round"/></g>' + lemon(160, 166, 22) + balls(luck, 74, 82, 20, 6, 11, '#f0dc9a', '#b39a4e') + herbs(luck, 120, 120, 62, 34)),
  'moules-marinieres': (luck) => bowl('#e3cf8a', many(17, () => { const [x, y] = within(luck, 120, 121, 58); return mussel(luck, x, y, luck.between(0, 360)); }) + herbs(luck, 120, 121, 62, 40) + balls(luck, 120, 121, 60, 8, 5, '#f5e7f0', '#b89ab0')),
  'ratatouille-with-polenta': (luck) => plate(many(22, (at) => { const [x, y] = [120 + Math.cos(at * 0.5) * 52, 120 + Math.sin(at * 0.5) * 52]; return at < 13 ? circle(x, y, 18, ['#5b2a5e', '#7fae3f', '#c93a22'][at % 3]) + circle(x - 1, y - 1, 15, ['#e9d8b0', '#d6e69c', '#e8624a'][at % 3]) : ''; }) + bar(118, 122, 62, 40, '#d99a1f', -12, 8) + bar(117, 119, 60, 36, '#f3c34c', -12, 8) + sprig(luck, 118, 118, 18)),
  'croque-monsieur': (luck) => plate(toast(luck, 104, 122, -10, 112, 92, '#a8642a') + blob(luck, 104, 120, 46, 36, '#f3cf72', { uneven: 0.14, points: 11 }) + chunks(luck, 104, 120, 38, 14, 7, ['#d88a2c', '#e6a544', '#b86a1c']) + leaves(luck, 172, 150, 26, 16) + leaves(luck, 166, 92, 18, 9)),
  'french-fries': (luck) => bowl('#e9e2d2', fries(luck, 120, 121, 52, 56)),
  'gratin-dauphinois': (luck) => bowl('#f0d68e', many(30, () => { const [x, y] = within(luck, 120, 121, 58); return circle(x, y, 18, '#c98f35', ' opacity=".5"') + circle(x - 1, y - 1, 16, luck.of(['#f6e2a4', '#efd283', '#e3b95c'])); }) + chunks(luck, 120, 121, 58, 16, 8, ['#c47a22', '#a85f16'])),
  'green-salad': (luck) => bowl('#3d6e2c', leaves(luck, 120, 121, 62, 70) + ring(100, 108, 12, '#e7cfe0', 3) + ring(142, 138, 14, '#e7cfe0', 3)),
  'bread-and-salted-butter': (luck) => board(many(4, (at) => toast(luck, 76 + at * 24, 112 + at * 6, 68, 92, 58)) + pot(182, 160, 26, '#f7e08c') + balls(luck, 182, 160, 12, 8, 1.5, '#fff', '#ddd')),
  'creme-brulee': (luck) => bowl('#f4d487', circle(120, 121, 70, '#b8641a') + circle(118, 118, 65, '#d07a22') + blob(luck, 104, 100, 40, 34, '#e39b3c', { uneven: 0.24, points: 11 }) + blob(luck, 146, 140, 26, 22, '#a8540f', { uneven: 0.3, points: 9, extra: ' opacity=".55"' }) + blob(luck, 92, 150, 16, 10, '#8f430c', { uneven: 0.3, extra: ' opacity=".5"' }) + '<path d="M64 112l30 8 14-16 28 12 16-14 30 10M108 104l6-38M136 116l-8 34 14 30M94 120l-12 36" fill="none" stroke="#7a3a08" stroke-width="2" opacity=".55"/>' + blob(luck, 96, 92, 22, 9, '#fff', { extra: ' opacity=".35"', turn: -32 }) + balls(luck, 148, 92, 12, 3, 10, '#c42a3e', '#7d1020') + sprig(luck, 166, 108, 13)),
  'tarte-tatin': (luck) => plate('<path d="M60 168 L112 50 Q176 66 186 128 Z" fill="#8a4a12"/><path d="M60 162 L112 46 Q174 62 184 122 Z" fill="#c9741f"/>' + many(8, (at) => blob(luck, 100 + (at % 4) * 20, 84 + Math.floor(at / 4) * 36 + (at % 4) * 7, 21, 14, ['#e39a33', '#d4832a', '#f0b04c'][at % 3], { turn: 24 + at * 12 })) + scoop(luck, 152, 160, '#fffaf0', '#d8ceb8') + sprig(luck, 152, 144, 10)),
  'chocolate-mousse': (luck) => bowl('#4a2411', swirl(110, 116, 34, '#6f3b1e', 15) + swirl(110, 114, 30, '#8a5230', 5) + blob(luck, 140, 96, 27, 21, '#fffaf0', { uneven: 0.1 }) + many(12, () => { const [x, y] = within(luck, 138, 98, 30); return bar(x, y, 15, 4, '#2c1206', luck.between(0, 180), 1); })),
  'ice-cream-and-sorbet': (luck) => bowl('#eef0ee', scoop(luck, 94, 104, '#f7ecc8', '#cbb980') + scoop(luck, 150, 106, '#e0566f', '#9c2440') + scoop(luck, 122, 150, '#7a4526', '#46220e') + sprig(luck, 122, 116, 13)),
  'cheese-of-the-day': (luck) => board('<path d="M44 150 98 60l34 62z" fill="#c58f2a"/><path d="M44 144 98 54l34 62z" fill="#f4cf66"/>' + balls(luck, 92, 108, 16, 5, 4, '#d9ab3c', '#b98a24') + circle(160, 94, 38, '#d9d3c2') + circle(158, 91, 36, '#fbf7ea') + bar(150, 160, 60, 40, '#e9ecd8', -8, 8) + chunks(luck, 150, 160, 20, 9, 4, ['#5d7f8f', '#7f9aa5']) + balls(luck, 66, 180, 12, 5, 9, '#5b2a5e', '#2c1030')),
  sancerre: wine('#ecdd8f'),
  'cotes-du-rhone': wine('#6b1128'),
  'rose-de-provence': wine('#f2b6a6'),
  'cremant-de-bourgogne': (luck) => cup('#eed684', balls(luck, 120, 120, 40, 22, 3, '#fff8dc', '#e3c766'), { saucer: false, r: 54, wall: '#eef3f7' }),
  espresso: coffee(circle(120, 120, 40, '#8a5226') + circle(116, 116, 26, '#a86a34')),
  'cafe-creme': coffee(latte),
  'homemade-lemonade': (luck) => cup('#f4e38a', ice(luck, 120, 122, 28) + lemon(104, 108, 25) + sprig(luck, 144, 138, 16), { saucer: false, r: 64, wall: '#eef3f7' }),
  'sparkling-water': (luck) => cup('#d3e8f0', ice(luck, 120, 120, 28) + balls(luck, 120, 120, 50, 22, 3.5, '#fff', '#b7d4e0'), { saucer: false, r: 60, wall: '#eef3f7' }),
  'scotch-egg': (luck) => board(many(2, (at) => { const [x, y] = [86 + at * 58, 108 + at * 26]; return circle(x + 3, y + 5, 37, '#5b2c0a') + circle(x, y, 36, '#a8642a') + ring(x, y, 34, '#7d4416', 4) + circle(x, y, 29, '#c98a6a') + egg(x, y, 25); }) + pot(182, 74, 22, '#e0b02c') + leaves(luck, 62, 170, 20, 12)),
  'pork-crackling': (luck) => bowl('#efe7d6', many(24, () => { const [x, y] = within(luck, 120, 121, 56); return blob(luck, x + 2, y + 3, 24, 10, '#7a3f10', { turn: luck.between(0, 180) }) + blob(luck, x, y, 24, 10, luck.of(['#d9923f', '#e8ac5a', '#c67c2c']), { uneven: 0.2, turn: luck.between(0, 180) }); }) + pot(154, 156, 21, '#dbe09a')),
  'whipped-feta-and-flatbread': (luck) => plate(many(3, (at) => toast(luck, 72 + at * 10, 92 + at * 34, 60 - at * 30, 70, 50)) + circle(140, 122, 44, '#dfe0d8') + circle(138, 119, 42, '#fffdf4') + swirl(130, 116, 20, '#e9a92a', 5) + herbs(luck, 138, 120, 34, 26)),
  'halloumi-fries': (luck) => board(fries(luck, 104, 118, 46, 24, ['#f0dfae', '#e3b864', '#f6ecc9', '#d9a145']) + pot(178, 148, 27, '#c3271b') + herbs(luck, 104, 118, 50, 26) + lemon(176, 76, 18)),
  'nachos-to-share': (luck) => plate(many(26, () => { const [x, y] = within(luck, 120, 120, 58); const turn = luck.between(0, 360); return `<path d="M${x.toFixed(0)} ${(y - 20).toFixed(0)}l19 33h-38z" fill="${luck.of(['#f0b840', '#e6a22a', '#f7cb66'])}" stroke="#b9761a" stroke-width="2" stroke-linejoin="round" transform="rotate(${turn.toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)})"/>`; }) + chunks(luck, 120, 120, 54, 14, 9, ['#f7d03c', '#f2b92c']) + blob(luck, 96, 96, 24, 19, '#7fae3f', { uneven: 0.2 }) + blob(luck, 148, 128, 21, 17, '#fffdf6', { uneven: 0.2 }) + many(6, () => { const [x, y] = within(luck, 120, 124, 48); return ring(x, y, 6, '#3f7d33', 3.5); }) + balls(luck, 110, 152, 22, 7, 5, '#c93a22', '#7d1a0e')),
  'fish-and-chips': (luck) => plate(fries(luck, 130, 152, 46, 30, ['#f0c04a', '#f7d372', '#e0a52f']) + slab(luck, 112, 104, 68, 29, '#e0a03a', '#9a5c12', { turn: -18 }) + chunks(luck, 112, 104, 34, 8, 7, ['#f0bb5c', '#d08c28']) + pot(74, 160, 22, '#8fbf4e') + lemon(178, 92, 19)),
  'steak-and-ale-pie': (luck) => plate(leaves(luck, 170, 150, 26, 16, ['#3f7d33', '#5c9a3d', '#7db548']) + circle(107, 120, 56, '#7a4212') + circle(105, 116, 54, '#d9963c') + ring(105, 116, 47, '#b87424', 6, ' stroke-dasharray="11 5"') + bar(105, 116, 34, 5, '#8a4a12', 45, 2) + bar(105, 116, 34, 5, '#8a4a12', -45, 2) + pot(172, 84, 24, '#4f2410')),
  'house-burger': burger('#6b3418'),
  'plant-burger': burger('#7a5a2c'),
  'sausage-and-mash': (luck) => plate(blob(luck, 112, 132, 60, 42, '#e0c67c', { uneven: 0.1 }) + blob(luck, 110, 128, 58, 40, '#f7e7b4', { uneven: 0.12 }) + many(3, (at) => slab(luck, 118 + at * 14, 92 + at * 24, 40, 13, '#a3552a', '#5e2a0f', { turn: -22 })) + blob(luck, 128, 128, 40, 14, '#4f2410', { uneven: 0.3, extra: ' opacity=".75"' }) + balls(luck, 72, 168, 16, 9, 6, '#7db548', '#3f7d33')),
  'mushroom-and-spinach-pappardelle': (luck) => bowl('#efe0b4', ribbons(luck, 120, 121, 46, 26, ['#f4d989', '#eccb6c', '#f9e6ad']) + leaves(luck, 120, 121, 52, 13, ['#2f6628', '#3f7d33']) + many(8, () => { const [x, y] = within(luck, 120, 121, 50); return circle(x + 1, y + 2, 12, '#7a5a3a') + circle(x, y, 11, '#c9a67c') + circle(x, y, 6, '#e8d5b5'); }) + chunks(luck, 120, 121, 48, 9, 5, ['#fffaf0'])),
  'triple-cooked-chips': (luck) => bowl('#e9e2d2', many(26, () => { const [x, y] = within(luck, 120, 121, 52); return bar(x, y, luck.between(38, 50), 16, luck.of(['#e0a52f', '#f0c04a', '#d18f22']), luck.between(-90, 90), 5); }) + balls(luck, 120, 121, 52, 16, 1.4, '#fff', '#ddd')),
  'onion-rings': (luck) => plate(many(9, () => { const [x, y] = within(luck, 120, 120, 48); const r = luck.between(20, 30); return ring(x + 2, y + 4, r, '#7a4212', 13, ' opacity=".6"') + ring(x, y, r, luck.of(['#e0a03a', '#eab455', '#d18f2a']), 13); }) + pot(120, 120, 22, '#fff4d4')),
  'sticky-toffee-pudding': (luck) => plate(blob(luck, 120, 132, 66, 50, '#8a4413', { uneven: 0.14 }) + bar(112, 118, 80, 66, '#3d1a08', 8, 14) + bar(110, 113, 76, 60, '#6b3212', 8, 14) + blob(luck, 110, 108, 42, 26, '#a85a1c', { uneven: 0.24 }) + scoop(luck, 152, 142, '#fff6dc', '#d3bf8c')),
  'apple-crumble': (luck) => bowl('#e0a447', chunks(luck, 120, 121, 62, 40, 11, ['#d9a35a', '#c4863a', '#e8bd78', '#b06f28']) + blob(luck, 146, 140, 30, 22, '#f7dc84', { uneven: 0.16 })),
  'chocolate-brownie': (luck) => plate(bar(110, 126, 84, 74, '#1f0c04', -10, 9) + bar(108, 120, 82, 70, '#4a2411', -10, 9) + chunks(luck, 106, 118, 32, 12, 6, ['#33160a', '#5f3018']) + swirl(104, 116, 30, '#d98a2c', 5) + scoop(luck, 158, 152, '#fff8e6', '#d3c49c') + balls(luck, 74, 172, 10, 3, 9, '#c42a3e', '#7d1020')),
  'buttered-greens': (luck) => bowl('#2f6628', leaves(luck, 120, 121, 60, 60, ['#3f7d33', '#5c9a3d', '#2f6628', '#7db548']) + balls(luck, 120, 121, 56, 24, 6, '#8cc152', '#3f7d33') + bar(132, 108, 24, 18, '#f7e08c', 14, 4)),
  'mac-and-cheese': (luck) => bowl('#f0b43c', many(46, () => { const [x, y] = within(luck, 120, 121, 62); return `<path d="M${x.toFixed(0)} ${y.toFixed(0)}a11 11 0 0 1 18 8" fill="none" stroke="${luck.of(['#f8d66e', '#f2c044', '#fbe49a'])}" stroke-width="8" stroke-linecap="round" transform="rotate(${luck.between(0, 360).toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)})"/>`; }) + chunks(luck, 120, 121, 56, 24, 4, ['#b5651d', '#cf8430'])),
  'house-bitter': beer('#a3561a'),
  'pale-ale': beer('#e0962a'),
  lager: beer('#f0c04a'),
  'dry-cider': (luck) => cup('#eec45a', ice(luck, 120, 120, 28) + balls(luck, 120, 120, 46, 12, 3, '#fff2cc', '#d9a83c'), { saucer: false, r: 60, wall: '#eef3f7' }),
  cola: (luck) => cup('#2b0f08', ice(luck, 120, 122, 28) + lemon(102, 104, 22), { saucer: false, r: 62, wall: '#eef3f7' }),
  'flat-white': coffee(latte),
  'pot-of-tea': () => cup('#a8521c', circle(112, 110, 20, '#c9742f', ' opacity=".6"')),
};

const target = path.resolve(import.meta.dirname, '../public/dishes');
mkdirSync(target, { recursive: true });
for (const [name, draw] of Object.entries(DISHES)) {
  const picture = draw(chance(name));
  writeFileSync(path.join(target, `${name}.svg`), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240">${DEFINITIONS}${picture}</svg>\n`);
}
console.log(`${Object.keys(DISHES).length} dishes`);
