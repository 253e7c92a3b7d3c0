/** Things by id, each as of its `seq`: only news is newer. A repeated or late event changes nothing. */
export type BySeq<Item> = ReadonlyMap<string, Item>;

export interface Sequenced {
  seq: number;
}

export function applyNewer<Item extends Sequenced>(known: BySeq<Item>, id: string, item: Item): BySeq<Item> {
  const before = known.get(id);
  if (before && before.seq >= item.seq) return known;
  return new Map(known).set(id, item);
}

/** A snapshot says what exists; what it does not name is gone, and nothing in it may take anything back in time. */
export function applySnapshot<Item extends Sequenced>(known: BySeq<Item>, snapshot: Iterable<readonly [string, Item]>): BySeq<Item> {
  const next = new Map<string, Item>();
  for (const [id, item] of snapshot) {
    const before = known.get(id);
    next.set(id, before && before.seq > item.seq ? before : item);
  }
  return next;
}

/** For a feed of one thing. */
export function newer<Item extends Sequenced>(known: Item | null, item: Item): Item {
  return known && known.seq >= item.seq ? known : item;
}
