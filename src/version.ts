import manifest from '../package.json' with { type: 'json' };

/** This program's version, out of package.json. */
export const VERSION: string = manifest.version;
