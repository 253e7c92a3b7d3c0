import type { Opens } from './address';

/**
 * Writing one tag. It is read before, so that no other table's tag is lost by mistake, and after, so that nobody
 * sits at a table with a wrong one.
 */
export type Provision =
  | { step: 'ready' }
  | { step: 'reading' }
  | { step: 'occupied'; opens: Opens; serial: string | null }
  | { step: 'writing'; serial: string | null }
  | { step: 'checking'; serial: string | null }
  | { step: 'mismatch'; found: string | null; serial: string | null }
  | { step: 'done'; serial: string | null; locked: boolean }
  | { step: 'locking'; serial: string | null }
  | { step: 'refused'; why: Refusal };

/** `unwritable`: locked, or no kind that a phone can write. `moved`: away too early. */
export type Refusal = 'unwritable' | 'moved' | 'denied';

export type Happening =
  | { type: 'start' }
  | { type: 'read'; address: string | null; serial: string | null; opens: Opens }
  | { type: 'overwrite' }
  | { type: 'written' }
  | { type: 'lock' }
  | { type: 'locked' }
  | { type: 'refused'; why: Refusal };

export const READY: Provision = { step: 'ready' };

/** What comes next, for a tag that shall hold `target`. What makes no sense at a step changes nothing. */
export function next(now: Provision, happening: Happening, target: string): Provision {
  if (happening.type === 'refused') return { step: 'refused', why: happening.why };
  if (happening.type === 'start') return { step: 'reading' };
  if (happening.type === 'read') return afterReading(now, happening, target);
  if (happening.type === 'overwrite' && (now.step === 'occupied' || now.step === 'mismatch')) return { step: 'writing', serial: now.serial };
  if (happening.type === 'written' && now.step === 'writing') return { step: 'checking', serial: now.serial };
  if (happening.type === 'lock' && now.step === 'done') return { step: 'locking', serial: now.serial };
  if (happening.type === 'locked' && now.step === 'locking') return { step: 'done', serial: now.serial, locked: true };
  return now;
}

function afterReading(now: Provision, { address, serial, opens }: Extract<Happening, { type: 'read' }>, target: string): Provision {
  if (now.step === 'reading') {
    if (opens.kind === 'blank') return { step: 'writing', serial };
    return address === target ? { step: 'done', serial, locked: false } : { step: 'occupied', opens, serial };
  }
  if (now.step !== 'checking') return now;
  return address === target ? { step: 'done', serial: serial ?? now.serial, locked: false } : { step: 'mismatch', found: address, serial: serial ?? now.serial };
}

/** The browser's names for what went wrong. */
export function refusalOf(error: unknown): Refusal {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotSupportedError' || name === 'InvalidStateError' ? 'unwritable' : 'moved';
}
