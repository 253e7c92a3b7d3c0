'use client';

import { useId } from 'react';

import { useDinerWords } from '@/lib/context/context';
import { Choice } from '@/ui/field';

import styles from './help.module.css';

/** A tick that the kitchen has to answer for, of one dish or of the whole order. It does not replace talking. */
export function AllergyChoice({ of, checked, onChange }: { of: 'dish' | 'order'; checked: boolean; onChange: (checked: boolean) => void }) {
  const words = useDinerWords();
  const id = useId();
  return (
    <div>
      <Choice type="checkbox" checked={checked} aria-describedby={id} onChange={(event) => onChange(event.target.checked)}>
        {words('allergy.have')}
      </Choice>
      <p id={id} className={styles.text}>
        {words(of === 'dish' ? 'allergy.tell' : 'allergy.tell.order')}
      </p>
    </div>
  );
}
