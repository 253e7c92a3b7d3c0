'use client';

import { useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { DinerOrder } from '@/api/types';
import { useConfig, useDinerWords } from '@/lib/context/context';
import type { PlacedRound } from '@/lib/table/visit';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { useAnnouncements } from '@/ui/live';

import { canPay, isPaid, type Standing } from './model/words';
import styles from './orders.module.css';

export function StatusActions({ order, round, standing }: { order: DinerOrder; round: PlacedRound; standing: Standing }) {
  const words = useDinerWords();
  const base = `/venues/${round.venueId}/tables/${round.tableId}`;
  if (canPay(standing)) {
    return (
      <div className={styles.actions}>
        <ButtonLink look="main" wide href={`${base}/pay`}>
          {words(standing === 'created' ? 'status.created.pay' : 'retry')}
        </ButtonLink>
        <GiveUp round={round} />
      </div>
    );
  }
  return (
    <div className={styles.actions}>
      {(isPaid(order) || standing === 'canceled') && (
        <ButtonLink wide look={standing === 'completed' ? 'main' : 'second'} href={base}>
          {words('status.another')}
        </ButtonLink>
      )}
      {isPaid(order) && (
        <ButtonLink wide icon="receipt" href={`/orders/${order.order_id}/receipt`}>
          {words('status.receipt')}
        </ButtonLink>
      )}
    </div>
  );
}

function GiveUp({ round }: { round: PlacedRound }) {
  const words = useDinerWords();
  const config = useConfig();
  const { toast } = useAnnouncements();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const giveUp = async (): Promise<void> => {
    setBusy(true);
    const { order } = createClients(config, round.accessToken);
    const result = await settle(order.POST('/v1/orders/{order_id}/cancel', { params: { path: { order_id: round.orderId } } }));
    setBusy(false);
    setAsking(false);
    if (!result.ok) toast(words(result.problem.slug === 'order-state' ? 'status.paidAlready' : 'review.network'));
  };
  return (
    <>
      <Button look="plain" wide onClick={() => setAsking(true)}>
        {words('status.giveUp')}
      </Button>
      <Dialog
        kind="dialog"
        open={isAsking}
        onClose={() => setAsking(false)}
        title={words('status.giveUp')}
        closeLabel={words('close')}
        foot={
          <Button look="danger" wide busy={isBusy} onClick={() => void giveUp()}>
            {words('status.giveUp')}
          </Button>
        }
      >
        <p className={styles.sure}>{words('status.giveUp.sure')}</p>
      </Dialog>
    </>
  );
}
