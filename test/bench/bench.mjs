// Time and memory beside other programs, as ratios measured side by side. Nothing is judged here.
// npm run bench -- lint measures one part alone.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchBackfill } from './backfill.mjs';
import { benchLint } from './lint.mjs';
import { benchPlot, benchRender, benchStream } from './render.mjs';

const PARTS = {
  render: benchRender,
  stream: benchStream,
  lint: benchLint,
  backfill: benchBackfill,
  plot: benchPlot,
};

const folder = mkdtempSync(join(tmpdir(), 'phasegate-bench-'));
process.env.XDG_STATE_HOME = folder;
try {
  const asked = process.argv.slice(2);
  for (const [name, bench] of Object.entries(PARTS))
    if (asked.length === 0 || asked.includes(name)) bench(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
