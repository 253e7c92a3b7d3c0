'use client';

import { useVenueWords } from '@/lib/context/context';
import { QrCode } from '@/ui/qr-code';

import styles from './tags.module.css';

/** Where the browser has no NFC: the way to a phone that has, which is a code of this page. */
export function NoNfc() {
  const words = useVenueWords();
  return (
    <div className={styles.writing}>
      <p className={styles.step}>{words('tag.absent.title')}</p>
      <p className={styles.about}>{words('tag.absent.text')}</p>
      <QrCode text={location.href} label={words('tag.absent.qr')} />
    </div>
  );
}
