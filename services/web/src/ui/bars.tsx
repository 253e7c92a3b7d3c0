import { useId } from 'react';

import styles from './bars.module.css';

export type BarLook = 'full' | 'hatched' | 'hollow';

export interface Bar {
  key: string;
  /** From the ground up; nothing of a look is not drawn. */
  parts: readonly { look: BarLook; value: number }[];
}

interface Props {
  bars: readonly Bar[];
  top: number;
  /** What a reader hears instead of the picture; the numbers stand in a table beside it. */
  label: string;
  formatTick: (value: number) => string;
  first: string;
  last: string;
  legend: readonly { look: BarLook; label: string }[];
}

const WIDTH_OF_STEP = 0.62;
const TICKS = [1, 0.5, 0];

/** Bars by hand: a few rectangles in percent, so that they fit every width without a script. */
export function Bars({ bars, top, label, formatTick, first, last, legend }: Props) {
  const hatch = useId();
  const step = 100 / bars.length;
  return (
    <figure className={styles.chart}>
      <svg className={styles.plot} role="img" aria-label={label}>
        <Hatch id={hatch} />
        {TICKS.map((tick) => (
          <line key={tick} className={tick ? styles.grid : styles.base} x1="0%" x2="100%" y1={`${(1 - tick) * 100}%`} y2={`${(1 - tick) * 100}%`} />
        ))}
        {bars.map((bar, index) => (
          <Stack key={bar.key} bar={bar} top={top} x={step * (index + (1 - WIDTH_OF_STEP) / 2)} width={step * WIDTH_OF_STEP} hatch={hatch} />
        ))}
      </svg>
      <div className={styles.scale} aria-hidden="true">
        {TICKS.map((tick) => (
          <span key={tick}>{formatTick(top * tick)}</span>
        ))}
      </div>
      <div className={styles.days} aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </div>
      <ul className={styles.legend}>
        {legend.map((each) => (
          <li key={each.look}>
            <svg width="14" height="14" aria-hidden="true">
              <rect x="1" y="1" width="12" height="12" className={styles[each.look]} fill={each.look === 'hatched' ? `url(#${hatch})` : undefined} />
            </svg>
            {each.label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="5" className={styles.hatch} />
      </pattern>
    </defs>
  );
}

function Stack({ bar, top, x, width, hatch }: { bar: Bar; top: number; x: number; width: number; hatch: string }) {
  let ground = 100;
  return bar.parts.map(({ look, value }) => {
    const height = top ? (value / top) * 100 : 0;
    ground -= height;
    if (height <= 0) return null;
    return <rect key={look} className={styles[look]} x={`${x}%`} y={`${ground}%`} width={`${width}%`} height={`${height}%`} fill={look === 'hatched' ? `url(#${hatch})` : undefined} />;
  });
}
