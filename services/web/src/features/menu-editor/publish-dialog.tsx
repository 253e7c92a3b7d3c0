'use client';

import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ProblemNotice } from '@/ui/problem';

import { DiffList } from './diff-list';
import styles from './editor.module.css';
import { problemsIn, refusalsOf } from './model/check';
import { ProblemList, Problems } from './problem-list';
import type { Editor } from './use-editor';
import { usePublish } from './use-publish';

/** The last look: everything that guests will see differently, and nothing else. */
export function PublishDialog({ editor, currency, onClose }: { editor: Editor; currency: string; onClose: () => void }) {
  const words = useVenueWords();
  const { publish, busy, problem } = usePublish(editor, onClose);
  const refusals = problem ? refusalsOf(problem.members, editor.draft) : [];
  const isBroken = problemsIn(editor.draft).length > 0;
  const foot = (
    <Button look="main" wide busy={busy} disabled={isBroken} onClick={() => void publish()}>
      {words('menu.edit.publish')}
    </Button>
  );
  return (
    <Dialog open onClose={onClose} title={words('menu.publish.title')} closeLabel={words('close')} foot={foot}>
      <div className={styles.form}>
        <p className={styles.small}>{words('menu.publish.text')}</p>
        <ProblemList draft={editor.draft} />
        {refusals.length > 0 && <Problems problems={refusals} />}
        {problem && refusals.length === 0 && <ProblemNotice problem={problem} />}
        <DiffList changes={editor.changes} currency={currency} />
      </div>
    </Dialog>
  );
}
