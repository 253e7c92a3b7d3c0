'use client';

import Link from 'next/link';
import { useRef } from 'react';

import type { DiningTable } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenue } from '@/api/use-venue';
import { useVenueWords } from '@/lib/context/context';
import { qrPath } from '@/lib/qr';
import { save } from '@/lib/save';
import { Button } from '@/ui/button';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { VenueProblem } from '@/ui/problem';

import { type Cell, letterSize, PAGE, pagesOf } from './model/sheet';
import styles from './print.module.css';
import { useTables } from './use-tables';

/** The codes of all tables on A4, as SVG: sharp at any size, and what is printed is what is shown. */
export function SheetScreen() {
  const words = useVenueWords();
  const { venueId } = useSession();
  const found = useTables();
  const venue = useVenue().data;
  const before = (
    <Link prefetch={false} className={styles.back} href={`/dashboard/${venueId}/tables`}>
      <Icon name="back" size={18} />
      {words('sheet.back')}
    </Link>
  );
  const actions = (
    <Button look="main" icon="print" onClick={() => window.print()}>
      {words('sheet.print')}
    </Button>
  );
  return (
    <div className={styles.screen}>
      <Page before={before} title={words('sheet.title')} about={words('sheet.text')} actions={actions}>
        {found.problem && !found.tables && <VenueProblem problem={found.problem} onRetry={found.reload} />}
        {!found.problem && !(found.tables && venue) && <Skeleton height="30rem" />}
        {found.tables?.length === 0 && <Empty icon="table" title={words('tables.none.title')} />}
        {venue && found.tables && pagesOf(found.tables).map((cells, index) => <Paper key={index} cells={cells} venueName={venue.name} page={index + 1} />)}
      </Page>
    </div>
  );
}

function Paper({ cells, venueName, page }: { cells: readonly Cell<DiningTable>[]; venueName: string; page: number }) {
  const words = useVenueWords();
  const paper = useRef<SVGSVGElement>(null);
  return (
    <figure className={styles.paper}>
      <svg ref={paper} xmlns="http://www.w3.org/2000/svg" className={styles.page} viewBox={`0 0 ${PAGE.width} ${PAGE.height}`} role="img" aria-label={words('sheet.page', { page })}>
        <rect width={PAGE.width} height={PAGE.height} fill="#ffffff" />
        {cells.map((cell) => (
          <Card key={cell.thing.table_id} cell={cell} venueName={venueName} />
        ))}
      </svg>
      <figcaption className={styles.caption}>
        <Button look="plain" icon="download" onClick={() => paper.current && savePaper(paper.current, `twyst-tables-${page}.svg`)}>
          {words('sheet.download', { page })}
        </Button>
      </figcaption>
    </figure>
  );
}

const CODE_MM = 38;
const INK = '#15171f';
const RIM = '#1e35b5';
const SERIF = "'Young Serif', Georgia, serif";
const SANS = "'Hanken Grotesk', 'Helvetica Neue', Arial, sans-serif";

/** What lies on the table: the enamel plate's rim around the name, the code beside it. Colours are of paper, not of the screen. */
function Card({ cell: { thing: table, x, y, width, height }, venueName }: { cell: Cell<DiningTable>; venueName: string }) {
  const words = useVenueWords();
  const { size, path } = qrPath(table.url);
  const textWidth = width - CODE_MM - 21;
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} fill="none" stroke="#b9bdb8" strokeWidth="0.2" strokeDasharray="1.5 1.5" />
      <rect x="4" y="4" width={width - 8} height={height - 8} rx="5" fill="none" stroke={RIM} strokeWidth="1" />
      <rect x="5.4" y="5.4" width={width - 10.8} height={height - 10.8} rx="3.8" fill="none" stroke={RIM} strokeWidth="0.3" />
      <text x="10" y="16" fontFamily={SANS} fontSize="3" fill={INK}>
        {words('sheet.table')}
      </text>
      <text x="10" y={height / 2 + 5} fontFamily={SERIF} fontSize={letterSize(table.label, textWidth, 20)} fill={INK}>
        {table.label}
      </text>
      <text x="10" y={height - 14.5} fontFamily={SERIF} fontSize={letterSize(venueName, textWidth, 3.8)} fill={INK}>
        {venueName}
      </text>
      <text x="10" y={height - 10} fontFamily={SANS} fontSize={letterSize(words('sheet.scan'), textWidth, 2.8)} fill={INK}>
        {words('sheet.scan')}
      </text>
      <path transform={`translate(${width - CODE_MM - 10} ${(height - CODE_MM) / 2}) scale(${CODE_MM / size})`} d={path} fill={INK} shapeRendering="crispEdges" />
    </g>
  );
}

function savePaper(paper: SVGSVGElement, name: string): void {
  save(new Blob([new XMLSerializer().serializeToString(paper)], { type: 'image/svg+xml' }), name);
}
