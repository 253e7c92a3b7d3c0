/** Runs once before the first request: a server that could not take money rightly does not start at all. */
export async function register(): Promise<void> {
  // Spelled like this, the condition drops the import from the bundle of the other runtime, which has no process.
  // eslint-disable-next-line no-restricted-syntax
  if (process.env.NEXT_RUNTIME === 'nodejs') (await import('@/config/start')).refuseToStartWrongly();
}
