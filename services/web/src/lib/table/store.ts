/**
 * What a phone remembers, shared by its tabs: a tag that is tapped again opens another tab, which must find the same
 * order and not begin a second one. Where nothing can be stored, it is remembered until the page goes.
 */
export interface Store<Value> {
  get: () => Value;
  set: (change: (value: Value) => Value) => void;
  subscribe: (changed: () => void) => () => void;
}

interface Kept<Value> {
  at: number;
  value: Value;
}

interface Options<Value> {
  key: string;
  empty: Value;
  /** After this long without a change it is forgotten: the next guest has another appetite. */
  forgetAfterMs: number;
}

const PREFIX = 'twyst.v1.';
const stores = new Map<string, Store<unknown>>();

/** The one store of a key on this page, so that everybody who follows it hears of every change. */
export function storeOf<Value>(options: Options<Value>): Store<Value> {
  const known = stores.get(options.key);
  if (known) return known as Store<Value>;
  const made = createStore(options);
  stores.set(options.key, made as Store<unknown>);
  return made;
}

function createStore<Value>({ key, empty, forgetAfterMs }: Options<Value>): Store<Value> {
  const name = PREFIX + key;
  const listeners = new Set<() => void>();
  let text: string | null | undefined;
  let value = empty;
  // What could not be written is not what stands there: this page goes by its own memory until another tab writes.
  let isWritten = true;

  const get = (): Value => {
    const now = isWritten ? read(name, text ?? null) : (text ?? null);
    if (now === text) return value;
    text = now;
    const kept = parse<Value>(now);
    value = kept && Date.now() - kept.at < forgetAfterMs ? kept.value : empty;
    return value;
  };
  const set: Store<Value>['set'] = (change) => {
    value = change(get());
    text = JSON.stringify({ at: Date.now(), value } satisfies Kept<Value>);
    isWritten = write(name, text);
    listeners.forEach((changed) => changed());
  };
  const subscribe: Store<Value>['subscribe'] = (changed) => {
    const heard = (event: StorageEvent): void => {
      if (event.key !== name && event.key !== null) return;
      isWritten = true;
      changed();
    };
    listeners.add(changed);
    window.addEventListener('storage', heard);
    return () => {
      listeners.delete(changed);
      window.removeEventListener('storage', heard);
    };
  };
  return { get, set, subscribe };
}

function read(name: string, otherwise: string | null): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return otherwise;
  }
}

/** Answers whether it stands there now: the storage may be full or forbidden. */
function write(name: string, text: string): boolean {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

function parse<Value>(text: string | null): Kept<Value> | null {
  try {
    const kept: unknown = text ? JSON.parse(text) : null;
    return kept && typeof kept === 'object' && 'at' in kept && 'value' in kept ? (kept as Kept<Value>) : null;
  } catch {
    return null;
  }
}
