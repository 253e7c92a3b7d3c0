'use client';

import { useState } from 'react';

import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useVenueWords } from '@/lib/context/context';
import { Choice, TextField } from '@/ui/field';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { ProblemNotice, Reading } from '@/ui/problem';

import { countSoldOut, groupsOf, type Subjects, wanted } from './model/subjects';
import styles from './service.module.css';
import { SubjectRow } from './subject-row';
import { useAvailabilityNews } from './use-availability-news';
import { type Striking, useStriking } from './use-striking';

/** V5: what there is no more of. */
export function AvailabilityScreen() {
  const words = useVenueWords();
  const { venueId } = useSession();
  const path = { venue_id: venueId };
  const subjects = useVenueQuery(['subjects'], ({ order }) => order.GET('/v1/venues/{venue_id}/availability/subjects', { params: { path } }));
  const venue = useVenue();
  const now = useAvailabilityNews((kind) => kind !== 'ordering' && subjects.reload());
  const { data } = subjects;
  return (
    <Page title={words('availability.title')} about={data && words('availability.about', { count: countSoldOut(data) })}>
      <Reading problem={subjects.problem} isThere={Boolean(data)} onRetry={subjects.reload} waiting={<Skeleton height="24rem" />} />
      {data && <Struck subjects={data} timeZone={venue.data?.timezone} now={now} />}
    </Page>
  );
}

function Struck({ subjects, timeZone, now }: { subjects: Subjects; timeZone: string | undefined; now: () => number }) {
  const words = useVenueWords();
  const [text, setText] = useState('');
  const [onlySoldOut, setOnlySoldOut] = useState(false);
  const striking = useStriking(timeZone, now);
  const items = groupsOf(subjects.items, text, onlySoldOut);
  const options = wanted(subjects.options, text, onlySoldOut);
  return (
    <>
      <search className={styles.search}>
        <TextField type="search" label={words('availability.search')} hideLabel placeholder={words('availability.search')} value={text} onChange={(event) => setText(event.target.value)} />
        <Choice type="checkbox" checked={onlySoldOut} onChange={(event) => setOnlySoldOut(event.target.checked)}>
          {words('availability.only')}
        </Choice>
      </search>
      {striking.problem && <ProblemNotice problem={striking.problem} />}
      {!items.length && !options.length && <Empty icon="struck" title={words(onlySoldOut && !text ? 'availability.none' : 'availability.none.found')} />}
      {items.map((group) => (
        <Group key={group.name} name={group.name} subjects={group.subjects} striking={striking} timeZone={timeZone} />
      ))}
      {options.length > 0 && <Group name={words('availability.options')} subjects={options} withPlaces striking={striking} timeZone={timeZone} />}
    </>
  );
}

function Group({ name, subjects, striking, timeZone, withPlaces = false }: { name: string; subjects: Subjects['items']; striking: Striking; timeZone: string | undefined; withPlaces?: boolean }) {
  return (
    <section aria-label={name}>
      <h2 className={styles.group}>{name}</h2>
      <ul className={styles.rows}>
        {subjects.map((subject) => (
          <SubjectRow key={subject.subject_id} subject={subject} striking={striking} timeZone={timeZone} withPlaces={withPlaces} />
        ))}
      </ul>
    </section>
  );
}
