'use client';

import { useDinerWords } from '@/lib/context/context';
import { IconButton } from '@/ui/button';
import { Icon } from '@/ui/icon';

import styles from './menu.module.css';

export function Search({ query, onQuery, found }: { query: string; onQuery: (query: string) => void; found: number | null }) {
  const words = useDinerWords();
  return (
    <search className={styles.search}>
      <Icon name="search" size={20} className={styles.searchMark} />
      <input type="search" enterKeyHint="search" className={styles.searchInput} value={query} placeholder={words('menu.search')} aria-label={words('menu.search')} onChange={(event) => onQuery(event.target.value)} />
      {query && <IconButton icon="close" label={words('menu.search.clear')} className={styles.searchClear} onClick={() => onQuery('')} />}
      <p role="status" className={found === 0 ? styles.searchNone : 'visually-hidden'}>
        {found === 0 && words('menu.search.none', { query })}
        {found !== null && found > 0 && words('menu.search.found', { count: found })}
      </p>
    </search>
  );
}
