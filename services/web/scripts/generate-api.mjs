// Writes src/api/generated from the OpenAPI documents of the services; `--check` only says whether they differ.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import openapiTS, { astToString } from 'openapi-typescript';

const web = path.resolve(import.meta.dirname, '..');
const contracts = path.resolve(web, '../../contracts/http');
const generated = path.join(web, 'src/api/generated');
const services = ['order', 'fulfillment', 'reconciliation', 'stripe-sandbox'];
const check = process.argv.includes('--check');

function current(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

mkdirSync(generated, { recursive: true });
const stale = [];
for (const service of services) {
  const document = JSON.parse(readFileSync(path.join(contracts, `${service}.openapi.json`), 'utf8'));
  const types = astToString(await openapiTS(document, { enumValues: true }));
  const text = `// Generated from contracts/http/${service}.openapi.json by \`npm run generate\`. Do not edit.\n${types}`;
  const file = path.join(generated, `${service}.ts`);
  if (current(file) === text) continue;
  if (check) stale.push(path.relative(web, file));
  else writeFileSync(file, text);
}
if (stale.length) {
  console.error(`Out of date, run \`npm run generate\` in services/web: ${stale.join(', ')}`);
  process.exit(1);
}
