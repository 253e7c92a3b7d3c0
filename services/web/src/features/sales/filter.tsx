'use client';

import { useVenueWords } from '@/lib/context/context';
import { TextField } from '@/ui/field';

import type { Filters } from './model/search';
import styles from './sales.module.css';

const STATES = ['all', 'open', 'unpaid', 'served', 'canceled'] as const;

export function Filter({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const words = useVenueWords();
  const change = (changed: Partial<Filters>): void => onChange({ ...filters, ...changed });
  return (
    <search className={styles.filter}>
      <div role="group" aria-label={words('orders.state')} className={styles.chips}>
        {STATES.map((state) => (
          <button key={state} type="button" className={styles.chip} aria-pressed={filters.state === state} onClick={() => change({ state })}>
            {words(`orders.state.${state}`)}
          </button>
        ))}
      </div>
      <div className={styles.fields}>
        <TextField type="search" label={words('orders.search')} hideLabel placeholder={words('orders.search.hint')} value={filters.text} maxLength={40} onChange={(event) => change({ text: event.target.value })} />
        <TextField type="date" label={words('orders.day')} hideLabel value={filters.day} onChange={(event) => change({ day: event.target.value })} />
        {filters.day && <TextField type="time" label={words('orders.time')} hideLabel value={filters.time} onChange={(event) => change({ time: event.target.value })} />}
      </div>
    </search>
  );
}
