import { expect, it } from 'vitest';
import { NEW, OLD, plain, to } from '../../../src/packs/prometheus/rules/examples.ts';
import { rendered } from './rendered.ts';

it('names entries without a name so that --old finds them', async () => {
  const entries = '- url: http://a:b@one.example.org/push\n- url: http://two.example.org/push\n';
  const input = plain({ entries: entries + NEW });
  expect((await rendered(input, to('new'))).err).toContain('--old http://one.example.org/push\n');
  const { code, out } = await rendered(input, to('new', { old: 'http://one.example.org/push' }));
  expect([code, out.includes('one.example.org'), out.includes('two.example.org')]).toEqual([0, false, true]);
  const unknown = await rendered(input, to('new', { old: 'three' }));
  expect(unknown.err).toContain('http://one.example.org/push, http://two.example.org/push');
});

it('says of a quoted prometheus.yml that it is the quotes', async () => {
  const block = /prometheus\.yml: \|\n((?: {4}.*\n)+)/;
  const input = plain({ entries: OLD }).replace(block, (_, text: string) => {
    return `prometheus.yml: ${JSON.stringify(text.replace(/^ {4}/gm, ''))}\n`;
  });
  const { code, err } = await rendered(input, to('dual'));
  expect(code).toBe(1);
  expect(err).toContain('prometheus.yml is not written as a block text');
  expect(err).not.toContain('Prometheus cannot read it');
  expect(err).not.toContain('rule_files');
});
