// @vitest-environment happy-dom
import { fireEvent, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { type PageConfig, PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';

import type { Ticket } from '../model/ticket';
import { AllergyBanner } from './allergy-banner';

const acts = { checkAllergy: vi.fn(() => Promise.resolve()) };
vi.mock('../use-ticket-acts', () => ({ useTicketActs: () => acts }));

const line = (name: string, allergy = false) => ({ name, allergy, note: null });
const ticket = (change: object): Ticket => ({ state: 'ready_to_fulfill', allergy: false, allergens: [], allergy_acknowledged_at: null, diner_note: null, lines: [line('Soup'), line('Tea')], ...change }) as unknown as Ticket;

function shown(change: object): HTMLElement {
  const { common, venue } = CATALOGUE.en;
  return render(
    <PageProvider config={{} as PageConfig} locale="en" messages={{ ...common, ...venue }}>
      <AllergyBanner ticket={ticket(change)} asked={0} />
    </PageProvider>,
  ).container;
}

describe('the banner of an allergy', () => {
  afterEach(() => document.body.replaceChildren());

  it('names what the guest ticked and what is declared, and waits for a press', () => {
    const banner = shown({ allergens: ['milk'], lines: [line('Soup', true), line('Tea')] }).querySelector('button')!;
    expect(banner.textContent).toBe('Allergy: SoupContains milkPress when you have read it');
    fireEvent.click(banner);
    expect(acts.checkAllergy).toHaveBeenCalledOnce();
  });

  it('says so where nothing is declared, which does not mean that nothing is in it', () => {
    expect(shown({ allergy: true }).querySelector('button')!.textContent).toContain('Allergy: the whole orderNo allergen is declared for these dishes: ask the guest');
  });

  it('asks for the allergens alone where the guest only wrote something, and informs where not even that', () => {
    expect(shown({ allergens: ['milk'], diner_note: 'no milk' }).querySelector('button')!.textContent).toBe('milkPress when you have read it');
    expect(shown({ allergens: ['milk'] }).querySelector('button')).toBeNull();
  });

  it('stays in sight once somebody has answered for it', () => {
    const container = shown({ allergy: true, allergens: ['milk'], allergy_acknowledged_at: '2026-01-01T12:00:00Z' });
    expect(container.querySelector('button')).toBeNull();
    expect(container.textContent).toContain('Read: Allergy: the whole order · milk');
  });
});
