'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import type { Order } from './model/order';
import styles from './sales.module.css';
import { useAsked } from './use-asked';

/** Says beforehand what happens to the money: a paid order is given back whole, an unpaid one is given up. */
export function CancelDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const words = useVenueWords();
  const { send, busy, problem } = useCancel(order, onClose);
  const isPaid = order.state === 'PAYMENT_SUCCEEDED' || order.state === 'FULFILLING';
  return (
    <Dialog open kind="dialog" onClose={onClose} title={words('cancelOrder.title', { number: order.order_number })} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={send}>
        <p>{words(isPaid ? 'cancelOrder.paid' : 'cancelOrder.unpaid')}</p>
        <TextField label={words('cancelOrder.reason')} hint={words('cancelOrder.reason.hint')} name="reason" required maxLength={200} />
        {problem && <ProblemNotice problem={problem} />}
        <Button look="danger" wide type="submit" busy={busy}>
          {words('cancelOrder.submit')}
        </Button>
      </form>
    </Dialog>
  );
}

function useCancel(order: Order, onDone: () => void) {
  const words = useVenueWords();
  const { venueId, order: api } = useSession();
  const { toast } = useAnnouncements();
  const refresh = useRefresh();
  const asked = useAsked<string>(`cancel.${order.order_id}`);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    setBusy(true);
    const params = { path: { venue_id: venueId, order_id: order.order_id }, header: { 'Idempotency-Key': asked.keyFor(reason) } };
    const result = await settle(api.POST('/v1/venues/{venue_id}/orders/{order_id}/cancel', { params, body: { reason } }));
    setBusy(false);
    asked.answered(result.ok ? null : result.problem);
    if (!result.ok) return setProblem(result.problem);
    toast(words(result.response.status === 202 ? 'cancelOrder.asked' : 'cancelOrder.done'));
    void refresh('order', order.order_id);
    void refresh('orders');
    onDone();
  };
  return { send, busy, problem };
}
