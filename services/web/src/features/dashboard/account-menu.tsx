'use client';

import { useState } from 'react';

import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { classes } from '@/ui/classes';
import { Dialog } from '@/ui/dialog';
import { Icon } from '@/ui/icon';

import styles from './frame.module.css';
import { Language } from './language';

/** Who is signed in, in which language, and the way out. `isOpen` shows it in place, inside of another sheet. */
export function AccountMenu({ isRail, isOpen = false }: { isRail: boolean; isOpen?: boolean }) {
  const words = useVenueWords();
  const { session } = useSession();
  const [open, setOpen] = useState(false);
  const role = words(`role.${session.role}`);
  if (isOpen) return <Account />;
  return (
    <div className={styles.account}>
      <button type="button" className={styles.entry} title={isRail ? session.name : undefined} onClick={() => setOpen(true)}>
        <Icon name="person" />
        <span className={classes(styles.label, styles.who)}>
          {session.name}
          <small className={styles.role}>{role}</small>
        </span>
      </button>
      <Dialog kind="dialog" open={open} onClose={() => setOpen(false)} title={session.name} closeLabel={words('close')}>
        <Account />
      </Dialog>
    </div>
  );
}

function Account() {
  const words = useVenueWords();
  const { session, signOut } = useSession();
  return (
    <div className={styles.accountSheet}>
      <p className={styles.signedIn}>{words('account.signedIn', { name: session.name, role: words(`role.${session.role}`) })}</p>
      <Language />
      <Button wide onClick={signOut}>
        {words('signOut')}
      </Button>
    </div>
  );
}
