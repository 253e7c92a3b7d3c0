/** For searching: "creme brulee" finds "Crème brûlée". */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
