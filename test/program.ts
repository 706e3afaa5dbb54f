import { resolve } from 'node:path';

/** The words that start a program: what comes before its arguments. */
export type ProgramWords = readonly [string, ...string[]];

/** What `npm run build` completes, under this Node. */
export const BUILT: ProgramWords = [process.execPath, resolve(import.meta.dirname, '../bin/phasegate.js')];

const { PHASEGATE_PROGRAM } = process.env;

/** The executable that the tests run against instead, where there is one. */
export const ASKED_FOR: ProgramWords | undefined = PHASEGATE_PROGRAM
  ? [resolve(PHASEGATE_PROGRAM)]
  : undefined;

/** What a test starts that wants a real process. */
export const PROGRAM: ProgramWords = ASKED_FOR ?? BUILT;
