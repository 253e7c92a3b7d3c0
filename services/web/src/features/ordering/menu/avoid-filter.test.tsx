// @vitest-environment happy-dom
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { DinerMenu } from '@/api/types';
import { type PageConfig, PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { LOCALES } from '@/lib/i18n/locale';
import { avoidStore } from '@/lib/table/avoid';

import { ModifierGroupField } from '../item/modifier-group';
import { useAvoided } from '../use-avoided';
import { AvoidFilter } from './avoid-filter';
import { MenuSection } from './menu-section';

const dish = (name: string, allergens: string[]) => ({ item_id: name, name, description: '', price_minor: 500, allergens, image: null, sold_out: false, modifier_groups: [] });
const group = { group_id: 'sauce', name: 'Sauce', minimum: 0, maximum: 2, options: [{ modifier_id: 'pepper', name: 'Pepper', amount_minor: 0, allergens: ['milk'], sold_out: false }] };
const menu = {
  venue_id: 'v',
  currency: 'eur',
  categories: [{ category_id: 'c', name: 'Mains', served_now: true, windows: [], items: [dish('Soup', ['milk', 'celery']), dish('Bread', ['gluten'])] }],
} as unknown as DinerMenu;

function Menu() {
  const avoided = useAvoided('v');
  return (
    <>
      <AvoidFilter menu={menu} avoided={avoided} />
      <MenuSection category={menu.categories[0]!} index={0} menu={menu} avoided={avoided} cart={null} plain onOpen={() => undefined} />
      <ModifierGroupField group={group} chosen={new Set()} currency="eur" missing={false} avoided={avoided} onChoose={() => undefined} />
    </>
  );
}

const show = (locale: (typeof LOCALES)[number] = 'en') => {
  const { common, diner } = CATALOGUE[locale];
  return render(
    <PageProvider config={{} as PageConfig} locale={locale} messages={{ ...common, ...diner }}>
      <Menu />
    </PageProvider>,
  );
};
const row = (name: string): HTMLElement => screen.getByRole('button', { name: new RegExp(name) });

describe('what declares an allergen', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text) });
  });
  afterEach(() => {
    act(() => avoidStore('v').set(() => []));
    document.body.replaceChildren();
    vi.unstubAllGlobals();
  });

  it('is named and greyed, stays in its place, and is counted aloud', () => {
    show();
    expect(screen.getByRole('status', { hidden: true }).textContent).toBe('');
    fireEvent.click(screen.getByLabelText('milk'));
    expect(row('Soup').textContent).toContain('Declares milk');
    expect(row('Bread').textContent).not.toContain('Declares');
    expect(within(screen.getByRole('group', { name: /Sauce/ })).getByText('Declares milk')).toBeTruthy();
    expect(screen.getByRole('status', { hidden: true }).textContent).toMatch(/^1 dish declares what you ticked.*no promise.*tell the staff/);
    fireEvent.click(screen.getByLabelText('gluten'));
    expect(screen.getByText('Avoiding: gluten, milk. Tell the staff as well.')).toBeTruthy();
    expect(screen.getByRole('status', { hidden: true }).textContent).toMatch(/^2 dishes/);
    fireEvent.click(screen.getByLabelText('milk'));
    expect(row('Soup').textContent).not.toContain('Declares');
  });

  it('is kept on this phone for this venue', () => {
    const { unmount } = show();
    fireEvent.click(screen.getByLabelText('celery'));
    unmount();
    show();
    expect(row('Soup').textContent).toContain('Declares celery');
    expect(avoidStore('another').get()).toEqual([]);
  });

  it.each(LOCALES)('is never turned round into a promise, in %s', (locale) => {
    act(() => avoidStore('v').set(() => ['milk']));
    const { container } = show(locale);
    expect(container.textContent).not.toMatch(/free of|free from|milk-free|safe|exempt|sans danger|含まない|不使用|安全/i);
    expect(container.textContent).toContain(CATALOGUE[locale].diner['menu.avoid.ask']);
  });
});
