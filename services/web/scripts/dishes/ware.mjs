// What food stands on: an enamel plate with its rim, a bowl, a board, a glass from above. One light, from the upper left.
import { circle, ring, round } from './pen.mjs';

const BLUE = '#1e35b5';

export const DEFINITIONS =
  '<defs><radialGradient id="e" cx=".36" cy=".3" r=".85"><stop offset="0" stop-color="#fff"/><stop offset=".7" stop-color="#f7f6f1"/><stop offset="1" stop-color="#dfe0df"/></radialGradient>' +
  '<radialGradient id="l" cx=".32" cy=".26" r=".8"><stop offset="0" stop-color="#fff" stop-opacity=".42"/><stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#2a1205" stop-opacity=".26"/></radialGradient>' +
  '<radialGradient id="w" cx=".6" cy=".66" r=".7"><stop offset="0" stop-color="#fff" stop-opacity=".7"/><stop offset="1" stop-color="#8d95a5" stop-opacity=".3"/></radialGradient></defs>';

const shadow = (r) => `<ellipse cx="125" cy="130" rx="${r + 1}" ry="${r}" fill="#10121c" opacity=".2"/>`;

export const plate = (food) => shadow(106) + circle(120, 120, 106, 'url(#e)') + ring(120, 120, 103, BLUE, 6) + ring(120, 120, 95.500, BLUE, 1.5) + circle(120, 120, 78, 'url(#w)') + food;

/** Deep, filled with something. */
export const bowl = (fill, food) => shadow(96) + circle(120, 120, 97, 'url(#e)') + ring(120, 120, 94, BLUE, 6) + ring(120, 120, 87, BLUE, 1.5) + circle(120, 120, 80, '#cfd2d6') + circle(120, 121, 76, fill) + circle(120, 121, 76, 'url(#l)') + food;

export const board = (food) =>
  '<rect x="22" y="44" width="202" height="166" rx="22" fill="#10121c" opacity=".2"/><rect x="16" y="36" width="204" height="166" rx="22" fill="#b9793f"/><g stroke="#8d5626" stroke-width="1.500" fill="none" opacity=".55"><path d="M28 62c60 8 120-6 184 2M28 98c70-8 110 8 184 0M28 138c50 8 130-8 184 2M28 174c70-6 120 6 184 0"/></g><rect x="16" y="36" width="204" height="166" rx="22" fill="url(#l)"/>' + food;

/** A glass or cup from above on its saucer; `r` is the mouth. */
export const cup = (fill, food = '', { saucer = true, r = 56, wall = '#fff' } = {}) =>
  (saucer ? shadow(92) + circle(120, 120, 92, 'url(#e)') + ring(120, 120, 89, BLUE, 5) + ring(120, 120, 82, BLUE, 1.5) : shadow(r + 8)) +
  (saucer ? `<rect x="${round(120 + r)}" y="109" width="34" height="22" rx="11" fill="none" stroke="${wall}" stroke-width="8"/>` : '') +
  circle(120, 120, r + 8, wall, saucer ? '' : ' opacity=".85"') + (saucer ? ring(120, 120, r + 7, BLUE, 3) : ring(120, 120, r + 7, '#8fa3b8', 2)) + circle(120, 120, r, fill) + circle(120, 120, r, 'url(#l)') + food;
