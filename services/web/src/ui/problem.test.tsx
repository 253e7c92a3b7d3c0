import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

import { type PageConfig, PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { LOCALES } from '@/lib/i18n/locale';

import { ProblemNotice, Reading, type Told } from './problem';

const told = (status: number, more: Partial<Told> = {}): Told => ({ slug: 'unreadable', status, detail: null, traceId: 'abc123', ...more });

describe.each(LOCALES)('what is said in %s of what went wrong', (locale) => {
  const { common, venue } = CATALOGUE[locale];
  const said = (node: ReactNode): string => renderToStaticMarkup(<PageProvider config={{} as PageConfig} locale={locale} messages={{ ...common, ...venue }}>{node}</PageProvider>).replaceAll('&#x27;', "'");

  it.each([told(0), told(500, { detail: 'No luck' }), told(502), told(503), told(504), told(409, { slug: 'request-in-flight' })])('claims nothing after $status $slug, when it may have been done', (problem) => {
    const text = said(<ProblemNotice problem={problem} />);
    expect(text).toContain(venue['problem.unknown.text']);
    expect(text).not.toMatch(/nothing was changed|rien n’a été modifié|変更されていません/i);
  });

  it('shows the reference that the words ask to pass on, and none where none helps', () => {
    expect(said(<ProblemNotice problem={told(500)} />)).toContain('abc123');
    expect(said(<ProblemNotice problem={told(422)} />)).toContain('abc123');
    expect(said(<ProblemNotice problem={told(403)} />)).not.toContain('abc123');
    expect(venue['problem.failed.text']).toContain({ en: 'reference', fr: 'référence', ja: '照会番号' }[locale]);
  });

  it('shows in place of what is read what hinders it, and above it that it may be old', () => {
    const read = (problem: Told | null, isThere: boolean): string => said(<Reading problem={problem} isThere={isThere} onRetry={() => undefined} waiting="…" />);
    expect([read(null, false), read(null, true)]).toEqual(['…', '']);
    expect(read(told(503), true)).toContain(venue['problem.stale.text']);
    expect(read(told(503), false)).toContain(common.retry);
    expect(read(told(503), false) + read(told(503), true)).not.toContain(venue['problem.unknown.text']);
  });
});
