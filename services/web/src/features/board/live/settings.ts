import { type Store, storeOf } from '@/lib/table/store';

/** What this screen is set to; each device has its own. */
export interface BoardSettings {
  view: 'kitchen' | 'expo';
  allDay: boolean;
  muted: boolean;
  /** Whether the figures 1 to 9 bump: a bump bar is a keyboard. */
  keys: boolean;
}

const DEFAULTS: BoardSettings = { view: 'kitchen', allDay: false, muted: false, keys: true };
const YEAR_MS = 365 * 86_400_000;

export const settingsStore = (): Store<BoardSettings> => storeOf<BoardSettings>({ key: 'board.settings', empty: DEFAULTS, forgetAfterMs: YEAR_MS });
