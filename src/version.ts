import manifest from '../package.json' with { type: 'json' };

/** This program's version, out of package.json. */
export const VERSION: string = manifest.version;

/** The build puts the commit of its sources here. */
declare const BUILT_FROM: string | undefined;

/** The commit that this program was built from. */
export const COMMIT: string = typeof BUILT_FROM === 'string' ? BUILT_FROM : 'unknown';

/** An executable brings its own runtime, which is Bun. */
export const isExecutable = process.versions.bun !== undefined;

/** What runs this program: `node 20.20.1`. */
export const RUNTIME = isExecutable ? `bun ${process.versions.bun}` : `node ${process.versions.node}`;
