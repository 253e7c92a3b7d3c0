import type { components as Kitchen } from './generated/fulfillment';
import type { components } from './generated/order';

type Schemas = components['schemas'];

export type DinerMenu = Schemas['DinerMenu'];
export type DinerItem = Schemas['DinerItem'];
export type DinerCategory = Schemas['DinerCategory'];
export type ModifierGroup = Schemas['DinerModifierGroup'];
export type Ordering = Schemas['OrderingBody'];
export type DinerOrder = Schemas['DinerOrder'];
export type PlacedOrder = Schemas['PlacedOrder'];
export type NewOrder = Schemas['NewOrder'];
export type OrderState = Schemas['State'];

export type StaffCall = Kitchen['schemas']['StaffCallView'];
export type GuestCall = Kitchen['schemas']['GuestCall'];
export type CallReason = Kitchen['schemas']['CallReason'];
