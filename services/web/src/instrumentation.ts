/** Runs once before the first request: a server that could not take money rightly does not start at all. */
export async function register(): Promise<void> {
  const { refuseToStartWrongly } = await import('@/config/start');
  refuseToStartWrongly();
}
