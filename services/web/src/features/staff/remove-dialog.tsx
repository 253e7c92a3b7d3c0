'use client';

import { settle } from '@/api/client';
import type { Member } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { useAnnouncements } from '@/ui/live';

export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const remove = async (): Promise<Problem | null> => {
    const params = { path: { venue_id: venueId, member_id: member.member_id } };
    const result = await settle(member.kind === 'staff' ? order.DELETE('/v1/venues/{venue_id}/staff/{member_id}', { params }) : order.DELETE('/v1/venues/{venue_id}/devices/{member_id}', { params }));
    if (!result.ok) return result.problem;
    await Promise.all([refresh('staff'), refresh('devices')]);
    toast(words('staff.removed', { name: member.name }));
    onClose();
    return null;
  };
  return (
    <ConfirmDialog title={words('staff.remove.title', { name: member.name })} action={words('staff.remove')} closeLabel={words('close')} onClose={onClose} onConfirm={remove}>
      {words('staff.remove.text')}
    </ConfirmDialog>
  );
}
