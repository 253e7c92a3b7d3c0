import { type Store, storeOf } from './table/store';

/** Everything is measured in rem, so that the root's size is all that changes. */
export const TEXT_SIZES = { normal: '', large: '115%', largest: '130%' } as const;

export type TextSize = keyof typeof TEXT_SIZES;

const KEY = 'text';

/** Kept on the phone without an end: eyes do not change with the visit. */
export const textSizeStore = (): Store<TextSize> => storeOf<TextSize>({ key: KEY, empty: 'normal', forgetAfterMs: Infinity });

export function applyTextSize(size: TextSize): void {
  document.documentElement.style.fontSize = TEXT_SIZES[size];
}

/** Run by the document before anything is painted, so that nothing moves. The policies name it by its hash. */
export const TEXT_SIZE_SCRIPT = `try{document.documentElement.style.fontSize=${JSON.stringify(TEXT_SIZES)}[JSON.parse(localStorage.getItem("twyst.v1.${KEY}")).value]||""}catch{}`;
