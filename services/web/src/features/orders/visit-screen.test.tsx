// @vitest-environment happy-dom
import { render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { visitStore } from '@/lib/table/visit';

import { VisitScreen } from './visit-screen';

const config = { orderUrl: 'http://order', fulfillmentUrl: 'http://kitchen', reconciliationUrl: 'http://money', stripeScriptUrl: null, publishableKey: 'pk', sandbox: true, sandboxUrl: null };

afterEach(() => vi.unstubAllGlobals());

it('tells the hour of a round as the venue’s clocks show it, as its receipt does', async () => {
  const order = { order_id: 'o', state: 'COMPLETED', timezone: 'Asia/Kathmandu', currency: 'eur', total_minor: 500, refunded_minor: 0, lines: [] };
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(order), { status: 200, headers: { 'Content-Type': 'application/json' } }));
  visitStore().set(() => [{ orderId: 'o', accessToken: 't', number: 'A1', venueId: 'v', venueName: 'V', tableId: 't', tableLabel: '7', placedAt: '2026-11-27T12:00:00Z', submittedAt: null }]);
  render(
    <PageProvider config={config} locale="en" messages={{ ...CATALOGUE.en.common, ...CATALOGUE.en.diner }}>
      <VisitScreen venueId="v" tableId="t" />
    </PageProvider>,
  );
  expect(await screen.findByText(/Table 7 · 17:45/)).toBeTruthy();
});
