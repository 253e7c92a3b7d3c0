'use client';

import { type ReactNode, useState } from 'react';

import { Button } from './button';
import styles from './confirm-dialog.module.css';
import { Dialog } from './dialog';
import { ProblemNotice, type Told } from './problem';

interface Props {
  title: string;
  children: ReactNode;
  /** What the button does, in its own words. */
  action: string;
  closeLabel: string;
  onClose: () => void;
  /** Does it, and closes; answers the problem if it could not. */
  onConfirm: () => Promise<Told | null> | void;
}

/** Asks before something goes that cannot be had back by the same button. */
export function ConfirmDialog({ title, children, action, closeLabel, onClose, onConfirm }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Told | null>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const found = await onConfirm();
    setBusy(false);
    setProblem(found ?? null);
  };
  return (
    <Dialog kind="dialog" open onClose={onClose} title={title} closeLabel={closeLabel}>
      <div className={styles.body}>
        <p>{children}</p>
        {problem && <ProblemNotice problem={problem} />}
        <Button look="danger" busy={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
