'use client';

import { useState } from 'react';

import { useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { VenueProblem } from '@/ui/problem';

import { AllDay } from './all-day';
import { BoardToolbar } from './board-toolbar';
import styles from './board.module.css';
import { ExpoView } from './expo-view';
import { KitchenView } from './kitchen-view';
import { useBoard } from './live/board-provider';
import { settingsStore } from './live/settings';
import { useSeen } from './live/use-seen';
import { RecallDialog } from './recall-dialog';
import { StartShift } from './start-shift';
import { TicketActsProvider } from './use-ticket-acts';

const FORBIDDEN = { slug: 'forbidden', status: 403, detail: null, traceId: null };

/** V1 to V3: the live board, its recall, and the pass. */
export function BoardScreen() {
  const words = useVenueWords();
  const { live } = useBoard();
  const settings = useStore(settingsStore());
  const [recall, setRecall] = useState(false);
  useSeen(live);
  if (live.refused) {
    return (
      <main id="content">
        <VenueProblem problem={FORBIDDEN} heading="h1" />
      </main>
    );
  }
  return (
    <TicketActsProvider>
      <div className={styles.screen} data-all-day={settings?.allDay || undefined}>
        <BoardToolbar onRecall={() => setRecall(true)} />
        <StartShift />
        <main id="content" className={styles.main}>
          <h1 className="visually-hidden">{words('nav.board')}</h1>
          {settings?.view === 'expo' ? <ExpoView /> : <KitchenView />}
        </main>
        {settings?.allDay && <AllDay />}
        <RecallDialog open={recall} onClose={() => setRecall(false)} />
      </div>
    </TicketActsProvider>
  );
}
