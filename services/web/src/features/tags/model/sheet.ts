/** An A4 page of codes in millimetres: two columns, four rows, lines to cut along. */
export const PAGE = { width: 210, height: 297, margin: 10, columns: 2, rows: 4 } as const;

export interface Cell<Thing> {
  thing: Thing;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function pagesOf<Thing>(things: readonly Thing[]): Cell<Thing>[][] {
  const { width, height, margin, columns, rows } = PAGE;
  const [cellWidth, cellHeight] = [(width - 2 * margin) / columns, (height - 2 * margin) / rows];
  const pages: Cell<Thing>[][] = [];
  things.forEach((thing, index) => {
    const place = index % (columns * rows);
    if (place === 0) pages.push([]);
    pages.at(-1)!.push({ thing, x: margin + (place % columns) * cellWidth, y: margin + Math.floor(place / columns) * cellHeight, width: cellWidth, height: cellHeight });
  });
  return pages;
}

/** How large a label may stand in `width` millimetres: long names get smaller letters and never leave the card. */
export function letterSize(label: string, width: number, largest: number): number {
  const EM_PER_LETTER = 0.62;
  return Math.min(largest, width / (Math.max([...label].length, 1) * EM_PER_LETTER));
}
