const STEPS_MS = [500, 1_000, 2_000, 4_000, 8_000, 10_000];
const SPREAD = 0.3;

/** Milliseconds before attempt `failures`, spread so that a hundred phones do not come back in the same instant. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const step = STEPS_MS[Math.min(Math.max(failures, 1), STEPS_MS.length) - 1]!;
  return step * (1 - SPREAD + 2 * SPREAD * random());
}
