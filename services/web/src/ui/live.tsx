'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';

import { Button } from './button';
import styles from './live.module.css';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

interface Announcements {
  /** Read out, not shown. */
  say: (text: string) => void;
  /** Shown for a while and read out; with an action it stays ten seconds, so that it can be reached. */
  toast: (text: string, action?: Toast['action']) => void;
}

const Context = createContext<Announcements>({ say: () => undefined, toast: () => undefined });

export const useAnnouncements = (): Announcements => useContext(Context);

const TOAST_MS = 4_000;
const ACTION_MS = 10_000;

/** The one place that speaks: a polite region that is there before anything is said, and short messages above it. */
export function LiveRegion({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState('');
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(0);

  const say = useCallback((text: string) => {
    // The same words again are only read when they went away in between.
    setSaid('');
    setTimeout(() => setSaid(text), 50);
  }, []);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((each) => each.id !== id)), []);
  const toast = useCallback(
    (text: string, action?: Toast['action']) => {
      const id = next.current++;
      setToasts((all) => [...all.slice(-2), { id, text, action }]);
      setTimeout(() => dismiss(id), action ? ACTION_MS : TOAST_MS);
    },
    [dismiss],
  );
  const value = useMemo(() => ({ say, toast }), [say, toast]);

  return (
    <Context.Provider value={value}>
      {children}
      <div aria-live="polite" className="visually-hidden" data-testid="announcements">
        {said}
      </div>
      <div className={styles.toasts} role="status">
        {toasts.map(({ id, text, action }) => (
          <div key={id} className={styles.toast}>
            <span>{text}</span>
            {action && (
              <Button
                look="plain"
                className={styles.action}
                onClick={() => {
                  action.run();
                  dismiss(id);
                }}
              >
                {action.label}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}
