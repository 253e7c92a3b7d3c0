'use client';

import type { MenuGroup, MenuOption } from '@/api/office';
import { useVenueWords } from '@/lib/context/context';
import { Button, IconButton } from '@/ui/button';
import { SelectField, TextField } from '@/ui/field';

import styles from './editor.module.css';
import { changeOption, newOption, removeAt } from './model/draft';
import { MoneyField } from './money-field';

interface Props {
  group: MenuGroup;
  currency: string;
  onChange: (make: (group: MenuGroup) => MenuGroup) => void;
  onRemove: () => void;
  onValid: (name: string, isValid: boolean) => void;
}

const LONGEST_NAME = 120;
const MOST_OPTIONS = 40;
const MOST_CHOSEN = 20;

/** A choice: its name, how many are chosen, and what there is to choose. */
export function GroupFields({ group, currency, onChange, onRemove, onValid }: Props) {
  const words = useVenueWords();
  const count = (field: 'minimum' | 'maximum', from: number, label: string, error?: string) => (
    <SelectField label={label} value={group[field]} error={error} onChange={({ target }) => onChange((each) => ({ ...each, [field]: Number(target.value) }))}>
      {Array.from({ length: MOST_CHOSEN - from + 1 }, (_, index) => (
        <option key={index} value={from + index}>
          {from + index}
        </option>
      ))}
    </SelectField>
  );
  return (
    <fieldset className={styles.group}>
      <legend className="visually-hidden">{group.name}</legend>
      <TextField label={words('menu.edit.group.name')} value={group.name} maxLength={LONGEST_NAME} onChange={({ target }) => onChange((each) => ({ ...each, name: target.value }))} error={group.name.trim() ? undefined : words('menu.edit.missing')} />
      <div className={styles.pair}>
        {count('minimum', 0, words('menu.edit.group.minimum'), group.minimum > group.options.length ? words('menu.edit.minimum.high') : undefined)}
        {count('maximum', 1, words('menu.edit.group.maximum'), group.maximum < Math.max(group.minimum, 1) ? words('menu.edit.maximum.low') : undefined)}
      </div>
      {group.options.map((option, at) => (
        <OptionFields
          key={option.modifier_id}
          option={option}
          currency={currency}
          isOnly={group.options.length === 1}
          onValid={onValid}
          onChange={(make) => onChange((each) => changeOption(each, at, make))}
          onRemove={() => onChange((each) => ({ ...each, options: removeAt(each.options, at) }))}
        />
      ))}
      <div className={styles.foot}>
        <Button look="plain" onClick={onRemove}>
          {words('menu.edit.group.remove')}
        </Button>
        {group.options.length < MOST_OPTIONS && (
          <Button look="plain" icon="plus" onClick={() => onChange((each) => ({ ...each, options: [...each.options, newOption(() => crypto.randomUUID())] }))}>
            {words('menu.edit.option.add')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface OptionProps {
  option: MenuOption;
  currency: string;
  isOnly: boolean;
  onChange: (make: (option: MenuOption) => MenuOption) => void;
  onRemove: () => void;
  onValid: Props['onValid'];
}

function OptionFields({ option, currency, isOnly, onChange, onRemove, onValid }: OptionProps) {
  const words = useVenueWords();
  return (
    <div className={styles.option}>
      <TextField label={words('menu.edit.option.name')} value={option.name} maxLength={LONGEST_NAME} onChange={({ target }) => onChange((each) => ({ ...each, name: target.value }))} error={option.name.trim() ? undefined : words('menu.edit.missing')} />
      <MoneyField label={words('menu.edit.option.amount', { currency: currency.toUpperCase() })} currency={currency} valueMinor={option.amount_minor ?? 0} onChange={(amount_minor) => onChange((each) => ({ ...each, amount_minor }))} onValid={onValid} />
      <IconButton icon="close" label={words('menu.edit.option.remove', { name: option.name })} disabled={isOnly} onClick={onRemove} />
    </div>
  );
}
