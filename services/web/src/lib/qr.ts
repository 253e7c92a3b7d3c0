import { encode } from 'uqr';

export interface QrPath {
  /** Modules on a side. */
  size: number;
  /** One path of unit squares. */
  path: string;
}

/** A code that survives a scratch: a quarter of it may be unreadable. */
export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { ecc: 'Q', border: 0 });
  return { size, path: modulePath(data) };
}

/** The dark modules of a code as one path of unit squares; runs of a row are one stroke. */
export function modulePath(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) => {
      const runs: string[] = [];
      for (let x = 0; x < row.length; x++) {
        if (!row[x]) continue;
        const from = x;
        while (row[x + 1]) x++;
        runs.push(`M${from} ${y}h${x + 1 - from}v1h-${x + 1 - from}z`);
      }
      return runs;
    })
    .join('');
}
