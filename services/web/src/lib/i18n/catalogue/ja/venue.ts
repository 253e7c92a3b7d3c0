import type { VenueKey } from '../en/venue';

export const venue: Record<VenueKey, string> = {
  'title': 'ダッシュボード',
  'signIn.title': 'サインイン',
  'signIn.code': 'ペアリングコード',
};
