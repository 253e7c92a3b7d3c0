'use client';

import { settle } from '@/api/client';
import type { DiningTable, Tag } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { useAnnouncements } from '@/ui/live';
import { QrCode } from '@/ui/qr-code';

import styles from './tags.module.css';

interface Props {
  table: DiningTable;
  tags: readonly Tag[];
  onClose: () => void;
  onGo: (what: 'rename' | 'retire' | 'write') => void;
}

/** One table: its code, its address, its tags, and what can be done with it. */
export function TableSheet({ table, tags, onClose, onGo }: Props) {
  const words = useVenueWords();
  const copy = useCopy();
  return (
    <Dialog open onClose={onClose} title={words('tables.manage', { label: table.label })} closeLabel={words('close')}>
      <div className={styles.sheet}>
        <div className={styles.code}>
          <QrCode text={table.url} label={words('tables.code', { label: table.label })} />
          <div className={styles.address}>
            <p className={styles.strong}>{words('tables.address')}</p>
            <p className={styles.url}>{table.url}</p>
            <Button onClick={() => void copy(table.url)}>{words('tables.copy')}</Button>
            <ButtonLink look="plain" href={table.url} target="_blank" rel="noreferrer">
              {words('tables.open')}
            </ButtonLink>
          </div>
        </div>
        <Tags tags={tags.filter((tag) => tag.table_id === table.table_id)} />
        <Button look="main" onClick={() => onGo('write')}>
          {words('tag.write')}
        </Button>
        <div className={styles.row}>
          <Button icon="pen" onClick={() => onGo('rename')}>
            {words('tables.rename')}
          </Button>
          <Button look="plain" onClick={() => onGo('retire')}>
            {words('tables.retire')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Tags({ tags }: { tags: readonly Tag[] }) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const disable = async (tag: Tag): Promise<void> => {
    const result = await settle(order.DELETE('/v1/venues/{venue_id}/tags/{tag_id}', { params: { path: { venue_id: venueId, tag_id: tag.tag_id } } }));
    await refresh('tags');
    toast(words(result.ok ? 'tag.disabled' : 'problem.failed'));
  };
  if (!tags.length) return <p className={styles.small}>{words('tables.tags.none')}</p>;
  return (
    <ul className={styles.tags} aria-label={words('tables.tags')}>
      {tags.map((tag) => (
        <li key={tag.tag_id}>
          <span>{tag.serial ? words('tag.one', { serial: tag.serial }) : words('tag.unknown')}</span>
          <Button look="plain" onClick={() => void disable(tag)}>
            {words('tag.disable')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function useCopy(): (text: string) => Promise<void> {
  const words = useVenueWords();
  const { toast } = useAnnouncements();
  return async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      toast(words('tables.copied'));
    } catch {
      toast(words('tables.copy.failed'));
    }
  };
}
