import type { components } from '@/api/generated/fulfillment';

type Schemas = components['schemas'];

export type Ticket = Schemas['TicketView'];
export type Line = Schemas['LineView'];
export type BoardDocument = Schemas['Board'];
export type StaffCall = Schemas['StaffCallView'];
export type BoardVenue = Schemas['VenueView'];

/** How a ticket stands against the venue's quoted time; `void` is not to be made any more. */
export type Age = 'fresh' | 'due' | 'late' | 'void';

export function ageOf(ticket: Pick<Ticket, 'state' | 'due_soon_at' | 'due_at'>, now: number): Age {
  if (ticket.state === 'voided') return 'void';
  if (now >= Date.parse(ticket.due_at)) return 'late';
  return now >= Date.parse(ticket.due_soon_at) ? 'due' : 'fresh';
}

export const isUnseen = (ticket: Ticket): boolean => ticket.state === 'ready_to_fulfill' && ticket.first_seen_at === null;

export const isRecalled = (ticket: Ticket): boolean => ticket.state === 'completed' && ticket.on_board;

/** The guest ticked it, of the whole order or of a dish. */
export const hasAllergy = (ticket: Ticket): boolean => ticket.allergy || ticket.lines.some((line) => line.allergy);

const hasWords = (ticket: Ticket): boolean => ticket.diner_note !== null || ticket.lines.some((line) => line.note !== null);

/**
 * Nearly every dish contains an allergen, and a banner on every ticket is a banner that nobody reads. So it asks where
 * the guest ticked an allergy, whatever is declared, and where the guest has written something: whoever must not eat a
 * thing may only say so there, and a person reads it against the list.
 */
export const isAllergyAsked = (ticket: Ticket): boolean => ticket.state !== 'voided' && (hasAllergy(ticket) || (ticket.allergens.length > 0 && hasWords(ticket)));

export const needsAllergyCheck = (ticket: Ticket): boolean => isAllergyAsked(ticket) && ticket.allergy_acknowledged_at === null;

/** All of it is done; what is left is to carry it to the table. */
export const isReady = (ticket: Ticket): boolean => ticket.lines.length > 0 && ticket.lines.every((line) => line.ticked);

export const unitsOf = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.quantity, 0);
