import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode } from 'react';

import styles from './button.module.css';
import { classes } from './classes';
import { Icon, type IconName } from './icon';

interface Look {
  /** `main` once per screen; `plain` has no box. */
  look?: 'main' | 'second' | 'plain' | 'danger';
  wide?: boolean;
  icon?: IconName;
  children?: ReactNode;
}

const classOf = ({ look = 'second', wide }: Look, className?: string): string => classes(styles.button, styles[look], wide && styles.wide, className);

/** `busy` keeps the button in place and focusable, says so, and lets no second press through. */
export function Button({ look, wide, icon, busy = false, children, className, onClick, ...rest }: Look & { busy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type="button" className={classOf({ look, wide }, className)} aria-busy={busy || undefined} aria-disabled={busy || undefined} onClick={busy ? (event) => event.preventDefault() : onClick} {...rest}>
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon && <Icon name={icon} size={20} />}
      {children}
    </button>
  );
}

/** A link that looks like a button. A plain anchor loads the page anew, which pages with a stricter policy need. */
export function ButtonLink({ look, wide, icon, children, className, ...rest }: Look & AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  return (
    <a className={classOf({ look, wide }, className)} {...rest}>
      {icon && <Icon name={icon} size={20} />}
      {children}
    </a>
  );
}

/** An icon with a name for those who do not see it. */
export function IconButton({ icon, label, className, ...rest }: { icon: IconName; label: string } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>) {
  return (
    <button type="button" aria-label={label} className={classes(styles.icon, className)} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
