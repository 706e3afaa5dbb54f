// What every bundle of the program has in common.
import { TEXT } from './import-typescript.mjs';

/** commander starts other programs for subcommands of its own; none is used here, and the module is slow to load. */
export const withoutChildProcess = {
  name: 'commander-without-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/commander/') ? { path: 'child_process', namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {}', loader: 'js' }));
  },
};

/** Options of esbuild. @param commit that the program names as its own */
export const bundleOptions = (commit) => ({
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  loader: TEXT,
  define: { BUILT_FROM: JSON.stringify(commit) },
  logLevel: 'warning',
});
