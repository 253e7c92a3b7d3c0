import { EnvironmentInvalid, readEnvironment } from './env';

export function refuseToStartWrongly(): void {
  if (process.env.NEXT_PHASE === 'phase-production-build') return;
  try {
    readEnvironment(process.env);
  } catch (error) {
    if (!(error instanceof EnvironmentInvalid)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
