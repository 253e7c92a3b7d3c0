/** The scenarios that `make test` runs too: one of each kind, and those that keep money and orders. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const SCENARIOS = [
  '1: a tap becomes a paid order only when the webhook says so, and each screen is accessible',
  '1: a paid order stands on the board, rings once, and is seen',
  '4: declined, asked by the bank and refused, then paid; coming back by the bank’s address changes nothing',
  '5: double press, reload, back and a second tab make one order and one charge',
  '6: what sells out turns grey on open phones and is named before it is ordered; the rest is kept',
  '7: a new price is shown beside the old one, agreed to, and exactly that is charged',
  '8: a pause leaves the menu readable and takes no order, and ends by itself on open phones',
  '9: a phone sees its own orders; another phone sees none of them',
  '10: fifty cuts lose and double nothing',
  '12: two tablets bump at once: one order, no complaint, both boards empty',
  '13: a manager gives back a part and then all; the kitchen may not; diner, ticket and timeline follow',
  '14: a payout in eur is the sum of its orders, on the page and in its CSV',
  '15: it refuses to start with the sandbox’s script',
  'each page of the diner keeps to its budget',
  'each page of the venue keeps to its budget',
  'sign-in: a wrong code, a used one, the reason when a session is over, and back on the same page',
];
const patterns = SCENARIOS.map((name) => `--test-name-pattern=^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

const run = spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=tap', ...patterns, 'e2e/*.spec.ts'], {
  cwd: path.join(import.meta.dirname, '..'),
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
run.stdout.on('data', (chunk) => {
  output += chunk;
  process.stdout.write(chunk);
});
run.on('close', (code) => {
  const passed = new Set(Array.from(output.matchAll(/^ok \d+ - (.*)$/gm), ([, name]) => name));
  // A scenario that was renamed would be left out in silence.
  const missing = SCENARIOS.filter((name) => !passed.has(name));
  for (const name of missing) console.error(`did not pass, or is not there: ${name}`);
  process.exit(code === 0 && missing.length === 0 ? 0 : 1);
});
