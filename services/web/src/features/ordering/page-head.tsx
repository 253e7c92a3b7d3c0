'use client';

import Link from 'next/link';

import { useDinerWords } from '@/lib/context/context';
import { Icon } from '@/ui/icon';

import styles from './page-head.module.css';

/** `hard` loads the page anew: a policy belongs to a document, and the next one is less strict. */
export function PageHead({ title, back, about, hard = false }: { title: string; back: string; about?: string; hard?: boolean }) {
  const words = useDinerWords();
  const content = (
    <>
      <Icon name="back" />
      <span className="visually-hidden">{words('back')}</span>
    </>
  );
  return (
    <header className={styles.head}>
      {hard ? (
        <a href={back} className={styles.back}>
          {content}
        </a>
      ) : (
        <Link href={back} className={styles.back}>
          {content}
        </Link>
      )}
      <div>
        <h1 className={styles.title}>{title}</h1>
        {about && <p className={styles.about}>{about}</p>}
      </div>
    </header>
  );
}
