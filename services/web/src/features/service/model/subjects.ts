import type { components } from '@/api/generated/order';
import { plain } from '@/lib/plain';

type Schemas = components['schemas'];

export type Subject = Schemas['SubjectBody'];
export type Subjects = Schemas['SubjectList'];

export interface Group {
  name: string;
  subjects: Subject[];
}

const matches = (subject: Subject, text: string): boolean => [subject.name, ...subject.places].some((each) => plain(each).includes(plain(text)));

/** Items under their categories, in the menu's order; only what is looked for, and only what is sold out if that is all that is wanted. */
export function groupsOf(items: readonly Subject[], text: string, onlySoldOut: boolean): Group[] {
  const groups: Group[] = [];
  for (const subject of wanted(items, text, onlySoldOut)) {
    const [name = ''] = subject.places;
    const last = groups.at(-1);
    if (last?.name === name) last.subjects.push(subject);
    else groups.push({ name, subjects: [subject] });
  }
  return groups;
}

export const wanted = (subjects: readonly Subject[], text: string, onlySoldOut: boolean): Subject[] =>
  subjects.filter((subject) => matches(subject, text.trim()) && (!onlySoldOut || subject.sold_out !== null));

/** What was pressed here and is not answered yet. */
export type Pending = ReadonlyMap<string, boolean>;

export const isSoldOut = (subject: Subject, pending: Pending): boolean => pending.get(subject.subject_id) ?? subject.sold_out !== null;

export const countSoldOut = ({ items, options }: Subjects): number => [...items, ...options].filter((subject) => subject.sold_out !== null).length;
