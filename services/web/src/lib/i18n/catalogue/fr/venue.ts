import type { VenueKey } from '../en/venue';

export const venue: Record<VenueKey, string> = {
  'title': 'Tableau de bord',
  'signIn.title': 'Connexion',
  'signIn.code': 'Code d’appairage',
};
