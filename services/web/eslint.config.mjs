import js from '@eslint/js';
import nextVitals from 'eslint-config-next/core-web-vitals';
import nextTypescript from 'eslint-config-next/typescript';

import { featuresAreIslands } from './scripts/eslint-features.mjs';

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only src/config reads the environment.',
};

/** React is a way to show things; what is true is worked out without it. */
const pure = {
  files: ['src/feed/*.ts', 'src/lib/**/*.ts', 'src/features/*/model/**/*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: ['react', 'react-dom', 'next', 'next/*'], message: 'Models and feeds know no React.' }] },
    ],
  },
};

const layers = [
  { files: ['src/ui/**'], deny: ['@/features/**', '@/api/**', '@/feed/**', '@/app/**', '@/config/**'] },
  { files: ['src/lib/**'], deny: ['@/features/**', '@/api/**', '@/feed/**', '@/app/**', '@/config/**', '@/ui/**'] },
  { files: ['src/feed/**'], deny: ['@/features/**', '@/app/**', '@/config/**', '@/ui/**'] },
  { files: ['src/api/**'], deny: ['@/features/**', '@/app/**', '@/ui/**'] },
  { files: ['src/features/**'], deny: ['@/app/**'] },
].map(({ files, deny }) => ({
  files,
  plugins: { twyst: { rules: { 'features-are-islands': featuresAreIslands } } },
  rules: { 'twyst/features-are-islands': ['error', { deny }] },
}));

const config = [
  { ignores: ['.next/**', 'node_modules/**', 'src/api/generated/**', 'next-env.d.ts', 'public/sw.js'] },
  js.configs.recommended,
  ...nextVitals,
  ...nextTypescript,
  {
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true, IIFEs: true }],
      'no-undef': 'off',
      'no-console': ['error', { allow: ['error', 'warn'] }],
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  { files: ['**/*.test.ts', '**/*.test.tsx', 'e2e/**', 'scripts/**'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
  { files: ['src/**'], ignores: ['src/config/**'], rules: { 'no-restricted-syntax': ['error', noEnvironment] } },
  ...layers,
  pure,
];

export default config;
