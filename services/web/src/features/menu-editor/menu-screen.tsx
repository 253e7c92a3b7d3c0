'use client';

import { useState } from 'react';

import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime } from '@/lib/time';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { VenueProblem } from '@/ui/problem';

import { CategoryDialog } from './category-dialog';
import { CategoryList } from './category-list';
import { ConflictNotice } from './conflict-notice';
import { DiscardDialog } from './discard-dialog';
import styles from './editor.module.css';
import { ItemDialog } from './item-dialog';
import { newCategory } from './model/draft';
import { PreviewDialog } from './preview-dialog';
import { ProblemList } from './problem-list';
import { PublishDialog } from './publish-dialog';
import { type Editor, useEditor } from './use-editor';

export type Open = { what: 'publish' | 'preview' | 'discard' } | { what: 'category'; category: number } | { what: 'item'; category: number; item: number };

/** V7. */
export function MenuScreen() {
  const words = useVenueWords();
  const { editor, published } = useEditor();
  const venue = useVenue();
  const problem = published.problem ?? venue.problem;
  if (!editor || !venue.data) {
    return (
      <Page title={words('menu.edit.title')}>
        {problem ? <VenueProblem problem={problem} onRetry={published.reload} /> : <Skeleton height="24rem" />}
      </Page>
    );
  }
  return <MenuEditor editor={editor} publishedAt={published.data?.published_at ?? null} currency={venue.data.currency} timeZone={venue.data.timezone} />;
}

interface Props {
  editor: Editor;
  publishedAt: string | null;
  currency: string;
  timeZone: string;
}

function MenuEditor({ editor, publishedAt, currency, timeZone }: Props) {
  const words = useVenueWords();
  const locale = useLocale();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const { draft, changes, edit } = editor;
  const addCategory = (): void => {
    edit((menu) => ({ categories: [...menu.categories, newCategory(() => crypto.randomUUID(), words('menu.edit.newCategory'))] }));
    setOpen({ what: 'category', category: draft.categories.length });
  };
  return (
    <Page
      title={words('menu.edit.title')}
      about={publishedAt ? words('menu.edit.version', { time: formatDateTime(publishedAt, locale, timeZone) }) : words('menu.edit.never')}
      actions={<Actions editor={editor} onOpen={setOpen} />}
    >
      {editor.theirs && <ConflictNotice editor={editor} currency={currency} />}
      {editor.wasKept && !editor.theirs && <Notice tone="accent" icon="pen" title={words('menu.edit.kept')} />}
      <ProblemList draft={draft} />
      {draft.categories.length === 0 && (
        <Empty icon="menu" title={words('menu.edit.empty.title')}>
          {words('menu.edit.empty.text')}
        </Empty>
      )}
      <CategoryList editor={editor} currency={currency} changes={changes} onOpen={setOpen} />
      <div>
        <Button icon="plus" onClick={addCategory}>
          {words('menu.edit.addCategory')}
        </Button>
      </div>
      {open?.what === 'category' && draft.categories[open.category] && <CategoryDialog editor={editor} at={open.category} onClose={close} />}
      {open?.what === 'item' && draft.categories[open.category]?.items[open.item] && <ItemDialog editor={editor} at={open} currency={currency} onClose={close} />}
      {open?.what === 'preview' && <PreviewDialog draft={draft} currency={currency} onClose={close} />}
      {open?.what === 'publish' && <PublishDialog editor={editor} currency={currency} onClose={close} />}
      {open?.what === 'discard' && <DiscardDialog editor={editor} onClose={close} />}
    </Page>
  );
}

function Actions({ editor, onOpen }: { editor: Editor; onOpen: (open: Open) => void }) {
  const words = useVenueWords();
  const count = editor.changes.length;
  return (
    <div className={styles.actions}>
      {count > 0 && <p className={styles.count}>{words('menu.edit.changes', { count })}</p>}
      {count > 0 && (
        <Button look="plain" onClick={() => onOpen({ what: 'discard' })}>
          {words('menu.edit.discard')}
        </Button>
      )}
      <Button onClick={() => onOpen({ what: 'preview' })}>{words('menu.edit.preview')}</Button>
      <Button look="main" disabled={!count || editor.theirs !== null} onClick={() => onOpen({ what: 'publish' })}>
        {words('menu.edit.publish')}
      </Button>
    </div>
  );
}
