import { describe, expect, it } from 'vitest';
import { readRenderFlags } from '../../../src/cli/render/flags.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { given, step, stepsOf } from './state.ts';

const ELSEWHERE = { kubeContext: 'blue', kubeconfig: 'other.yaml' };
const rendererWords = (command: readonly string[]): readonly string[] =>
  given(command, '--post-renderer-args');

describe('the post-renderer', () => {
  it('is a program with a command for Helm 3, and a plugin that renders for Helm 4', () => {
    const words = (helm: 3 | 4) => rendererWords(step('to-dual', { helm }).command);
    expect(words(3)).toEqual(['render', '--phase', 'dual']);
    expect(words(4)).toEqual(['--phase', 'dual']);
    expect(given(step('to-dual', { helm: 4 }).command, '--post-renderer')).toEqual(['phasegate']);
  });

  it('asks the gate before v1 goes, and tells it where, as Helm does not', () => {
    expect(rendererWords(step('to-v2', ELSEWHERE).command)).toEqual([
      ...['--phase', 'v2', '--gate', '--namespace', 'observability'],
      ...['--kube-context', 'blue', '--kubeconfig', 'other.yaml'],
    ]);
  });

  it('asks no gate on the way there or back', () => {
    for (const { id, command, rollback } of stepsOf({ chart: '1.14.0' })) {
      expect(rendererWords(command).includes('--gate')).toBe(id === 'to-v2');
      expect(rendererWords(rollback)).not.toContain('--gate');
    }
  });

  it.each([3, 4] as const)('understands its words, as Helm %s hands them on', (helm) => {
    for (const { command } of stepsOf({ ...ELSEWHERE, helm })) {
      const words = rendererWords(command).filter((word) => word !== 'render');
      const flags = readRenderFlags(words, PACKS);
      expect(flags.phase).toBe(given(words, '--phase')[0]);
    }
  });
});

describe('the cluster', () => {
  it('is named in every command, as it was named here', () => {
    for (const { command, verify, rollback } of stepsOf({ chart: '1.19.2', ...ELSEWHERE }))
      for (const words of [command, verify, rollback]) {
        expect(given(words, '-n')).toEqual(['observability']);
        expect(given(words, '--kube-context')[0]).toBe('blue');
        expect(given(words, '--kubeconfig')[0]).toBe('other.yaml');
      }
  });

  it('is left to the environment where nobody named it', () => {
    expect(step('to-v2').command.join(' ')).not.toMatch(/--kube-?con/);
  });
});

describe('the way back', () => {
  const old = { chart: '1.21.0', revision: 7 };

  it('of a chart is the revision that was deployed, not an attempt that failed', () => {
    expect(step('chart-upgrade', old).rollback).toEqual([
      ...['helm', 'rollback', 'profiles', '7', '-n', 'observability'],
    ]);
  });

  it('names no revision where a step before it makes a newer one', () => {
    const legacy = { ...old, values: { pyroscope: { components: { ingester: {} } } } };
    expect(step('microservices-on', legacy).rollback).not.toContain('7');
    expect(step('microservices-on', { ...legacy, chart: '2.2.1' }).rollback).toContain('7');
  });

  it.each([
    ['to-dual', 'v1'],
    ['to-v2', 'dual'],
  ])('of %s keeps the chart and the values, in %s', (id, phase) => {
    const { rollback } = step(id, old);
    expect(rollback.slice(0, 2)).toEqual(['helm', 'upgrade']);
    expect(given(rollback, '--version')).toEqual(['2.2.1']);
    expect(rollback).toContain('--reuse-values');
    expect(rendererWords(rollback)).toEqual(['--phase', phase]);
  });
});
