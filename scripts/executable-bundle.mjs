// The bundle that executables are made of: what every render needs lies side by side, all else behind one function.
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, withoutChildProcess } from './bundle.mjs';
import { commitOfSources } from './commit.mjs';

const ROOT = resolve(import.meta.dirname, '..');

const RUN = `import { run } from './src/cli/main.ts';`;
/** In one bundle a bundler wraps each module that is loaded when it is asked for, and whatever that one imports: some 600 closures. */
const WITH_EVERY_RENDER = ['src/cli/render/command.ts', 'src/packs/index.ts'];
const START = 'run(process.argv.slice(2)).then((code) => process.exit(code));';

/** What a module of the bundle takes for its own file is inside the executable, where no node_modules lie around it. */
const PLACE = "const programUrl=require('node:url').pathToFileURL(__filename).href;";

const REGISTRY = 'globalThis.phasegateModules';
const REST = './rest.cjs';

const imports = (files, clause) =>
  files.map((file, index) => `import ${clause(index)}${JSON.stringify(`./${file}`)};`).join('\n');
const named = (index) => `* as m${index} from `;

/** Resolves imports as esbuild does, without asking itself again. */
async function resolved(build, { path, kind, importer, resolveDir, pluginData }) {
  if (pluginData === 'asked') return undefined;
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
  return found.external || found.errors.length > 0 ? undefined : relative(ROOT, found.path);
}

/** Takes imports of some modules elsewhere. @param placeOf gives a module's file the text that stands for it, or nothing */
const redirected = (placeOf) => ({
  name: 'redirected',
  setup(own) {
    own.onResolve({ filter: /./ }, async (asked) => {
      if (asked.kind === 'entry-point') return undefined;
      const file = await resolved(own, asked);
      const contents = file === undefined ? undefined : placeOf(file, asked.kind);
      return contents === undefined
        ? undefined
        : { path: file, namespace: 'redirected', pluginData: contents };
    });
    own.onLoad({ filter: /./, namespace: 'redirected' }, ({ pluginData }) => ({
      contents: pluginData,
      loader: 'js',
      resolveDir: ROOT,
    }));
  },
});

async function bundle(contents, plugins, more = {}) {
  const options = bundleOptions(commitOfSources());
  return build({
    ...options,
    define: { ...options.define, 'import.meta.url': 'programUrl' },
    banner: { js: PLACE },
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    format: 'cjs',
    external: [REST],
    plugins: [withoutChildProcess, ...plugins],
    legalComments: 'none',
    ...more,
  });
}

const isOwn = (file) => file.startsWith('src/') && file.endsWith('.ts');

/** The project's own modules that are imported at once, from the start. */
async function modulesOfStart() {
  const later = redirected((_, kind) => (kind === 'dynamic-import' ? '' : undefined));
  const { metafile } = await bundle(`${RUN}\n${imports(WITH_EVERY_RENDER, () => '')}\n${START}`, [later], {
    write: false,
    metafile: true,
  });
  return Object.keys(metafile.inputs).filter(isOwn);
}

/**
 * Writes `start.cjs`, which needs `rest.cjs` beside it.
 * @returns the file that the executable is compiled from
 */
export async function bundleForExecutable(folder) {
  const start = await modulesOfStart();
  const isOfStart = new Set(start);
  const registered = (file) => `module.exports = ${REGISTRY}[${JSON.stringify(file)}];`;
  const later = new Set();
  const ofStart = redirected((file, kind) => {
    if (kind !== 'dynamic-import') return undefined;
    if (isOfStart.has(file)) return registered(file);
    later.add(file);
    return `module.exports = require(${JSON.stringify(REST)}).load(${JSON.stringify(file)});`;
  });
  const registry = start.map((file, index) => `${JSON.stringify(file)}: m${index}`).join(', ');
  const outfile = join(folder, 'start.cjs');
  await bundle(`${RUN}\n${imports(start, named)}\n${REGISTRY} = { ${registry} };\n${START}`, [ofStart], {
    outfile,
  });
  const loaders = [...later].map(
    (file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`,
  );
  await bundle(
    `const loaders = { ${loaders.join(', ')} };\nexports.load = (file) => loaders[file]();`,
    [redirected((file) => (isOfStart.has(file) ? registered(file) : undefined))],
    { outfile: join(folder, 'rest.cjs') },
  );
  return outfile;
}
