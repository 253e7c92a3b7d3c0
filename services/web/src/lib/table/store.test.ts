// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { storeOf } from './store';

const storeNamed = (key: string) => storeOf<string[]>({ key, empty: [], forgetAfterMs: 60_000 });
const add = (word: string) => (words: string[]) => [...words, word];

/** A storage as the browser's, which can be full. */
class Shelf {
  isFull = false;
  private readonly kept = new Map<string, string>();
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    if (this.isFull) throw new DOMException('', 'QuotaExceededError');
    this.kept.set(name, text);
  }
}

describe('what a phone remembers', () => {
  let shelf = new Shelf();
  beforeEach(() => {
    shelf = new Shelf();
    vi.stubGlobal('localStorage', shelf);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is kept by the page when the storage is full, though an older value stands there', () => {
    const store = storeNamed('full');
    store.set(add('soup'));
    shelf.isFull = true;
    store.set(add('bread'));
    store.set(add('wine'));
    expect(store.get()).toEqual(['soup', 'bread', 'wine']);
    shelf.isFull = false;
    store.set(add('cheese'));
    expect(storeNamed('full').get()).toEqual(['soup', 'bread', 'wine', 'cheese']);
    expect(shelf.getItem('twyst.v1.full')).toContain('cheese');
  });

  it('is what another tab wrote last', () => {
    const store = storeNamed('shared');
    const stop = store.subscribe(() => undefined);
    shelf.isFull = true;
    store.set(add('soup'));
    shelf.isFull = false;
    shelf.setItem('twyst.v1.shared', JSON.stringify({ at: Date.now(), value: ['tea'] }));
    expect(store.get()).toEqual(['soup']);
    window.dispatchEvent(new StorageEvent('storage', { key: 'twyst.v1.shared' }));
    expect(store.get()).toEqual(['tea']);
    stop();
  });
});
