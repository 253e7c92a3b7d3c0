'use client';

import type { Venue } from './office';
import { useVenueQuery, type VenueQuery } from './session/use-venue-query';

/** The venue's record: its currency, its time zone, whether it can be paid. The navigation has asked for it already. */
export function useVenue({ enabled = true }: { enabled?: boolean } = {}): VenueQuery<Venue> {
  return useVenueQuery(['venue'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}', { params: { path: { venue_id: venueId } } }), { enabled });
}
