'use client';

import { useCallback } from 'react';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { formatTime } from '@/lib/time';
import { classes } from '@/ui/classes';
import { Icon, type IconName } from '@/ui/icon';

import styles from './board.module.css';
import { useBoard } from './live/board-provider';
import { useEverySecond } from './live/seconds';
import { type BoardSettings, settingsStore } from './live/settings';
import { recallable } from './model/board';
import { ageOf } from './model/ticket';

const change = (changed: Partial<BoardSettings>): void => settingsStore().set((known) => ({ ...known, ...changed }));

/** How the board stands, and how this screen shows it. */
export function BoardToolbar({ onRecall }: { onRecall: () => void }) {
  const words = useVenueWords();
  const { live, shift } = useBoard();
  const settings = useStore(settingsStore());
  const { board, now } = live;
  const recalls = useEverySecond(useCallback(() => recallable(board, now()).length, [board, now]));
  return (
    <section className={styles.toolbar} aria-label={words('board.toolbar')}>
      <LinkMark />
      <Clock />
      <Counts />
      <div role="group" aria-label={words('board.view')} className={styles.views}>
        {(['kitchen', 'expo'] as const).map((view) => (
          <button key={view} type="button" className={styles.view} aria-pressed={settings?.view === view} onClick={() => change({ view })}>
            {words(`board.view.${view}`)}
          </button>
        ))}
      </div>
      <button type="button" className={styles.tool} onClick={onRecall}>
        <Icon name="undo" size={22} />
        {words('board.recall')}
        {recalls > 0 && <span className={styles.count}>{recalls}</span>}
      </button>
      <Toggle icon="list" label={words('board.allDay')} pressed={settings?.allDay ?? false} onChange={(allDay) => change({ allDay })} />
      <Toggle icon="keyboard" label={words('board.keys')} quiet className={styles.keys} pressed={settings?.keys ?? true} onChange={(keys) => change({ keys })} />
      <Toggle icon={shift.muted ? 'muted' : 'sound'} label={words('board.sound')} quiet className={styles.sound} pressed={!shift.muted} onChange={(on) => shift.setMuted(!on)} />
    </section>
  );
}

/** `quiet` shows the icon alone, where there is room for no more words. */
function Toggle({ icon, label, pressed, quiet = false, className, onChange }: { icon: IconName; label: string; pressed: boolean; quiet?: boolean; className?: string; onChange: (pressed: boolean) => void }) {
  return (
    <button type="button" className={classes(styles.tool, styles.toggle, className)} aria-pressed={pressed} title={quiet ? label : undefined} onClick={() => onChange(!pressed)}>
      <Icon name={icon} size={22} />
      <span className={classes(quiet && 'visually-hidden')}>{label}</span>
    </button>
  );
}

/** A dot, a ring or a bar, and always the word. */
function LinkMark() {
  const words = useVenueWords();
  const { link } = useBoard();
  return (
    <p className={styles.link} data-link={link} role="status">
      <span className={styles.linkMark} aria-hidden="true" />
      {words(`board.link.${link}`)}
    </p>
  );
}

function Clock() {
  const locale = useLocale();
  const { board, now } = useBoard().live;
  const timeZone = board.venue?.timezone;
  return <p className={styles.clock}>{useEverySecond(useCallback(() => (timeZone ? formatTime(now(), locale, timeZone) : ''), [now, locale, timeZone]))}</p>;
}

function Counts() {
  const words = useVenueWords();
  const { tickets, now } = useBoard().live;
  const open = tickets.filter(({ state }) => state !== 'voided');
  const late = useEverySecond(useCallback(() => tickets.filter((ticket) => ageOf(ticket, now()) === 'late').length, [tickets, now]));
  return (
    <p className={styles.counts}>
      {words('board.open', { count: open.length })}
      {late > 0 && <strong className={styles.late}>{words('board.lateCount', { count: late })}</strong>}
    </p>
  );
}
