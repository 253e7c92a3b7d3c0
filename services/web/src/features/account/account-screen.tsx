'use client';

import { useSearchParams } from 'next/navigation';

import type { StripeAccount } from '@/api/office';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import type { VenueKey } from '@/lib/i18n/catalogue';
import { formatDateTime } from '@/lib/time';
import { Badge, Notice, type Tone } from '@/ui/badge';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';

import styles from './account.module.css';
import { hindranceOf, requirementsOf } from './model/requirements';
import { SellerForm } from './seller-form';
import { WayToStripe } from './way-to-stripe';

const TONES: Record<StripeAccount['status'], Tone> = { none: 'plain', incomplete: 'care', restricted: 'bad', wrong_currency: 'bad', ready: 'good' };

/** V12. */
export function AccountScreen() {
  const words = useVenueWords();
  const came = useSearchParams().get('onboarding');
  const venue = useVenue().data;
  const account = useVenueQuery(['stripe-account'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/stripe-account', { params: { path: { venue_id: venueId } } }), { everyMs: 15_000 });
  return (
    <Page title={words('account.title')} about={words('account.text')}>
      {came === 'returned' && <Notice tone="accent" icon="check" title={words('account.back')} />}
      {came === 'expired' && <Notice tone="care" icon="clock" title={words('account.expired')} />}
      <Reading problem={account.problem} isThere={Boolean(account.data)} onRetry={account.reload} waiting={<Skeleton height="16rem" />} />
      {account.data && <Account account={account.data} />}
      {venue && <SellerForm key={venue.revision} venue={venue} />}
    </Page>
  );
}

function Account({ account }: { account: StripeAccount }) {
  const words = useVenueWords();
  const venue = useVenue().data;
  const values = { settles: account.settles_in?.toUpperCase() ?? '', menu: venue?.currency.toUpperCase() ?? '' };
  return (
    <>
      <section className={styles.status}>
        <div className={styles.standing}>
          <Badge tone={TONES[account.status]} icon={account.status === 'ready' ? 'check' : account.status === 'none' ? undefined : 'alert'}>
            {words(`account.status.${account.status}`)}
          </Badge>
          <p className={styles.saying}>{words(`account.status.${account.status}.text`, values)}</p>
        </div>
        <WayToStripe account={account} />
      </section>
      <Wanted account={account} />
      {account.status !== 'none' && <Facts account={account} />}
    </>
  );
}

function Facts({ account }: { account: StripeAccount }) {
  const words = useVenueWords();
  const locale = useLocale();
  const timeZone = useVenue().data?.timezone;
  const can = [
    [words('account.charges'), account.charges_enabled],
    [words('account.transfers'), account.transfers_active],
    [words('account.payouts'), account.payouts_enabled],
  ] as const;
  return (
    <div>
      <dl className={styles.facts}>
        {can.map(([label, isOn]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={isOn ? styles.yes : styles.no}>
              <Icon name={isOn ? 'check' : 'close'} size={18} />
              {words(isOn ? 'account.yes' : 'account.no')}
            </dd>
          </div>
        ))}
        <div>
          <dt>{words('account.settles')}</dt>
          <dd>{account.settles_in?.toUpperCase() ?? '–'}</dd>
        </div>
        <div>
          <dt>{words('account.id')}</dt>
          <dd className={styles.reference}>{account.account_id}</dd>
        </div>
      </dl>
      {account.read_at && <p className={styles.small}>{words('account.readAt', { time: formatDateTime(account.read_at, locale, timeZone) })}</p>}
    </div>
  );
}

/** What has to be handed in, and why Stripe stopped. */
function Wanted({ account }: { account: StripeAccount }) {
  const words = useVenueWords();
  const { known, unknown } = requirementsOf(account.requirements ?? []);
  const hindrance = hindranceOf(account.disabled_reason);
  if (!known.length && !unknown.length && !account.disabled_reason) return null;
  return (
    <section className={styles.wanted} aria-labelledby="wanted">
      <h2 id="wanted" className={styles.title}>
        {words('account.requirements')}
      </h2>
      <ul className={styles.list}>
        {known.map((each) => (
          <li key={each}>{words(`requirement.${each}`)}</li>
        ))}
        {unknown.map((each) => (
          <li key={each} className={styles.reference}>
            {each}
          </li>
        ))}
      </ul>
      {account.disabled_reason && (
        <p className={styles.small}>
          <strong>{words('account.disabled')}</strong> {hindrance ? words(`disabled.${hindrance}` satisfies VenueKey) : account.disabled_reason}
        </p>
      )}
    </section>
  );
}
