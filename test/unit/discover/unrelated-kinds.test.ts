import { describe, expect, it } from 'vitest';
import { unrelatedKinds } from '../../../src/discover/unlike-values.ts';
import { lint } from '../cli/lint-folder.ts';

const object = (kind: string): string => `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: a}\n`;

describe('a file of objects that have nothing to do with charts', () => {
  it.each([
    ['one', object('Deployment'), ['Deployment']],
    [
      'several',
      `# a\n---\n${object('Deployment')}--- # b\n${object('Service')}---\n`,
      ['Deployment', 'Service'],
    ],
    ['with the lines of Windows', object('Service').replaceAll('\n', '\r\n'), ['Service']],
    [
      'with the name of another kind inside',
      `${object('CustomResourceDefinition')}spec:\n  names:\n    kind: HelmRelease\n`,
      ['CustomResourceDefinition'],
    ],
  ])('is told by its kinds: %s', (_, text, kinds) => {
    expect(unrelatedKinds(text)?.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each([
    ['a HelmRelease among them', `${object('Service')}---\n${object('HelmRelease')}`],
    ['one in braces', `${object('Service')}---\n{apiVersion: v1, kind: HelmRelease}\n`],
    ['a List', object('List')],
    ['values with a kind', 'kind: DaemonSet\nreplicas: 1\n'],
    ['a kind that is an alias', object('*kind')],
    ['nothing', '# nothing\n'],
  ])('is read where it has %s', (_, text) => {
    expect(unrelatedKinds(text)).toBeUndefined();
  });

  it('is named as one that is read', async () => {
    const text = `${object('Deployment')}---\n${object('Service')}`;
    const { said } = await lint({ 'a.yaml': text, 'b.yaml': `${text}---\n{}\n` }, 'a.yaml', 'b.yaml');
    const what = 'a Deployment and 1 other object; skipped';
    expect(said).toContain(`a.yaml holds ${what}`);
    expect(said).toContain(`b.yaml holds ${what}`);
  });

  it('is read where a modeline says that it holds values', async () => {
    const files = {
      'a.yaml': `${object('Deployment')}broken: [\n`,
      'b.yaml': `# phasegate: pack=pyroscope\n${object('Deployment')}broken: [\n`,
    };
    expect((await lint(files, 'a.yaml')).told).toEqual([]);
    expect((await lint(files, 'b.yaml')).code).toBe(1);
  });
});
