// @vitest-environment happy-dom
import { runInThisContext } from 'node:vm';

import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { type PageConfig, PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { applyTextSize, TEXT_SIZE_SCRIPT } from '@/lib/text-size';

import { TextSizeField } from './text-size-field';

const rootSize = (): string => document.documentElement.style.fontSize;

/** As a document that is opened later runs it. */
function openPage(): void {
  applyTextSize('normal');
  runInThisContext(TEXT_SIZE_SCRIPT);
}

describe('the size of the text', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => kept.set(key, text) });
  });
  afterEach(() => {
    applyTextSize('normal');
    vi.unstubAllGlobals();
  });

  it('changes at once in three steps, and is there before the next page is painted', () => {
    const { common, diner } = CATALOGUE.en;
    render(
      <PageProvider config={{} as PageConfig} locale="en" messages={{ ...common, ...diner }}>
        <TextSizeField />
      </PageProvider>,
    );
    const field = screen.getByLabelText<HTMLSelectElement>('Text size');
    const chosen = ['largest', 'large', 'normal'].map((value) => {
      fireEvent.change(field, { target: { value } });
      const now = [field.value, rootSize()];
      openPage();
      return [...now, rootSize()];
    });
    expect(chosen).toEqual([
      ['largest', '130%', '130%'],
      ['large', '115%', '115%'],
      ['normal', '', ''],
    ]);
  });

  it.each([undefined, 'nonsense', 'null', '{"at":1,"value":"huge"}', '{"at":1}'])('is the browser’s own where %j is kept', (text) => {
    if (text) kept.set('twyst.v1.text', text);
    openPage();
    expect(rootSize()).toBe('');
  });

  it('is the browser’s own where nothing may be read', () => {
    const refuse = (): never => {
      throw new DOMException('', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse });
    openPage();
    expect(rootSize()).toBe('');
  });
});
