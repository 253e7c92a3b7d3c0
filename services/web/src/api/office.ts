import type { components as Books } from './generated/reconciliation';
import type { components as Order } from './generated/order';

type BooksSchemas = Books['schemas'];
type OrderSchemas = Order['schemas'];

export type Balance = BooksSchemas['BalanceModel'];
export type Payout = BooksSchemas['PayoutModel'];
export type PayoutPage = BooksSchemas['PayoutsModel'];
export type PayoutStatement = BooksSchemas['PayoutStatementModel'];
export type Statement = BooksSchemas['StatementModel'];
export type StatementRow = BooksSchemas['StatementRowModel'];
export type StatementLine = BooksSchemas['LineModel'];
export type DaySettlement = BooksSchemas['DaySettlementModel'];
export type OrderSettlement = BooksSchemas['OrderSettlementModel'];
export type Discrepancy = BooksSchemas['DiscrepancyModel'];

export type Venue = OrderSchemas['VenueBody'];
export type HeldMoney = OrderSchemas['HoldView'];
export type StripeAccount = OrderSchemas['StripeAccountBody'];
export type DiningTable = OrderSchemas['TableBody'];
export type Tag = OrderSchemas['TagBody'];
export type Member = OrderSchemas['MemberBody'];
export type PairingCode = OrderSchemas['CodeBody'];

export type PublishedMenu = OrderSchemas['PublishedMenuBody'];
export type MenuCategory = OrderSchemas['CategoryBody'];
export type MenuItem = OrderSchemas['ItemBody'];
export type MenuGroup = OrderSchemas['ModifierGroupBody'];
export type MenuOption = OrderSchemas['OptionBody'];
export type ServedWindow = OrderSchemas['WindowBody'];
