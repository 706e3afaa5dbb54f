import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  ARCHIVE,
  DESTINATION_URL,
  NEW,
  OLD,
  plain,
  stack,
  to,
} from '../../../src/packs/prometheus/rules/examples.ts';
import { rendered } from './rendered.ts';

const URL = 'http://old.example.org/api/v1/push';
const QUEUE = '    capacity: 100\n';
const entriesOf = (queue: string): string =>
  `- name: old\n  url: ${URL}\n  ${queue}: &q\n${QUEUE}- name: new\n  url: ${DESTINATION_URL}\n  ${queue}: *q\n`;
const flowOf = (queue: string): string =>
  `[{name: old, url: "${URL}", ${queue}: &q {capacity: 100}}, {name: new, url: "${DESTINATION_URL}", ${queue}: *q}]`;

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

const PLAIN = plain({ entries: entriesOf('queue_config') });
const STACK = stack({ entries: entriesOf('queueConfig') });

describe('an entry that holds an anchor which is used outside it', () => {
  it.each([
    ['of a custom resource', STACK],
    ['of a custom resource, in flow style', stack({ more: `remoteWrite: ${flowOf('queueConfig')}\n` })],
    ['of prometheus.yml', PLAIN],
    ['of prometheus.yml, in flow style', plain({ more: `remote_write: ${flowOf('queue_config')}\n` })],
    [
      'which another part of prometheus.yml uses',
      plain({
        entries: `${OLD}  write_relabel_configs: &q\n  - action: drop\n    regex: b\n${NEW}`,
        more: '',
      }).replace('---\n', '    scrape_configs:\n    - job_name: x\n      metric_relabel_configs: *q\n---\n'),
    ],
  ])('is not removed: %s', async (_, input) => {
    const { code, out, err } = await rendered(input, to('new'));
    expect(code, err).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('shared-by-alias');
    expect(err).toContain(`:${lineOf(input, '*q')}`);
  });

  it('is removed where nothing else uses it', async () => {
    const input = stack({ entries: entriesOf('queueConfig').replace(/ {2}queueConfig: \*q\n/, '') });
    const { code, out } = await rendered(input, to('new'));
    expect(code).toBe(0);
    expect(parse(out).spec.remoteWrite).toEqual([{ name: 'new', url: DESTINATION_URL }]);
  });

  it('is removed where the alias stands for a later anchor of that name', async () => {
    const input = stack({
      entries: `${OLD}  queueConfig: &q\n${QUEUE}${NEW}  queueConfig: &q\n    capacity: 7\n${ARCHIVE}  queueConfig: *q\n`,
    });
    const { code, out, err } = await rendered(input, to('new', { old: 'old' }));
    expect(code, err).toBe(0);
    expect(parse(out).spec.remoteWrite).toHaveLength(2);
  });

  it('stays as it is in dual', async () => {
    const { code, out } = await rendered(STACK, to('dual'));
    expect([code, out]).toEqual([0, STACK]);
  });
});

describe('a list of entries that stands elsewhere as well', () => {
  const shared = (more: string): string => stack({ more: `additionalArgs: ${more}\n` });

  it.each([
    ['as an alias', `${shared('&list []')}  remoteWrite: *list\n`],
    ['as an anchor', `${stack({ more: 'remoteWrite: &list []\n' })}  additionalArgs: *list\n`],
    [
      'within another anchor',
      stack({ entries: OLD }).replace('spec:', 'spec: &all').concat('status: *all\n'),
    ],
  ])('gets no new entry: %s', async (_, input) => {
    const { code, out, err } = await rendered(input, to('dual', { old: 'tsdb' }));
    expect(code, err).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('shared-by-alias');
  });
});

it('puts an entry where null stands with one space', async () => {
  const { out } = await rendered(stack({ more: 'remoteWrite: null\n' }), to('dual', { old: 'tsdb' }));
  expect(out).toContain('  remoteWrite: [{"name":"new"');
  const embedded = await rendered(plain({ more: 'remote_write: ~\n' }), to('dual', { old: 'tsdb' }));
  expect(embedded.out).toContain('    remote_write: [{"name":"new"');
  const empty = await rendered(stack({ more: 'remoteWrite: # none\n' }), to('dual', { old: 'tsdb' }));
  expect(empty.out).toMatch(/ {2}remoteWrite: \[\{"name":"new".*\}\] # none\n/);
});
