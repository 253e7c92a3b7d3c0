import { common as commonEn, type CommonKey } from './en/common';
import { diner as dinerEn, type DinerKey } from './en/diner';
import { venue as venueEn, type VenueKey } from './en/venue';
import { common as commonFr } from './fr/common';
import { diner as dinerFr } from './fr/diner';
import { venue as venueFr } from './fr/venue';
import { common as commonJa } from './ja/common';
import { diner as dinerJa } from './ja/diner';
import { venue as venueJa } from './ja/venue';

import type { Locale } from '../locale';

export type { CommonKey, DinerKey, VenueKey };

export type Messages<Key extends string> = Readonly<Record<Key, string>>;

/** Every word on a screen. A page gets the group that it needs, in one language. */
export const CATALOGUE: Record<Locale, { common: Messages<CommonKey>; diner: Messages<DinerKey>; venue: Messages<VenueKey> }> = {
  en: { common: commonEn, diner: dinerEn, venue: venueEn },
  fr: { common: commonFr, diner: dinerFr, venue: venueFr },
  ja: { common: commonJa, diner: dinerJa, venue: venueJa },
};
