'use client';

import { useDinerWords } from '@/lib/context/context';
import { Empty } from '@/ui/panel';

/** An order that this phone did not place, or may no longer see. */
export function UnknownOrder() {
  const words = useDinerWords();
  return (
    <main id="content">
      <Empty icon="receipt" heading="h1" title={words('status.unknown.title')}>
        {words('status.unknown.text')}
      </Empty>
    </main>
  );
}
