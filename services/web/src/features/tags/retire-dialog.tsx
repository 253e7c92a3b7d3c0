'use client';

import { settle } from '@/api/client';
import type { DiningTable } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { useAnnouncements } from '@/ui/live';

export function RetireDialog({ table, onClose }: { table: DiningTable; onClose: () => void }) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const retire = async (): Promise<Problem | null> => {
    const result = await settle(order.DELETE('/v1/venues/{venue_id}/tables/{table_id}', { params: { path: { venue_id: venueId, table_id: table.table_id } } }));
    if (!result.ok) return result.problem;
    await Promise.all([refresh('tables'), refresh('tags')]);
    toast(words('tables.retired', { label: table.label }));
    onClose();
    return null;
  };
  return (
    <ConfirmDialog title={words('tables.retire.title', { label: table.label })} action={words('tables.retire')} closeLabel={words('close')} onClose={onClose} onConfirm={retire}>
      {words('tables.retire.text')}
    </ConfirmDialog>
  );
}
