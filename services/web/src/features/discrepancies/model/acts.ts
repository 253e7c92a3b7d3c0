import type { Discrepancy } from '@/api/office';

export type Act = 'resolve' | 'reopen' | 'notes';

/** What a person can do about it now. */
export const actsOn = ({ status }: Pick<Discrepancy, 'status'>): readonly Act[] => [status === 'resolved' ? 'reopen' : 'resolve', 'notes'];

export type Shown = 'open' | 'resolved' | 'all';

export const shownOf = (asked: string | null): Shown => (asked === 'resolved' || asked === 'all' ? asked : 'open');
