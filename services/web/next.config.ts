import path from 'node:path';

import type { NextConfig } from 'next';

import { staticHeaders } from './src/config/headers';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  poweredByHeader: false,
  reactStrictMode: true,
  // Pictures are made at their final size, so the optimiser and its 19 MB of native code stay out.
  images: { unoptimized: true },
  outputFileTracingExcludes: { '*': ['**/node_modules/sharp/**', '**/node_modules/@img/**'] },
  headers: async () => staticHeaders(),
};

export default config;
