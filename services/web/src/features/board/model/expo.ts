import { byAge } from './board';
import { isReady, type Ticket, unitsOf } from './ticket';

export interface Course {
  ticket: Ticket;
  units: number;
  ready: number;
}

export interface Expo {
  ready: Course[];
  waiting: Course[];
}

/** The pass: what can be carried out, and what is waited for. */
export function expoOf(open: readonly Ticket[]): Expo {
  const courses = open
    .filter(({ state }) => state !== 'voided')
    .sort(byAge)
    .map((ticket) => ({ ticket, units: unitsOf(ticket.lines), ready: unitsOf(ticket.lines.filter((line) => line.ticked)) }));
  return { ready: courses.filter(({ ticket }) => isReady(ticket)), waiting: courses.filter(({ ticket }) => !isReady(ticket)) };
}
