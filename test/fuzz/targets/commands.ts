import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runInProcess } from '../../in-process.ts';
import { releaseIn } from '../../property/arbitraries.ts';
import { mutated } from '../../property/mutated-text.ts';
import { releaseDocuments } from '../../property/release-documents.ts';
import { bytesOf, type FuzzTarget, gist } from '../target.ts';
import { anyStream } from './yaml.ts';

const releaseStream = fc
  .tuple(releaseIn('one'), releaseIn('two'))
  .map((all) => all.map((written) => releaseDocuments(written).join('')).join(''));

/** An empty folder has no phasegate.yaml; none is looked for above the root. */
const WORLD = { cwd: '/', env: { XDG_STATE_HOME: '/dev/null' } };

async function checkRender(input: Uint8Array): Promise<string> {
  const phase = ['v1', 'dual', 'v2'][input.length % 3] ?? 'v2';
  const args = ['render', '--phase', phase, '--accept-loss', '--allow-no-match', '--quiet'];
  const first = await runInProcess(args, { ...WORLD, input: Buffer.from(input) });
  assert.notEqual(first.code, 3, first.err);
  if (first.code !== 0) {
    assert.equal(first.out, '', 'what was refused was written');
    return `exit ${first.code} ${gist(first.err)}`;
  }
  const again = await runInProcess(args, { ...WORLD, input: first.out });
  assert.notEqual(again.code, 3, again.err);
  if (again.code === 0) assert.equal(again.out, first.out, 'a second run changes what the first wrote');
  return `${first.out.length === input.length ? 'passed' : 'changed'}, then exit ${again.code}`;
}

export const render: FuzzTarget = {
  name: 'render',
  holds: 'render never fails by itself, writes nothing where it refuses, and a second run changes nothing',
  inputs: fc.oneof(mutated(releaseStream), anyStream).map(bytesOf),
  runs: 100,
  check: checkRender,
};
