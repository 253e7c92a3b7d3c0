import styles from './picture.module.css';

const CLOTHS = ['butter', 'sage', 'rose', 'sky', 'plum'] as const;

/** `dish:steak-frites` is a drawing of ours; anything else must be an https address. */
export function pictureOf(image: string | null): string | null {
  const own = /^dish:([a-z0-9-]{1,60})$/.exec(image ?? '');
  if (own) return `/dishes/${own[1]}.svg`;
  return image?.startsWith('https://') ? image : null;
}

/** A section's cloth, so that neighbours differ. */
export const clothOf = (index: number): string => `var(--cloth-${CLOTHS[index % CLOTHS.length]})`;

/** A plate on its cloth. The name stands beside it, so that readers hear it once. */
export function Picture({ source, cloth, eager = false, size = 'small' }: { source: string; cloth: string; eager?: boolean; size?: 'tiny' | 'small' | 'large' }) {
  return (
    <span className={styles[size]} style={{ background: cloth }}>
      {/* Drawings are a few kilobytes and have no other size to choose. */}
      {/* eslint-disable-next-line @next/next/no-img-element */}
      <img src={source} alt="" width={240} height={240} loading={eager ? 'eager' : 'lazy'} decoding="async" className={styles.image} />
    </span>
  );
}
