'use client';

import { useCallback, useEffect, useState } from 'react';

import { type Result, settle } from '@/api/client';
import type { Member, PairingCode } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatTime } from '@/lib/time';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Skeleton } from '@/ui/panel';
import { ProblemNotice } from '@/ui/problem';
import { QrCode } from '@/ui/qr-code';

import styles from './staff.module.css';

const TICK_MS = 5_000;
const LIFETIME_MINUTES = 15;

/**
 * A code for one member, shown once. The picture beside it holds the address of the sign-in page and not the code,
 * which belongs into no address.
 */
export function CodeDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const words = useVenueWords();
  const { minted, again } = useCode(member);
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words('staff.code.title', { name: member.name })} closeLabel={words('close')}>
      <div className={styles.form}>
        {!minted && <Skeleton height="6rem" />}
        {minted?.ok === false && <ProblemNotice problem={minted.problem} end={<Button onClick={again}>{words('retry')}</Button>} />}
        {minted?.ok && <Code key={minted.data.code} code={minted.data} onAgain={again} />}
      </div>
    </Dialog>
  );
}

function useCode(member: Member) {
  const { order, venueId } = useSession();
  const [minted, setMinted] = useState<Result<PairingCode> | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isWanted = true;
    const body = { member_id: member.member_id, lifetime_minutes: LIFETIME_MINUTES };
    // A moment later: a dialog that is closed at once, or mounted twice, must not withdraw the code before.
    const timer = setTimeout(() => {
      void settle(order.POST('/v1/venues/{venue_id}/pairing-codes', { params: { path: { venue_id: venueId } }, body })).then((result) => isWanted && setMinted(result));
    }, 50);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [order, venueId, member.member_id, asked]);
  const again = useCallback(() => {
    setMinted(null);
    setAsked((count) => count + 1);
  }, []);
  return { minted, again };
}

function Code({ code, onAgain }: { code: PairingCode; onAgain: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const minutes = useMinutesLeft();
  const timeZone = useVenue().data?.timezone;
  const address = `${location.origin}/dashboard`;
  if (minutes === 0) return <Notice tone="care" icon="clock" title={words('staff.code.over')} end={<Button onClick={onAgain}>{words('staff.code.new')}</Button>} />;
  return (
    <>
      <p className={styles.code} data-testid="pairing-code">
        {code.code}
      </p>
      <p className={styles.about}>
        {words('staff.code.text', { time: formatTime(code.expires_at, locale, timeZone) })} <strong>{words('staff.code.left', { minutes })}</strong>
      </p>
      <div className={styles.where}>
        <QrCode text={address} label={words('staff.code.qr')} />
        <p className={styles.about}>{words('staff.code.where', { address })}</p>
      </div>
      <p className={styles.about}>{words('staff.code.earlier', { name: code.member.name })}</p>
    </>
  );
}

/** Counted from when the code came, on whatever clock the device has: one that is wrong must not make a code look old. */
function useMinutesLeft(): number {
  const [came] = useState(() => performance.now());
  const [now, setNow] = useState(came);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil(LIFETIME_MINUTES - (now - came) / 60_000));
}
