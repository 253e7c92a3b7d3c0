'use client';

import { useCallback, useId, useState } from 'react';

import type { MenuItem } from '@/api/office';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextArea, TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';

import { AllergenField } from './allergen-field';
import styles from './editor.module.css';
import { GroupFields } from './group-fields';
import { ImageField } from './image-field';
import { changeCategory, changeGroup, changeItem, type Draft, newGroup, removeAt, stationsOf } from './model/draft';
import { MoneyField } from './money-field';
import type { Editor } from './use-editor';

interface Props {
  editor: Editor;
  at: { category: number; item: number };
  currency: string;
  onClose: () => void;
}

const LONGEST = { name: 120, description: 500, station: 40 };
const MOST_GROUPS = 10;

/** One dish. What is changed is in the draft at once; an amount that is none keeps the dialog open. */
export function ItemDialog({ editor, at, currency, onClose }: Props) {
  const words = useVenueWords();
  const item = editor.draft.categories[at.category]!.items[at.item]!;
  const { onValid, isValid } = useValidity();
  const { toast } = useAnnouncements();
  const change = (make: (each: MenuItem) => MenuItem): void => editor.edit((menu) => changeItem(menu, at.category, at.item, make));
  const leave = (): void => (isValid() ? onClose() : toast(words('menu.edit.missing')));
  const remove = (): void => {
    editor.edit((menu) => changeCategory(menu, at.category, (each) => ({ ...each, items: removeAt(each.items, at.item) })));
    onClose();
  };
  const foot = (
    <div className={styles.foot}>
      <Button look="plain" onClick={remove}>
        {words('menu.edit.item.remove')}
      </Button>
      <Button look="main" onClick={leave}>
        {words('menu.edit.item.done')}
      </Button>
    </div>
  );
  return (
    <Dialog open onClose={leave} title={item.name || words('menu.edit.newItem')} closeLabel={words('close')} foot={foot}>
      <div className={styles.form}>
        <Basics item={item} draft={editor.draft} section={at.category} currency={currency} change={change} onValid={onValid} />
        <AllergenField allergens={item.allergens ?? []} onChange={(allergens) => change((each) => ({ ...each, allergens }))} />
        <Groups item={item} currency={currency} change={change} onValid={onValid} />
      </div>
    </Dialog>
  );
}

type Change = (make: (each: MenuItem) => MenuItem) => void;
type OnValid = (name: string, isValid: boolean) => void;

interface BasicsProps {
  item: MenuItem;
  draft: Draft;
  section: number;
  currency: string;
  change: Change;
  onValid: OnValid;
}

function Basics({ item, draft, section, currency, change, onValid }: BasicsProps) {
  const words = useVenueWords();
  const stations = useId();
  return (
    <>
      <TextField label={words('menu.edit.item.name')} value={item.name} maxLength={LONGEST.name} onChange={({ target }) => change((each) => ({ ...each, name: target.value }))} error={item.name.trim() ? undefined : words('menu.edit.missing')} />
      <MoneyField label={words('menu.edit.item.price', { currency: currency.toUpperCase() })} currency={currency} valueMinor={item.price_minor} onChange={(price_minor) => change((each) => ({ ...each, price_minor }))} onValid={onValid} />
      <TextArea label={words('menu.edit.item.description')} value={item.description ?? ''} maxLength={LONGEST.description} onChange={({ target }) => change((each) => ({ ...each, description: target.value }))} />
      <ImageField item={item} draft={draft} section={section} onChange={(image) => change((each) => ({ ...each, image }))} />
      <TextField list={stations} label={words('menu.edit.item.station')} hint={words('menu.edit.item.station.hint')} value={item.station ?? ''} maxLength={LONGEST.station} onChange={({ target }) => change((each) => ({ ...each, station: target.value || null }))} />
      <datalist id={stations}>
        {stationsOf(draft).map((station) => (
          <option key={station} value={station} />
        ))}
      </datalist>
    </>
  );
}

function Groups({ item, currency, change, onValid }: { item: MenuItem; currency: string; change: Change; onValid: OnValid }) {
  const words = useVenueWords();
  const groups = item.modifier_groups ?? [];
  return (
    <section className={styles.groups} aria-label={words('menu.edit.groups')}>
      <h3 className={styles.legend}>{words('menu.edit.groups')}</h3>
      {groups.map((group, at) => (
        <GroupFields
          key={group.group_id}
          group={group}
          currency={currency}
          onValid={onValid}
          onChange={(make) => change((each) => changeGroup(each, at, make))}
          onRemove={() => change((each) => ({ ...each, modifier_groups: removeAt(each.modifier_groups ?? [], at) }))}
        />
      ))}
      {groups.length < MOST_GROUPS && (
        <Button look="plain" icon="plus" onClick={() => change((each) => ({ ...each, modifier_groups: [...(each.modifier_groups ?? []), newGroup(() => crypto.randomUUID(), words('menu.edit.newGroup'))] }))}>
          {words('menu.edit.group.add')}
        </Button>
      )}
    </section>
  );
}

/** Which amounts on the dialog are none; asked only when it shall close. */
function useValidity() {
  const [invalid] = useState(() => new Set<string>());
  const onValid = useCallback(
    (name: string, isValid: boolean) => {
      if (isValid) invalid.delete(name);
      else invalid.add(name);
    },
    [invalid],
  );
  return { onValid, isValid: () => invalid.size === 0 };
}
