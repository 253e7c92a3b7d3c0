'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { exponentOf, formatMoney, parseMoney, writeMoney } from '@/lib/money';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Choice, TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import { type Order, refundableMinor } from './model/order';
import styles from './sales.module.css';
import { useAsked } from './use-asked';

interface Refund {
  amount_minor: number;
  reason: string;
}

/** All that is left or a part of it, with a reason that stays in the order's history. What was asked and not answered stands there again, to be asked in the same words. */
export function RefundDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const left = refundableMinor(order);
  const { open, send, busy, problem } = useRefund(order, onClose);
  const [isPart, setIsPart] = useState(open !== null && open.amount_minor !== left);
  const [amount, setAmount] = useState(open ? writeMoney(open.amount_minor, order.currency) : '');
  const money = (minor: number): string => formatMoney(minor, order.currency, locale);
  const parsed = isPart ? parseMoney(amount, order.currency) : left;
  const isWrong = isPart && amount !== '' && (parsed === null || parsed < 1 || parsed > left);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (parsed === null || parsed < 1 || parsed > left) return;
    void send(parsed, String(new FormData(event.currentTarget).get('reason') ?? ''));
  };
  return (
    <Dialog open kind="dialog" onClose={onClose} title={words('refund.title')} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={submit}>
        <fieldset>
          <legend className="visually-hidden">{words('refund.title')}</legend>
          <Choice type="radio" name="what" checked={!isPart} onChange={() => setIsPart(false)} end={money(left)}>
            {words('refund.all')}
          </Choice>
          <Choice type="radio" name="what" checked={isPart} onChange={() => setIsPart(true)}>
            {words('refund.part')}
          </Choice>
        </fieldset>
        {isPart && (
          <TextField label={words('refund.amount', { currency: order.currency.toUpperCase() })} inputMode={exponentOf(order.currency) ? 'decimal' : 'numeric'} required value={amount} error={isWrong ? words('refund.amount.wrong', { amount: money(left) }) : undefined} onChange={(event) => setAmount(event.target.value)} />
        )}
        <TextField label={words('refund.reason')} hint={words('refund.reason.hint')} name="reason" required maxLength={200} defaultValue={open?.reason} />
        {problem && <ProblemNotice problem={problem}>{typeof problem.members.left_minor === 'number' ? words('refund.tooMuch', { amount: money(problem.members.left_minor) }) : undefined}</ProblemNotice>}
        {open && <Notice tone="care" icon="alert" title={words('refund.open')} />}
        <Button look="main" wide type="submit" busy={busy} disabled={isPart && (parsed === null || isWrong)}>
          {words('refund.submit', { amount: money(parsed ?? 0) })}
        </Button>
        <p className={styles.faint}>{words('refund.text')}</p>
      </form>
    </Dialog>
  );
}

function useRefund(order: Order, onDone: () => void) {
  const words = useVenueWords();
  const { venueId, order: api } = useSession();
  const { toast } = useAnnouncements();
  const refresh = useRefresh();
  const asked = useAsked<Refund>(`refund.${order.order_id}`);
  const [open, setOpen] = useState(asked.open);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (amountMinor: number, reason: string): Promise<void> => {
    setBusy(true);
    const body = { amount_minor: amountMinor, reason };
    const params = { path: { venue_id: venueId, order_id: order.order_id }, header: { 'Idempotency-Key': asked.keyFor(body) } };
    const result = await settle(api.POST('/v1/venues/{venue_id}/orders/{order_id}/refunds', { params, body }));
    setBusy(false);
    asked.answered(result.ok ? null : result.problem);
    setOpen(asked.open());
    if (!result.ok) return setProblem(result.problem);
    toast(words('refund.done'));
    void refresh('order', order.order_id);
    void refresh('orders');
    onDone();
  };
  return { open, send, busy, problem };
}
