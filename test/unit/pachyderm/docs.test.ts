import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { GATE_NAMES } from '../../../src/packs/pachyderm/facts/gates.ts';
import { PATH_SHAPE, RUNBOOK_SHAPE } from '../../../src/packs/pachyderm/guide/flags.ts';
import { VERIFY_SHAPE } from '../../../src/packs/pachyderm/verify/flags.ts';

const DOCS = readFileSync(resolve(import.meta.dirname, '../../../docs/pachyderm/migrate.md'), 'utf8');

it('the table of gates has each of them, and no other', () => {
  const told = [...DOCS.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(told).toEqual([...GATE_NAMES]);
});

it.each([PATH_SHAPE, RUNBOOK_SHAPE, VERIFY_SHAPE])(
  'commands in the docs have flags that there are',
  (shape) => {
    const known = new Set(
      Object.values(shape.options).flatMap(({ flag }) => flag.match(/(?<!\S)--?[a-z-]+/g) ?? []),
    );
    const commands =
      DOCS.match(new RegExp(`phasegate ${shape.name} (?:[^\\n\`]*\\\\\\n)*[^\\n\`]*`, 'g')) ?? [];
    expect(commands).not.toEqual([]);
    expect(
      commands
        .flatMap((text) => text.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [])
        .filter((flag) => !known.has(flag)),
    ).toEqual([]);
  },
);
