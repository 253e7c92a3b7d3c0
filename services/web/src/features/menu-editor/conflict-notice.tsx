'use client';

import { useVenueWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { useAnnouncements } from '@/ui/live';

import { DiffList } from './diff-list';
import styles from './editor.module.css';
import type { Editor } from './use-editor';

/** Somebody else was faster: their changes in sight, and two ways on. Nothing of either is lost by itself. */
export function ConflictNotice({ editor, currency }: { editor: Editor; currency: string }) {
  const words = useVenueWords();
  const { toast } = useAnnouncements();
  const merge = (): void => {
    editor.merge();
    toast(words('menu.conflict.merged'));
  };
  return (
    <section className={styles.conflict} role="alert">
      <Notice tone="care" icon="alert" title={words('menu.conflict.title')}>
        {words('menu.conflict.text')}
      </Notice>
      <DiffList changes={editor.theirs?.changes ?? []} currency={currency} />
      <div className={styles.foot}>
        <Button look="plain" onClick={editor.discard}>
          {words('menu.conflict.theirs')}
        </Button>
        <Button look="main" onClick={merge}>
          {words('menu.conflict.mine')}
        </Button>
      </div>
    </section>
  );
}
