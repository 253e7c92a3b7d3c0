// Which folder of src may import which, as one ESLint rule: layers by a list, features never from one another.
import path from 'node:path';

const source = path.resolve(import.meta.dirname, '../src');

/** `@/features/menu/model/search`, whether it was written with the alias or relative. */
function target(importing, specifier) {
  if (specifier.startsWith('@/')) return specifier;
  if (!specifier.startsWith('.')) return null;
  return `@/${path.relative(source, path.resolve(path.dirname(importing), specifier))}`;
}

const feature = (name) => /^@\/features\/([^/]+)/.exec(name)?.[1];

function problem(importing, specifier, deny) {
  const to = target(importing, specifier);
  if (!to) return null;
  const denied = deny.find((pattern) => to.startsWith(pattern.replace('**', '')));
  if (denied) return `This folder must not import ${denied}.`;
  const from = feature(`@/${path.relative(source, importing)}`);
  if (from && feature(to) && feature(to) !== from) return 'Features do not import one another; share through lib, ui, api or feed.';
  return null;
}

export const featuresAreIslands = {
  meta: { type: 'problem', schema: [{ type: 'object' }] },
  create(context) {
    const { deny } = context.options[0];
    const visit = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const message = problem(context.filename, node.source.value, deny);
      if (message) context.report({ node, message });
    };
    return { ImportDeclaration: visit, ExportNamedDeclaration: visit, ExportAllDeclaration: visit, ImportExpression: visit };
  },
};
