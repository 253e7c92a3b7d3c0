import type { ReactElement, SVGProps } from 'react';

/** Drawn on a grid of 24 with a round pen of 1.75: the weight of the text beside them. */
const SHAPES = {
  plus: <path d="M12 5v14M5 12h14" />,
  minus: <path d="M5 12h14" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  back: <path d="m14.5 5.5-6.5 6.5 6.5 6.5" />,
  forward: <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />,
  search: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 4.5 4.5" />
    </>
  ),
  bag: <path d="M6 8.5h12l1 11.5H5zM9 8.5V7a3 3 0 0 1 6 0v1.5" />,
  help: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M9.6 9.6a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 2M12 16.6v.1" />
    </>
  ),
  alert: <path d="M12 4.5 21 19.5H3zM12 10.5v4M12 17v.1" />,
  offline: <path d="M4 4l16 16M8.5 12.6a5 5 0 0 1 3-1.5M5.5 9.6a9.5 9.5 0 0 1 3-2M15.6 12.7 18.5 9.6a9.6 9.6 0 0 0-6-2.7M12 17.5v.1" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.3l3.4 2" />
    </>
  ),
  wheat: <path d="M12 21V8M12 8c-2-1-2-4 0-5 2 1 2 4 0 5M12 13c-3 0-4.500-2-4.500-4.500C10 8.500 12 10 12 13M12 13c3 0 4.500-2 4.500-4.500C14 8.500 12 10 12 13M12 18c-3 0-4.500-2-4.500-4.500C10 13.500 12 15 12 18M12 18c3 0 4.500-2 4.500-4.500C14 13.500 12 15 12 18" />,
  receipt: <path d="M6 3.500v17l2-1.300 2 1.300 2-1.300 2 1.300 2-1.300 2 1.300v-17l-2 1.300-2-1.300-2 1.300-2-1.300-2 1.300zM9 9.500h6M9 13.500h6" />,
  bell: <path d="M5 17h14c-1.500-1.500-2-3-2-6a5 5 0 0 0-10 0c0 3-.500 4.500-2 6M10.500 20h3M12 3.500V6" />,
  sound: <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />,
  muted: <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5" />,
  undo: <path d="M8.500 5 4.500 9l4 4M4.500 9h9a5.500 5.500 0 0 1 0 11H9" />,
  pen: <path d="M4.500 19.500 5.500 15 15.500 5l3.500 3.500-10 10zM13.500 7l3.500 3.500" />,
  flame: <path d="M12 3.500c1 3 4.500 4.500 4.500 9.500a4.500 4.500 0 0 1-9 0c0-2 1-3 1.500-4.500.8.8 1.300 1.700 1.500 2.500C11.500 9 12.300 6.500 12 3.500" />,
  person: (
    <>
      <circle cx="12" cy="8" r="3.800" />
      <path d="M4.500 20c.8-4 3.600-6 7.500-6s6.700 2 7.500 6" />
    </>
  ),
  table: <path d="M3.500 8.500h17M6 8.500l-1.500 11M18 8.500l1.500 11M12 8.500v11" />,
  card: (
    <>
      <rect x="3.500" y="6" width="17" height="12.500" rx="2.500" />
      <path d="M3.500 10h17M7 14.800h3.500" />
    </>
  ),
  globe: (
    <>
      <circle cx="12" cy="12" r="8.500" />
      <path d="M3.500 12h17M12 3.500c-5.500 5-5.500 12 0 17M12 3.500c5.500 5 5.500 12 0 17" />
    </>
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  board: <path d="M4 4.5h7v15H4zM14 4.5h6v6.500h-6zM14 14.500h6v5h-6z" />,
  struck: (
    <>
      <circle cx="12" cy="12" r="8.500" />
      <path d="m6 6 12 12" />
    </>
  ),
  bank: <path d="M4 9.500 12 4.500l8 5zM5.500 12.500v4.500M10 12.500v4.500M14 12.500v4.500M18.500 12.500v4.500M4 19.500h16" />,
  pause: <path d="M9 6v12M15 6v12" />,
  expo: <path d="M3.500 17.500h17M5.500 17.500a6.500 6.500 0 0 1 13 0M12 11V8.500M10 8.500h4M3.500 20.500h17" />,
  keyboard: (
    <>
      <rect x="3" y="6.500" width="18" height="11.500" rx="2" />
      <path d="M6.500 10v.1M10 10v.1M14 10v.1M17.500 10v.1M8 14.500h8" />
    </>
  ),
  list: <path d="M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500v.1M4.500 12v.1M4.500 17.500v.1" />,
  download: <path d="M12 4.500v11M7.500 11.500l4.500 4.500 4.500-4.500M4.500 19.500h15" />,
  up: <path d="m5.500 14.500 6.500-6.500 6.500 6.500" />,
  down: <path d="m5.500 9.500 6.500 6.500 6.500-6.500" />,
  nfc: <path d="M6.500 9.500v5M10 7.500a8 8 0 0 1 0 9M13.500 5.500a12 12 0 0 1 0 13M17 4a16 16 0 0 1 0 16" />,
  print: <path d="M7 9V4h10v5M7 17H4.500v-7.500h15V17H17M7 14h10v6H7z" />,
} satisfies Record<string, ReactElement>;

export type IconName = keyof typeof SHAPES;

/** Decoration beside words; an icon that stands alone gets its words from the button around it. */
export function Icon({ name, size = 24, ...rest }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" {...rest}>
      {SHAPES[name]}
    </svg>
  );
}
