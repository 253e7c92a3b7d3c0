'use client';

import { useEffect, useState } from 'react';

import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime, formatTime, minutesUntil } from '@/lib/time';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Skeleton } from '@/ui/panel';
import { ProblemNotice, VenueProblem } from '@/ui/problem';

import { nextOpening } from './model/hours';
import { type Ordering, resumeOf } from './model/ordering';
import { PauseForm } from './pause-form';
import { QuoteTime } from './quote-time';
import styles from './service.module.css';
import { useOrdering } from './use-ordering';

/** V6: whether guests can order, and how long they are told to wait. */
export function ControlScreen() {
  const words = useVenueWords();
  const venue = useVenue();
  const control = useOrdering();
  const { ordering } = control;
  return (
    <Page title={words('control.title')} about={words('control.about')}>
      {venue.problem && !venue.data && <VenueProblem problem={venue.problem} onRetry={venue.reload} />}
      {(!ordering || !venue.data) && !venue.problem && <Skeleton height="20rem" />}
      {ordering && venue.data && (
        <>
          <div role="status">
            {control.elsewhere && (
              <Notice tone="care" icon="person" title={words('control.elsewhere')}>
                {words('control.elsewhere.text')}
              </Notice>
            )}
          </div>
          {control.problem && <ProblemNotice problem={control.problem} />}
          <State ordering={ordering} now={control.now} timeZone={venue.data.timezone} busy={control.busy} onResume={() => void control.change(resumeOf(ordering))} />
          <QuoteTime ordering={ordering} busy={control.busy} onChange={control.change} />
          {ordering.status === 'open' && <PauseForm ordering={ordering} busy={control.busy} now={control.now} opening={nextOpening(venue.data.opening_hours, control.now(), venue.data.timezone)} timeZone={venue.data.timezone} onPause={control.change} />}
        </>
      )}
    </Page>
  );
}

function State({ ordering, now, timeZone, busy, onResume }: { ordering: Ordering; now: () => number; timeZone: string; busy: boolean; onResume: () => void }) {
  const words = useVenueWords();
  const isOpen = ordering.status === 'open';
  const isPaused = ordering.status === 'paused';
  return (
    <section className={classes(styles.state, isOpen ? styles.open : styles.stopped)} aria-labelledby="control-state">
      <span className={styles.stateMark}>
        <Icon name={isOpen ? 'check' : 'pause'} size={40} strokeWidth={2.25} />
      </span>
      <div className={styles.stateWords}>
        <h2 id="control-state" className={styles.stateTitle}>
          {words(`control.state.${ordering.status}`)}
        </h2>
        {isPaused && ordering.until && <Remaining until={ordering.until} now={now} timeZone={timeZone} />}
        {isPaused && !ordering.until && <p>{words('control.paused.openEnded')}</p>}
        {isPaused && ordering.reason && <p className={styles.said}>{words('control.paused.said', { reason: ordering.reason })}</p>}
        {ordering.status !== 'paused' && <p>{words(`control.state.${ordering.status}.text`)}</p>}
      </div>
      {isPaused && (
        <Button look="main" busy={busy} onClick={onResume}>
          {words('control.resume')}
        </Button>
      )}
    </section>
  );
}

const MINUTE_MS = 60_000;

/** Counts down in minutes; the end comes from the server, which resumes by itself. */
function Remaining({ until, now, timeZone }: { until: string; now: () => number; timeZone: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), MINUTE_MS / 4);
    return () => clearInterval(timer);
  }, [now]);
  const isToday = Date.parse(until) - at < 12 * 60 * MINUTE_MS;
  return <p>{words('control.paused.until', { time: (isToday ? formatTime : formatDateTime)(until, locale, timeZone), count: minutesUntil(until, at) })}</p>;
}
