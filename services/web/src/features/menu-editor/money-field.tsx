'use client';

import { useEffect, useId, useState } from 'react';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney, parseMoney, writeMoney } from '@/lib/money';
import { TextField } from '@/ui/field';

interface Props {
  label: string;
  valueMinor: number;
  currency: string;
  onChange: (valueMinor: number) => void;
  /** Tells whether what stands there is an amount, under a name of its own. */
  onValid: (name: string, isValid: boolean) => void;
}

const EXAMPLE_MINOR = 1250;

/** An amount as people write it, minor units as the menu keeps it; nothing is ever a fraction in between. */
export function MoneyField({ label, valueMinor, currency, onChange, onValid }: Props) {
  const words = useVenueWords();
  const locale = useLocale();
  const name = useId();
  const [text, setText] = useState(() => writeMoney(valueMinor, currency));
  const isValid = parseMoney(text, currency) !== null;
  useEffect(() => {
    onValid(name, isValid);
    return () => onValid(name, true);
  }, [name, isValid, onValid]);
  return (
    <TextField
      label={label}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      error={isValid ? undefined : words('menu.edit.price.invalid', { example: writeMoney(EXAMPLE_MINOR, currency) })}
      hint={isValid ? formatMoney(valueMinor, currency, locale) : undefined}
      onChange={({ target }) => {
        setText(target.value);
        const minor = parseMoney(target.value, currency);
        if (minor !== null) onChange(minor);
      }}
    />
  );
}
