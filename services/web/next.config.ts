import path from 'node:path';

import type { NextConfig } from 'next';

import { staticHeaders } from './src/config/headers';
import { LOCALE_HEADER, LOCALES } from './src/lib/i18n/locale';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');

/** Everything that is no page; the same as the matcher in src/proxy.ts, which Next wants to read as a literal. */
const NO_PAGE = '_next/|internal/|healthz|readyz|dishes/|icons/|sw\\.js|manifest\\.webmanifest|favicon';

const config: NextConfig = {
  output: 'standalone',
  outputFileTracingRoot: repositoryRoot,
  turbopack: { root: repositoryRoot },
  poweredByHeader: false,
  reactStrictMode: true,
  // Pictures are made at their final size, so the optimiser and its 19 MB of native code stay out.
  images: { unoptimized: true },
  // Cached menus stay in memory: a container's disk is read-only, and a restart must not serve yesterday's prices first.
  // By cost, and a cost that is low enough, styles of the dashboard stay off the guest's phone.
  experimental: { isrFlushToDisk: false, cssChunking: { type: 'graph', requestCost: 4_000 } },
  outputFileTracingExcludes: { '*': ['**/node_modules/sharp/**', '**/node_modules/@img/**'] },
  headers: async () => staticHeaders(),
  rewrites: async () => ({
    beforeFiles: [
      {
        source: `/:path((?!${NO_PAGE}).*)`,
        has: [{ type: 'header', key: LOCALE_HEADER, value: `(?<locale>${LOCALES.join('|')})` }],
        destination: '/:locale/:path',
      },
    ],
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
