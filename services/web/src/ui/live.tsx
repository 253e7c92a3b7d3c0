'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

import { Button } from './button';
import { classes } from './classes';
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

type Join = (place: HTMLElement) => () => void;

const Context = createContext<Announcements>({ say: () => undefined, toast: () => undefined });
const Places = createContext<Join>(() => () => undefined);

export const useAnnouncements = (): Announcements => useContext(Context);

/** A modal dialog covers the page and keeps readers out of it; until it leaves, what is said is said in the place that it gives. */
export const useSpeakingPlace = (): Join => useContext(Places);

const TOAST_MS = 4_000;
const ACTION_MS = 10_000;

/** The one voice: a polite region that is there before anything is said, and short messages above it, in the page and in each open dialog. */
export function LiveRegion({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState('');
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [places, setPlaces] = useState<readonly HTMLElement[]>([]);
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
  const join = useCallback<Join>((place) => {
    const change = (make: (all: readonly HTMLElement[]) => readonly HTMLElement[]): void => {
      setPlaces(make);
      // Old words that came along would be read out once more.
      setSaid('');
    };
    change((all) => [...all, place]);
    return () => change((all) => all.filter((each) => each !== place));
  }, []);
  const value = useMemo(() => ({ say, toast }), [say, toast]);
  const top = places.at(-1);

  return (
    <Context.Provider value={value}>
      <Places.Provider value={join}>
        {children}
        <Voice said={top ? '' : said} toasts={top ? NONE : toasts} onDismiss={dismiss} />
        {places.map((place, index) => createPortal(<Voice inDialog said={place === top ? said : ''} toasts={place === top ? toasts : NONE} onDismiss={dismiss} />, place, String(index)))}
      </Places.Provider>
    </Context.Provider>
  );
}

const NONE: readonly Toast[] = [];

function Voice({ said, toasts, onDismiss, inDialog = false }: { said: string; toasts: readonly Toast[]; onDismiss: (id: number) => void; inDialog?: boolean }) {
  return (
    <>
      <div aria-live="polite" className="visually-hidden">
        {said}
      </div>
      <div className={classes(styles.toasts, inDialog && styles.inDialog)} role="status">
        {toasts.map(({ id, text, action }) => (
          <div key={id} className={styles.toast}>
            <span>{text}</span>
            {action && (
              <Button
                look="plain"
                className={styles.action}
                onClick={() => {
                  action.run();
                  onDismiss(id);
                }}
              >
                {action.label}
              </Button>
            )}
          </div>
        ))}
      </div>
    </>
  );
}
