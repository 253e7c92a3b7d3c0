import type { ReactNode } from 'react';

import { AlarmBanner } from '@/features/board/alarm-banner';
import { CallStrip } from '@/features/board/call-strip';
import { BoardProvider } from '@/features/board/live/board-provider';
import { Frame } from '@/features/dashboard/frame';
import { SessionGate } from '@/features/dashboard/session-gate';

export default async function VenueDashboardLayout({ children, params }: { children: ReactNode; params: Promise<{ venueId: string }> }) {
  const { venueId } = await params;
  return (
    <SessionGate venueId={venueId}>
      <BoardProvider>
        <Frame
          alarm={
            <>
              <AlarmBanner />
              <CallStrip />
            </>
          }
        >
          {children}
        </Frame>
      </BoardProvider>
    </SessionGate>
  );
}
