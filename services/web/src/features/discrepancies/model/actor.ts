export type Actor = 'you' | 'staff' | 'device' | 'system';

/** Who it was, in a word: subjects are `staff:{id}` and `device:{id}`, and no person's name is in the books. */
export function actorOf(subject: string, mine: string): Actor {
  if (subject === mine) return 'you';
  if (subject.startsWith('staff:')) return 'staff';
  return subject.startsWith('device:') ? 'device' : 'system';
}
