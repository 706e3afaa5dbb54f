import type { FuzzTarget } from './target.ts';
import { render } from './targets/commands.ts';
import { discovery } from './targets/discovery.ts';
import { editor } from './targets/editor.ts';
import { intent } from './targets/intent.ts';
import { remoteRead } from './targets/remote-read.ts';
import { setFlag } from './targets/set-flag.ts';
import { scanner, stream } from './targets/yaml.ts';

/** All readers of foreign input that are fuzzed, by `npm test` for a moment and by `npm run fuzz` for as long as asked. */
export const TARGETS: readonly FuzzTarget[] = [
  stream,
  scanner,
  editor,
  setFlag,
  intent,
  discovery,
  remoteRead,
  render,
];
