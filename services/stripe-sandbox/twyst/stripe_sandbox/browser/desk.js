/* The desk: a page over the sandbox's test-only API. It keeps nothing but the last webhooks that it was told. */

const SHOWN = 25;
const PAGE = 10_000;
const LOOK_AGAIN_MS = 2000;

/** How webhooks travel. The seed makes a plan behave the same each time. */
const PLANS = {
  calm: { says: 'Each webhook arrives once and in order.', webhooks: {} },
  rough: {
    says: 'A third arrives twice, half are out of order, some come half a minute late; some changes have two events.',
    webhooks: { duplicate: 0.35, reorder: 0.5, reorder_seconds: 3, delay: 0.05, delay_seconds: 30, second_event_id: 0.05 },
  },
  lossy: {
    says: 'A third of first attempts is lost on the way and comes with the retry; one in twenty never comes at all.',
    webhooks: { drop_until_retry: 0.33, lose: 0.05 },
  },
};

const at = (id) => document.getElementById(id);
const recent = [];
let known = 0;

async function ask(path, method = 'GET', body) {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer?.detail ?? answer?.title ?? `The sandbox answered ${response.status}.`);
  return answer;
}

const money = (minor, currency) => {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: currency.toUpperCase() });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
};

function row(cells) {
  const line = document.createElement('tr');
  for (const { text, number, status } of cells) {
    const cell = line.insertCell();
    cell.textContent = text;
    if (number) cell.className = 'number';
    if (status) cell.dataset.status = status;
  }
  return line;
}

const emptyRow = (columns, text) => {
  const line = row([{ text }]);
  line.cells[0].colSpan = columns;
  return line;
};

function ahead(seconds) {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.round((seconds % 86_400) / 3600);
  if (seconds < 1800) return 'The clock shows the time of your wall.';
  return `${days} d ${hours} h ahead of the clock on your wall.`;
}

function showClock({ now, offset_seconds: offset }) {
  const moment = new Date(now * 1000);
  at('clock').dateTime = moment.toISOString();
  at('clock').textContent = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(moment);
  at('offset').textContent = ahead(offset);
}

function showMoney({ accounts }) {
  const lines = Object.entries(accounts).flatMap(([account, currencies]) =>
    Object.entries(currencies).map(([currency, sums]) => {
      const amounts = [sums.charges, sums.refunds, sums.transfers, sums.application_fees - sums.fees, sums.disputes + sums.other, sums.payouts, sums.net];
      return row([{ text: account }, ...amounts.map((minor) => ({ text: money(minor, currency), number: true }))]);
    }),
  );
  at('money').replaceChildren(...(lines.length ? lines : [emptyRow(8, 'Nobody has paid yet.')]));
}

function showPlan({ webhooks }) {
  const same = (plan) => Object.entries(webhooks).every(([name, value]) => typeof value !== 'number' || name.endsWith('_seconds') || value === (plan.webhooks[name] ?? 0));
  const name = Object.keys(PLANS).find((each) => same(PLANS[each]));
  for (const button of document.querySelectorAll('[data-plan]')) button.setAttribute('aria-pressed', String(button.dataset.plan === name));
  at('plan').textContent = name ? PLANS[name].says : 'Faults that were set by HTTP are in force.';
}

async function readDeliveries() {
  for (;;) {
    const { data } = await ask(`deliveries?after=${known}&limit=${PAGE}`);
    if (data.length) known = data.at(-1).seq;
    recent.push(...data);
    recent.splice(0, recent.length - SHOWN);
    if (data.length < PAGE) break;
  }
  // What was pending may have arrived since.
  const oldest = recent[0]?.seq;
  if (oldest !== undefined) recent.splice(0, SHOWN, ...(await ask(`deliveries?after=${oldest - 1}&limit=${SHOWN}`)).data);
}

function showDeliveries() {
  const lines = recent.toReversed().map((each) => {
    const status = each.is_duplicate ? `${each.status}, again` : each.status;
    return row([{ text: each.type }, { text: each.object }, { text: each.account ?? 'platform' }, { text: status, status: each.status }, { text: String(each.attempts.length), number: true }]);
  });
  at('deliveries').replaceChildren(...(lines.length ? lines : [emptyRow(5, 'Nothing has happened yet.')]));
}

async function look() {
  try {
    const [clock, sums, plan] = await Promise.all([ask('clock'), ask('summary'), ask('faults'), readDeliveries()]);
    showClock(clock);
    showMoney(sums);
    showPlan(plan);
    showDeliveries();
  } catch (error) {
    at('said').textContent = error instanceof TypeError ? 'The sandbox does not answer.' : error.message;
  }
}

/** One command at a time: a jump of the clock lets everything on the way happen first. */
async function act(says, command) {
  const buttons = document.querySelectorAll('button');
  for (const button of buttons) button.disabled = true;
  try {
    at('said').textContent = says(await command());
  } catch (error) {
    at('said').textContent = error.message;
  } finally {
    for (const button of buttons) button.disabled = false;
    await look();
  }
}

for (const button of document.querySelectorAll('[data-advance]')) {
  const seconds = Number(button.dataset.advance);
  button.addEventListener('click', () => act(({ timers_run: run }) => `The clock was moved; ${run} things happened on the way.`, () => ask('clock/advance', 'POST', { seconds })));
}
for (const button of document.querySelectorAll('[data-plan]')) {
  const { webhooks } = PLANS[button.dataset.plan];
  button.addEventListener('click', () => act(() => 'From the next event on.', () => ask('faults', 'PUT', { seed: 1, webhooks })));
}
at('payout').addEventListener('click', () =>
  act(
    ({ payouts }) => (payouts.length ? `${payouts.length} payouts are on their way; in a few seconds they are paid and itemised.` : 'There is no money to pay out.'),
    () => ask('payouts/run', 'POST', {}),
  ),
);

await look();
setInterval(() => document.hidden || look(), LOOK_AGAIN_MS);
