import type { components } from '@/api/generated/order';
import type { Action } from '@/api/session/store';
import type { VenueKey } from '@/lib/i18n/catalogue';

type Schemas = components['schemas'];

export type Order = Schemas['StaffOrder'];
export type Summary = Schemas['OrderSummary'];
export type OrderState = Schemas['State'];
export type TimelineInput = Schemas['InputView'];

export interface Standing {
  label: VenueKey;
  tone: 'plain' | 'accent' | 'good' | 'care' | 'bad';
}

const STANDINGS: Record<OrderState, Standing> = {
  CREATED: { label: 'order.state.created', tone: 'plain' },
  PAYMENT_PENDING: { label: 'order.state.pending', tone: 'care' },
  PAYMENT_SUCCEEDED: { label: 'order.state.paid', tone: 'accent' },
  FULFILLING: { label: 'order.state.fulfilling', tone: 'accent' },
  COMPLETED: { label: 'order.state.completed', tone: 'good' },
  CANCELED: { label: 'order.state.canceled', tone: 'bad' },
};

export const standingOf = (state: OrderState): Standing => STANDINGS[state];

/** What of the diner's payment is neither given back nor on its way, and not decided to be. */
export function refundableMinor(order: Order): number {
  const own = order.payments.find((payment) => payment.own && payment.verified);
  if (!own) return 0;
  // A decision that Stripe has not answered is in no refund yet; one that it took is.
  const decided = order.refund_intents.filter(({ status, payment_intent: intent }) => status === 'requested' && intent === own.payment_intent);
  const reported = Math.max(own.refunded_minor + own.moving_minor, own.charge_refunded_minor);
  return Math.max(0, own.amount_received_minor - reported - decided.reduce((sum, each) => sum + each.amount_minor, 0));
}

export interface RefundLine {
  id: string;
  amountMinor: number;
  label: VenueKey;
  tone: Standing['tone'];
  reason: string | null;
}

const REFUND_WORDS: Record<Schemas['RefundStatus'], Pick<RefundLine, 'label' | 'tone'>> = {
  pending: { label: 'order.refund.pending', tone: 'care' },
  requires_action: { label: 'order.refund.action', tone: 'care' },
  succeeded: { label: 'order.refund.succeeded', tone: 'good' },
  canceled: { label: 'order.refund.canceled', tone: 'bad' },
  failed: { label: 'order.refund.failed', tone: 'bad' },
};

/** Each refund once: as Stripe reports it, or as it was decided while Stripe says nothing of it. */
export function refundsOf(order: Order): RefundLine[] {
  const reported = order.refunds.map((refund): RefundLine => {
    const decision = order.refund_intents.find(({ refund_id: id, refund: ref }) => id === refund.refund_id || ref === refund.refund);
    return { id: refund.refund, amountMinor: refund.amount_minor, reason: decision?.reason ?? null, ...REFUND_WORDS[refund.status] };
  });
  const waiting = order.refund_intents
    .filter(({ refund_id: id, refund }) => !order.refunds.some((each) => each.refund_id === id || (refund !== null && each.refund === refund)))
    .map((intent): RefundLine => ({
      id: intent.refund_id,
      amountMinor: intent.amount_minor,
      reason: intent.reason,
      ...(intent.status === 'refused' ? { label: 'order.refund.refused', tone: 'bad' } : { label: 'order.refund.requested', tone: 'care' }),
    }));
  return [...reported, ...waiting];
}

const CANCELABLE = new Set<OrderState>(['CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING']);

/** What can be done with the order now, by somebody who may. */
export function actsOf(order: Order, may: (action: Action) => boolean): { refund: boolean; cancel: boolean } {
  return { refund: may('refund') && refundableMinor(order) > 0 && order.state !== 'CREATED' && order.state !== 'PAYMENT_PENDING', cancel: may('cancel') && CANCELABLE.has(order.state) };
}

const INPUT_WORDS: Partial<Record<string, VenueKey>> = {
  create: 'timeline.create',
  attach: 'timeline.attach',
  read: 'timeline.read',
  seen: 'timeline.seen',
  start: 'timeline.start',
  complete: 'timeline.complete',
  cancel: 'timeline.cancel',
  refund: 'timeline.refund',
  give_up: 'timeline.giveUp',
  call_refused: 'timeline.callRefused',
  refund_answered: 'timeline.refundAnswered',
  abandon: 'timeline.abandon',
  hold: 'timeline.hold',
};

const EVENTS = new Set([
  'payment_intent.created',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.payment_failed',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'charge.succeeded',
  'charge.failed',
  'charge.updated',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
]);

/** What an input is called; a Stripe event that has no words of its own is news all the same. */
export function inputWords({ kind, event_type: type }: TimelineInput): VenueKey {
  const known = INPUT_WORDS[kind];
  if (known) return known;
  if (type && EVENTS.has(type)) return `timeline.event.${type}` as VenueKey;
  return type?.startsWith('charge.dispute.') ? 'timeline.event.dispute' : 'timeline.event.other';
}

export const actorWords = (actor: string): VenueKey => {
  const [kind] = actor.split(':');
  const known: Record<string, VenueKey> = { stripe: 'timeline.by.stripe', diner: 'timeline.by.diner', sweep: 'timeline.by.sweep', staff: 'timeline.by.staff', device: 'timeline.by.device' };
  return known[kind ?? ''] ?? 'timeline.by.system';
};
