import 'server-only';

import { type Environment, readEnvironment } from './env';

let environment: Environment | undefined;

/** Read at the first request and not while building: one build serves every environment. */
export function serverEnvironment(): Environment {
  environment ??= readEnvironment(process.env);
  return environment;
}
