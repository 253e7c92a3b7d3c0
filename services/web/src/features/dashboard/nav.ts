import type { Action } from '@/api/session/store';
import type { VenueKey } from '@/lib/i18n/catalogue';
import type { IconName } from '@/ui/icon';

export interface NavEntry {
  /** The folder below `dashboard/[venueId]`. */
  page: string;
  label: VenueKey;
  icon: IconName;
  /** Who may not do this does not see the page. */
  action: Action;
  group: 'service' | 'office';
}

/** Every page of the dashboard, in the order of its navigation; the first four are a phone's bar. */
export const NAV: readonly NavEntry[] = [
  { page: 'board', label: 'nav.board', icon: 'board', action: 'view_board', group: 'service' },
  { page: 'orders', label: 'nav.orders', icon: 'receipt', action: 'view_orders', group: 'service' },
  { page: 'availability', label: 'nav.availability', icon: 'struck', action: 'availability', group: 'service' },
  { page: 'control', label: 'nav.control', icon: 'clock', action: 'pause', group: 'service' },
  { page: 'menu', label: 'nav.menu', icon: 'pen', action: 'edit_menu', group: 'office' },
  { page: 'tables', label: 'nav.tables', icon: 'table', action: 'tables', group: 'office' },
  { page: 'payouts', label: 'nav.payouts', icon: 'bank', action: 'payouts', group: 'office' },
  { page: 'account', label: 'nav.account', icon: 'card', action: 'stripe_account', group: 'office' },
  { page: 'staff', label: 'nav.staff', icon: 'person', action: 'staff', group: 'office' },
];

export const pathOf = (venueId: string, page: string): string => `/dashboard/${venueId}/${page}`;

export const navFor = (actions: readonly Action[]): readonly NavEntry[] => NAV.filter(({ action }) => actions.includes(action));

/**
 * Where somebody begins: the first page that the role may see. Whoever looks after the money does not begin at the board:
 * a glance at it from the office would tell guests that the kitchen has their order.
 */
export function firstPage(venueId: string, actions: readonly Action[]): string {
  const pages = navFor(actions).map(({ page }) => page);
  const first = actions.includes('payouts') ? pages.find((page) => page !== 'board') : pages[0];
  return pathOf(venueId, first ?? 'orders');
}
