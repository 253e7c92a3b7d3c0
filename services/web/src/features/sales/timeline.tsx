'use client';

import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatTime } from '@/lib/time';
import { Badge } from '@/ui/badge';
import { classes } from '@/ui/classes';
import { Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';

import { actorWords, inputWords, standingOf, type TimelineInput } from './model/order';
import styles from './timeline.module.css';

/** Everything that reached the order, in the order in which it was judged: what, from whom, and what came of it. */
export function Timeline({ orderId, seq, timeZone }: { orderId: string; seq: number; timeZone: string | undefined }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const told = useVenueQuery(['timeline', orderId, seq], ({ order }) => order.GET('/v1/venues/{venue_id}/orders/{order_id}/timeline', { params: { path: { venue_id: venueId, order_id: orderId }, query: { limit: 1000 } } }));
  return (
    <section className={styles.timeline} aria-labelledby="order-timeline">
      <h2 id="order-timeline" className={styles.title}>
        {words('timeline.title')}
      </h2>
      <Reading problem={told.problem} isThere={Boolean(told.data)} onRetry={told.reload} waiting={<Skeleton height="12rem" />} />
      <ol>
        {told.data?.inputs.map((input) => (
          <Step key={input.input_seq} input={input} timeZone={timeZone} />
        ))}
      </ol>
    </section>
  );
}

function Step({ input, timeZone }: { input: TimelineInput; timeZone: string | undefined }) {
  const words = useVenueWords();
  const locale = useLocale();
  const moved = input.transitions.length > 0;
  return (
    <li className={classes(styles.step, moved && styles.moved, input.decision !== 'applied' && styles.aside)}>
      <time className={styles.time} dateTime={input.recorded_at}>
        {formatTime(input.recorded_at, locale, timeZone)}
      </time>
      <div className={styles.words}>
        <p className={styles.what}>
          {words(inputWords(input))}
          <span className={styles.who}>{words('timeline.by', { who: words(actorWords(input.actor)) })}</span>
          {input.transitions.map((transition) => {
            const { label, tone } = standingOf(transition.to_state);
            return (
              <Badge key={transition.version} tone={tone}>
                {words(label)}
              </Badge>
            );
          })}
          {input.decision !== 'applied' && <Badge>{words(input.decision === 'rejected' ? 'timeline.rejected' : 'timeline.ignored')}</Badge>}
        </p>
        {input.input_id !== input.kind && <Source input={input} />}
      </div>
    </li>
  );
}

/** For whoever has to look it up: Stripe's own name, why it was judged so, and the id. */
function Source({ input }: { input: TimelineInput }) {
  return (
    <p className={styles.source} lang="en">
      {[input.event_type, input.because].filter(Boolean).join(' · ')} <code>{input.input_id}</code>
    </p>
  );
}
