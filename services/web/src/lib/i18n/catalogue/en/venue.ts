export const venue = {
  'title': 'Dashboard',
  'signIn.title': 'Sign in',
  'signIn.code': 'Pairing code',
} as const;

export type VenueKey = keyof typeof venue;
