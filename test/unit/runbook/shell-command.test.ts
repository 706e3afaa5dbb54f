import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommand, stepMarkdown, stepText } from '../../../src/step/runbook.ts';
import { NOW, stepsOf, valuesIn } from './state.ts';

/** The words as a POSIX shell splits the printed command; `printf` stands in for the program. */
function wordsInShell(printed: string): readonly string[] {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', printed], { encoding: 'utf8', cwd: '/' });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\0').slice(0, -1);
}

/** The first word is the program's name, which is printed along. */
const through = (words: readonly string[]): readonly string[] =>
  wordsInShell(`printf '%s\\0' ${shellCommand(['helm', ...words])}`).slice(1);

/** What shells read as something else, in words and between them. */
const awkward = fc.array(
  fc.constantFrom(
    ...["'", '"', '\\', ' ', '\n', '\t', '$HOME', '`id`', '*', '?', '[a]', '{a,b}', '~', '#', '!', '&', ';'],
    ...['|', '<', '>', '(', ')', '=', '-', '--set', 'a', 'é', '雪', '\\.', '%s', '\r'],
  ),
  { maxLength: 6 },
);
const word = fc.oneof(
  awkward.map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')),
  fc.constantFrom('--post-renderer-args', '--set', '-n', 'architecture.storage.v1=true'),
);

describe('a printed command', () => {
  it('gives a shell the words that it was made of', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        expect(through(words)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('has a flag and its value on a line of their own', () => {
    expect(shellCommand(['helm', 'upgrade', 'r', '-n', 'a b', '--reuse-values', '--set', 'x\\.y='])).toBe(
      "helm upgrade r \\\n    -n 'a b' \\\n    --reuse-values \\\n    --set 'x\\.y='",
    );
  });

  it('keeps a flag that is handed on beside the flag that hands it on', () => {
    expect(shellCommand(['helm', '--post-renderer-args', '--phase', '--post-renderer-args', 'v2'])).toBe(
      'helm \\\n    --post-renderer-args --phase \\\n    --post-renderer-args v2',
    );
  });
});

const STEPS = stepsOf({
  chart: '1.19.2',
  values: valuesIn('legacy', 'v1'),
  revisions: 'dual@0 v1@9!deployed',
});

describe('a step', () => {
  it.each(STEPS.map((step) => [step.id, step] as const))('%s shows all of it, as text', (_, step) => {
    const text = stepText(step, NOW.toISOString());
    for (const part of [step.title, step.why, ...step.notes]) expect(text).toContain(part);
    for (const command of [step.command, step.verify, step.rollback])
      expect(text).toContain(shellCommand(command));
  });

  it.each(STEPS.map((step, index) => [step.id, step, index] as const))(
    '%s has its commands in fences that a shell reads, as Markdown',
    (_, step, index) => {
      const text = stepMarkdown(step, index);
      const fences = [...text.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, body = '']) => body);
      const words = fences.map((body) => wordsInShell(`printf '%s\\0' ${body}`));
      expect(words).toEqual([step.command, step.verify, step.rollback]);
      expect(text).toContain(`## ${index + 1}. ${step.title}`);
    },
  );
});
