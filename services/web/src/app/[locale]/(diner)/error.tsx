'use client';

import { useDinerWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { ProblemPanel } from '@/ui/panel';

export default function DinerError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const words = useDinerWords();
  return (
    <main id="content">
      <ProblemPanel
        heading="h1"
        title={words('error.title')}
        reference={error.digest ? words('reference', { reference: error.digest }) : null}
        actions={
          <Button look="main" wide onClick={reset}>
            {words('retry')}
          </Button>
        }
      >
        {words('error.text')}
      </ProblemPanel>
    </main>
  );
}
