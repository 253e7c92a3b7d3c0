import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react';

import { classes } from './classes';
import styles from './field.module.css';

interface Frame {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  hideLabel?: boolean;
}

function FieldFrame({ id, label, hint, error, hideLabel, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={classes(styles.label, hideLabel && 'visually-hidden')}>
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: Frame) => ({
  id,
  'aria-invalid': error ? true : undefined,
  'aria-describedby': classes(hint ? `${id}-hint` : '', error ? `${id}-error` : '') || undefined,
});

export function TextField({ label, hint, error, hideLabel, className, ...rest }: Frame & InputHTMLAttributes<HTMLInputElement>) {
  const frame = { label, hint, error, hideLabel };
  const id = useId();
  return (
    <FieldFrame id={id} {...frame}>
      <input type="text" className={classes(styles.input, className)} {...described(id, frame)} {...rest} />
    </FieldFrame>
  );
}

export function TextArea({ label, hint, error, hideLabel, className, ...rest }: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const frame = { label, hint, error, hideLabel };
  const id = useId();
  return (
    <FieldFrame id={id} {...frame}>
      <textarea rows={2} className={classes(styles.input, className)} {...described(id, frame)} {...rest} />
    </FieldFrame>
  );
}

export function SelectField({ label, hint, error, hideLabel, className, ...rest }: Frame & SelectHTMLAttributes<HTMLSelectElement>) {
  const frame = { label, hint, error, hideLabel };
  const id = useId();
  return (
    <FieldFrame id={id} {...frame}>
      <select className={classes(styles.input, className)} {...described(id, frame)} {...rest} />
    </FieldFrame>
  );
}

/** A radio button or a checkbox with its words as the target, a second line, and something at the end. */
export function Choice({ type, children, end, className, ...rest }: { type: 'radio' | 'checkbox'; end?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className={classes(styles.choice, rest.disabled && styles.disabled, className)}>
      <input type={type} className={styles.mark} {...rest} />
      <span className={styles.words}>{children}</span>
      {end && <span className={styles.end}>{end}</span>}
    </label>
  );
}
