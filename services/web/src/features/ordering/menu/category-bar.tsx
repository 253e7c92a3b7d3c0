'use client';

import { useEffect, useRef, useState } from 'react';

import type { DinerCategory } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';

import styles from './menu.module.css';

export const sectionId = (categoryId: string): string => `section-${categoryId}`;

/** Jumps to a section, and shows in which one is. */
export function CategoryBar({ categories }: { categories: readonly DinerCategory[] }) {
  const words = useDinerWords();
  const [current, setCurrent] = useState(categories[0]?.category_id);
  const bar = useRef<HTMLElement>(null);

  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.forEach((entry) => entry.isIntersecting && setCurrent(entry.target.id.slice(sectionId('').length))),
      // A section is the current one while it crosses a line below the bar.
      { rootMargin: '-25% 0px -74% 0px' },
    );
    categories.forEach(({ category_id }) => {
      const section = document.getElementById(sectionId(category_id));
      if (section) observer.observe(section);
    });
    return () => observer.disconnect();
  }, [categories]);

  useEffect(() => {
    const link = bar.current?.querySelector<HTMLElement>('[aria-current]');
    if (bar.current && link) bar.current.scrollTo({ left: link.offsetLeft - bar.current.clientWidth / 2 + link.clientWidth / 2, behavior: 'smooth' });
  }, [current]);

  return (
    <nav ref={bar} aria-label={words('menu.categories')} className={styles.categories}>
      {categories.map(({ category_id: id, name }) => (
        <a key={id} href={`#${sectionId(id)}`} className={styles.category} aria-current={id === current ? 'true' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
