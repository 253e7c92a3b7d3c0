import type { ReactNode } from 'react';

import { classes } from './classes';
import styles from './table.module.css';

export interface Column<Row> {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures stand right, one below the other. */
  figures?: boolean;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  hideCaption?: boolean;
}

/** Scrolls sideways within itself where it is too wide; its frame can then be reached with the keyboard. */
export function Table<Row>({ caption, columns, rows, rowKey, hideCaption = false }: Props<Row>) {
  return (
    <div className={styles.frame} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className={hideCaption ? 'visually-hidden' : styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, figures }) => (
              <th key={key} scope="col" className={classes(figures && styles.figures)}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ key, cell, figures }) => (
                <td key={key} className={classes(figures && styles.figures)}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
