'use client';

import { useState } from 'react';

import type { MenuItem } from '@/api/office';
import { useVenueWords } from '@/lib/context/context';
import { SelectField, TextField } from '@/ui/field';
import { clothOf, Picture, pictureOf } from '@/ui/picture';

import styles from './editor.module.css';
import { type Draft, drawingsOf } from './model/draft';

interface Props {
  item: MenuItem;
  draft: Draft;
  /** Where its section stands: the cloth below the plate. */
  section: number;
  onChange: (image: string | null) => void;
}

const LONGEST = 500;
const NONE = '';
const ADDRESS = 'address';

/** None, a drawing that the menu has already (named by its dish), or a picture somewhere else by its address. */
export function ImageField({ item, draft, section, onChange }: Props) {
  const words = useVenueWords();
  const [drawings] = useState(() => drawingsOf(draft));
  const image = item.image ?? null;
  const [byAddress, setByAddress] = useState(image !== null && !drawings.has(image));
  const source = pictureOf(image);
  const choose = (value: string): void => {
    setByAddress(value === ADDRESS);
    onChange(drawings.has(value) ? value : null);
  };
  return (
    <div className={styles.picture}>
      {source ? <Picture source={source} cloth={clothOf(section)} /> : <span className={styles.noPicture} />}
      <div className={styles.pictureFields}>
        <SelectField label={words('menu.edit.item.image')} value={byAddress ? ADDRESS : (image ?? NONE)} onChange={({ target }) => choose(target.value)}>
          <option value={NONE}>{words('menu.edit.item.image.none')}</option>
          {[...drawings].map(([drawing, name]) => (
            <option key={drawing} value={drawing}>
              {name}
            </option>
          ))}
          <option value={ADDRESS}>{words('menu.edit.item.image.address')}</option>
        </SelectField>
        {byAddress && (
          <TextField
            type="url"
            label={words('menu.edit.item.image.url')}
            hint={words('menu.edit.item.image.hint')}
            value={image ?? ''}
            maxLength={LONGEST}
            onChange={({ target }) => onChange(target.value.trim() || null)}
            error={image && !source ? words('menu.edit.item.image.wrong') : undefined}
          />
        )}
      </div>
    </div>
  );
}
