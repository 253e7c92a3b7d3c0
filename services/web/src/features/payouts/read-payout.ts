import type { ReconciliationClient } from '@/api/client';
import type { PayoutStatement } from '@/api/office';

interface Page {
  limit: number;
  cursor?: string | null;
}

/** The contract names CSV beside JSON; asked without an `Accept` for it, the answer is JSON. */
export function readPayout(client: ReconciliationClient, venueId: string, payoutId: string, query: Page): Promise<{ data?: PayoutStatement; error?: unknown; response: Response }> {
  const answer = client.GET('/v1/venues/{venue_id}/payouts/{payout_id}', { params: { path: { venue_id: venueId, payout_id: payoutId }, query } });
  return answer as Promise<{ data?: PayoutStatement; error?: unknown; response: Response }>;
}
