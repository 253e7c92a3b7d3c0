'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';

import { IconButton } from './button';
import { classes } from './classes';
import styles from './dialog.module.css';
import { useSpeakingPlace } from './live';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  /** `sheet` rises from a phone's lower edge; `dialog` stands in the middle. */
  kind?: 'sheet' | 'dialog';
  /** Above the title, edge to edge. */
  hero?: ReactNode;
  /** Stays in sight at the lower edge. */
  foot?: ReactNode;
  children: ReactNode;
}

/** The browser's own dialog: it keeps the focus inside, closes on Escape, and hides the page from readers. */
export function Dialog({ open, onClose, title, closeLabel, kind = 'sheet', hero, foot, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const voice = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const join = useSpeakingPlace();

  useEffect(() => {
    const element = dialog.current;
    if (!element || !open) return undefined;
    const before = document.activeElement;
    if (!element.open) element.showModal();
    document.documentElement.style.overflow = 'hidden';
    const leave = voice.current && join(voice.current);
    return () => {
      document.documentElement.style.overflow = '';
      element.close();
      leave?.();
      giveFocusBack(before);
    };
  }, [open, join]);

  if (!open) return null;
  return (
    <dialog
      ref={dialog}
      className={classes(styles.dialog, styles[kind])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={styles.panel}>
        <div className={styles.scroll}>
          {hero}
          <div className={styles.head}>
            <h2 id={titleId} className={styles.title} tabIndex={-1} autoFocus>
              {title}
            </h2>
          </div>
          {children}
        </div>
        <IconButton icon="close" label={closeLabel} className={styles.close} onClick={onClose} />
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
      <div ref={voice} />
    </dialog>
  );
}

/** The browser does it when a dialog is closed, and not for one that was taken out of the page before that, as React does. */
function giveFocusBack(to: Element | null): void {
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (isLost && to instanceof HTMLElement && to.isConnected) to.focus({ preventScroll: true });
}
