import { IconButton } from './button';
import styles from './stepper.module.css';

interface Props {
  value: number;
  minimum?: number;
  maximum: number;
  onChange: (value: number) => void;
  label: string;
  lessLabel: string;
  moreLabel: string;
}

export function Stepper({ value, minimum = 1, maximum, onChange, label, lessLabel, moreLabel }: Props) {
  return (
    <div role="group" aria-label={label} className={styles.stepper}>
      <IconButton icon="minus" label={lessLabel} disabled={value <= minimum} onClick={() => onChange(value - 1)} />
      <output aria-live="polite" className={styles.value}>
        {value}
      </output>
      <IconButton icon="plus" label={moreLabel} disabled={value >= maximum} onClick={() => onChange(value + 1)} />
    </div>
  );
}
