'use client';

import { useRef } from 'react';

/** The Idempotency-Key of a request: the same for the same body, so that pressing again after a lost answer does nothing twice. */
export function useRequestKey(): (body: unknown) => string {
  const last = useRef({ body: '', key: '' });
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last.current.body) last.current = { body: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
