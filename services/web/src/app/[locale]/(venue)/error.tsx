'use client';

import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { ProblemPanel } from '@/ui/panel';

export default function VenueError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const words = useVenueWords();
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
        {words('problem.failed.text')}
      </ProblemPanel>
    </main>
  );
}
