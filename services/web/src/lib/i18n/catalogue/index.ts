import { board as boardEn } from './en/board';
import { common as commonEn, type CommonKey } from './en/common';
import { diner as dinerEn, type DinerKey } from './en/diner';
import { editor as editorEn } from './en/editor';
import { money as moneyEn } from './en/money';
import { office as officeEn } from './en/office';
import { sales as salesEn } from './en/sales';
import { service as serviceEn } from './en/service';
import { venue as shellEn } from './en/venue';
import { board as boardFr } from './fr/board';
import { common as commonFr } from './fr/common';
import { diner as dinerFr } from './fr/diner';
import { editor as editorFr } from './fr/editor';
import { money as moneyFr } from './fr/money';
import { office as officeFr } from './fr/office';
import { sales as salesFr } from './fr/sales';
import { service as serviceFr } from './fr/service';
import { venue as shellFr } from './fr/venue';
import { board as boardJa } from './ja/board';
import { common as commonJa } from './ja/common';
import { diner as dinerJa } from './ja/diner';
import { editor as editorJa } from './ja/editor';
import { money as moneyJa } from './ja/money';
import { office as officeJa } from './ja/office';
import { sales as salesJa } from './ja/sales';
import { service as serviceJa } from './ja/service';
import { venue as shellJa } from './ja/venue';
import type { Locale } from '../locale';

/** The dashboard's words, which are kept in one file per part of it. */
const venueEn = { ...shellEn, ...boardEn, ...editorEn, ...moneyEn, ...officeEn, ...salesEn, ...serviceEn };
const venueFr: Messages<VenueKey> = { ...shellFr, ...boardFr, ...editorFr, ...moneyFr, ...officeFr, ...salesFr, ...serviceFr };
const venueJa: Messages<VenueKey> = { ...shellJa, ...boardJa, ...editorJa, ...moneyJa, ...officeJa, ...salesJa, ...serviceJa };

export type VenueKey = keyof typeof venueEn;
export type { CommonKey, DinerKey };
export type Messages<Key extends string> = Readonly<Record<Key, string>>;

/** Every word on a screen. A page gets the group that it needs, in one language. */
export const CATALOGUE: Record<Locale, { common: Messages<CommonKey>; diner: Messages<DinerKey>; venue: Messages<VenueKey> }> = {
  en: { common: commonEn, diner: dinerEn, venue: venueEn },
  fr: { common: commonFr, diner: dinerFr, venue: venueFr },
  ja: { common: commonJa, diner: dinerJa, venue: venueJa },
};
