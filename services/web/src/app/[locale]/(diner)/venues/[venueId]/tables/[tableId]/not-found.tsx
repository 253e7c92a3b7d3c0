'use client';

import { useDinerWords } from '@/lib/context/context';
import { Empty } from '@/ui/panel';

/** A tag that leads nowhere: retired, renamed, or from another place. */
export default function WrongTag() {
  const words = useDinerWords();
  return (
    <main id="content">
      <Empty icon="table" heading="h1" title={words('menu.unknown.title')}>
        {words('menu.unknown.text')}
      </Empty>
    </main>
  );
}
