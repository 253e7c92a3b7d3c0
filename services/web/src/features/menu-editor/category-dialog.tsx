'use client';

import type { MenuCategory, ServedWindow } from '@/api/office';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextField } from '@/ui/field';

import styles from './editor.module.css';
import { changeCategory, removeAt } from './model/draft';
import type { Editor } from './use-editor';
import { minuteOf, timeValue, WEEKDAYS, weekdayName } from './window-text';

const LONGEST_NAME = 120;
const MOST_WINDOWS = 14;
const ALL_DAY: ServedWindow = { weekdays: [...WEEKDAYS], opens_minute: 12 * 60, closes_minute: 15 * 60 };

/** A section's name, and when it is served. What is changed here is in the draft at once. */
export function CategoryDialog({ editor, at, onClose }: { editor: Editor; at: number; onClose: () => void }) {
  const words = useVenueWords();
  const category = editor.draft.categories[at]!;
  const change = (make: (each: MenuCategory) => MenuCategory): void => editor.edit((menu) => changeCategory(menu, at, make));
  const remove = (): void => {
    editor.edit((menu) => ({ categories: removeAt(menu.categories, at) }));
    onClose();
  };
  const foot = (
    <div className={styles.foot}>
      <Button look="plain" onClick={remove}>
        {words('menu.edit.category.remove')}
      </Button>
      <Button look="main" onClick={onClose}>
        {words('menu.edit.item.done')}
      </Button>
    </div>
  );
  return (
    <Dialog open onClose={onClose} title={category.name || words('menu.edit.newCategory')} closeLabel={words('close')} foot={foot}>
      <div className={styles.form}>
        <TextField label={words('menu.edit.category.name')} value={category.name} maxLength={LONGEST_NAME} onChange={({ target }) => change((each) => ({ ...each, name: target.value }))} error={category.name.trim() ? undefined : words('menu.edit.missing')} />
        <Hours windows={category.windows ?? []} onChange={(windows) => change((each) => ({ ...each, windows }))} />
      </div>
    </Dialog>
  );
}

function Hours({ windows, onChange }: { windows: readonly ServedWindow[]; onChange: (windows: ServedWindow[]) => void }) {
  const words = useVenueWords();
  const put = (at: number, window: ServedWindow): void => onChange(windows.map((each, place) => (place === at ? window : each)));
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{words('menu.edit.hours')}</legend>
      {windows.length === 0 && <p className={styles.small}>{words('menu.edit.hours.always')}</p>}
      {windows.map((window, at) => (
        <Window key={at} window={window} onChange={(changed) => put(at, changed)} onRemove={() => onChange(removeAt(windows, at))} />
      ))}
      {windows.length < MOST_WINDOWS && (
        <Button look="plain" icon="plus" onClick={() => onChange([...windows, ALL_DAY])}>
          {words('menu.edit.hours.add')}
        </Button>
      )}
    </fieldset>
  );
}

function Window({ window, onChange, onRemove }: { window: ServedWindow; onChange: (window: ServedWindow) => void; onRemove: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const toggle = (day: number): void => onChange({ ...window, weekdays: WEEKDAYS.filter((each) => (each === day) !== window.weekdays.includes(each)) });
  const time = (field: 'opens_minute' | 'closes_minute', label: string) => (
    <TextField
      type="time"
      label={label}
      value={timeValue(window[field])}
      onChange={({ target }) => {
        const minute = minuteOf(target.value);
        if (minute !== null) onChange({ ...window, [field]: minute });
      }}
    />
  );
  return (
    <div className={styles.window}>
      <div className={styles.pair}>
        {time('opens_minute', words('menu.edit.hours.from'))}
        {time('closes_minute', words('menu.edit.hours.to'))}
      </div>
      <div role="group" aria-label={words('menu.edit.hours.days')} className={styles.days}>
        {WEEKDAYS.map((day) => (
          <label key={day} className={styles.day}>
            <input type="checkbox" className={styles.dayMark} checked={window.weekdays.includes(day)} aria-label={weekdayName(day, locale, 'long')} onChange={() => toggle(day)} />
            {weekdayName(day, locale)}
          </label>
        ))}
      </div>
      {window.weekdays.length === 0 && <p className={styles.error}>{words('menu.edit.days.missing')}</p>}
      <Button look="plain" onClick={onRemove}>
        {words('menu.edit.hours.remove')}
      </Button>
    </div>
  );
}
