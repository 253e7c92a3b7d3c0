// Next leaves static files out of the standalone folder; a server without a CDN in front serves them itself.
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';

const web = path.resolve(import.meta.dirname, '..');
const target = path.join(web, '.next/standalone/services/web');
for (const [from, to] of [
  ['.next/static', '.next/static'],
  ['public', 'public'],
]) {
  rmSync(path.join(target, to), { recursive: true, force: true });
  if (existsSync(path.join(web, from))) cpSync(path.join(web, from), path.join(target, to), { recursive: true });
}
