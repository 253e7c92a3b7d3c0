import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { withPhone } from './fixtures/browser.ts';
import { addDish, isAccessible, row, tablePath, toReview } from './fixtures/diner.ts';
import { bistro, stack } from './fixtures/stack.ts';

const server = path.resolve(import.meta.dirname, '../.next/standalone/services/web/server.js');

/** The same build under another environment. */
function start(variables: Record<string, string>): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [server], { env: { PATH, NODE_ENV: 'production', HOSTNAME: '127.0.0.1', ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A port that nobody listens on; Next takes 0 for its default, which the stack's own web app may have. */
async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return String(port);
}

const services = { TWYST_ORDER_URL: stack.urls.order, TWYST_FULFILLMENT_URL: stack.urls.fulfillment, TWYST_RECONCILIATION_URL: stack.urls.reconciliation };
const secure = { TWYST_ORDER_URL: 'https://orders.example', TWYST_FULFILLMENT_URL: 'https://kitchen.example', TWYST_RECONCILIATION_URL: 'https://money.example' };

for (const [what, variables, reason] of [
  ['the sandbox’s script', { ...secure, TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_test_a', TWYST_STRIPE_JS_URL: `${stack.urls.sandbox}/_sandbox/stripe.js` }, /Stripe\.js comes from Stripe alone/],
  ['addresses without TLS', { ...services, TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_live_a' }, /must be https in production/],
  ['a live key beside a sandbox', { ...services, TWYST_PROFILE: 'local', TWYST_SANDBOX_URL: stack.urls.sandbox, TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_live_a' }, /live key must not meet the sandbox/],
] as const) {
  test(`15: it refuses to start with ${what}`, async () => {
    const child = start({ PORT: await freePort(), ...variables });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number];
    assert.equal(code, 1);
    assert.match(said, reason);
  });
}

test('15: without a sandbox the pay page asks Stripe alone for its script, and says what to do when that does not load', async () => {
  const port = await freePort();
  const child = start({ PORT: port, ...services, TWYST_PROFILE: 'local', TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_test_a' });
  const baseURL = `http://127.0.0.1:${port}`;
  try {
    while (!(await fetch(`${baseURL}/healthz`).then((answer) => answer.ok, () => false))) await new Promise((resolve) => setTimeout(resolve, 100));
    await withPhone(
      async (page) => {
        const foreign = new Set<string>();
        page.on('request', (request) => {
          if (![baseURL, stack.urls.order].includes(new URL(request.url()).origin)) foreign.add(request.url());
        });
        // The API allows the stack's own web app only, of which this is a second copy.
        await page.route(`${stack.urls.order}/**`, async (route) => {
          if (route.request().url().includes('/stream')) return route.abort();
          const answer = await route.fetch();
          return route.fulfill({ response: answer, headers: { ...answer.headers(), 'access-control-allow-origin': baseURL } });
        });
        await page.route('https://js.stripe.com/**', (route) => route.abort());
        await page.goto(tablePath(bistro, '6'));
        await addDish(page, 'Espresso');
        await toReview(page);
        await page.getByRole('button', { name: /Go to payment/ }).click();
        await page.getByText('The payment form does not load').waitFor();
        await isAccessible(page);
        assert.deepEqual([...foreign], ['https://js.stripe.com/endive/stripe.js']);
        await page.goto(`${tablePath(bistro, '6')}/review`);
        await page.getByRole('button', { name: 'Change Espresso' }).waitFor();
      },
      { baseURL },
    );
  } finally {
    child.kill('SIGKILL');
  }
});

test('15: a second visit without a network shows the menu, and says that nothing is sent', async () => {
  await withPhone(
    async (page, context) => {
      await page.goto(tablePath(bistro, '6'));
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await page.reload();
      await row(page, 'Steak frites').waitFor();
      await context.setOffline(true);
      await page.reload();
      await page.getByText('No connection').waitFor();
      await row(page, 'Steak frites').click();
      await page.getByRole('dialog').getByRole('heading', { name: 'Steak frites' }).waitFor();
      await isAccessible(page);
    },
    { serviceWorkers: 'allow' },
  );
});
