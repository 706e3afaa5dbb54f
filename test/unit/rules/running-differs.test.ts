import { describe, expect, it } from 'vitest';
import { type Component, type Known, known, type Place, type State, unsure } from '../../../src/pack.ts';
import { judge, NOTHING_PERMITTED } from '../../../src/rules/judge.ts';
import { runningDiffersIn } from '../../../src/rules/running-differs.ts';

const runningDiffers = runningDiffersIn();

const PAGE: Place = { in: 'server', pod: 'books-writer-0', endpoint: '/status' };

const workload = (name: string): Component =>
  ({ name, object: { kind: 'StatefulSet', name } }) as unknown as Component;

interface Said {
  readonly phase?: Known<string>;
  readonly part?: Known<string> | undefined;
  readonly place?: Place;
  readonly names?: readonly string[];
}

const state = ({ phase = known('both', 'chart', PAGE), part, names = [] }: Said): State => ({
  ...{ phase, readFrom: 'server', components: names.map(workload), setting: () => [] },
  ...{ release: known('books', 'chart'), namespace: known('prod', 'chart'), chart: known('1.0.0', 'chart') },
  stores: { bucket: part === undefined ? {} : { name: part } },
});

function found(running: Said, installed: Said, isStep = false) {
  const of = { asked: () => undefined, options: {}, clock: 0 };
  const whole = { ...of, now: state(installed), running: state(running) };
  return judge([runningDiffers], whole, NOTHING_PERMITTED, isStep);
}

const parts = (is: string, was: string) =>
  found({ part: known(is, 'config', PAGE) }, { part: known(was, 'chart') });

describe('running-differs', () => {
  it.each([
    ['books', 'books'],
    ['', ''],
    // A server shows no credentials.
    ['token=<redacted>', 'token=abc123'],
    ['/srv/books', '$(FOLDER)/books'],
    ['books', `\${BUCKET}`],
    ['books', `\${BUCKET:books}`],
  ])('takes %j and %j for the same', (is, was) => {
    expect(parts(is, was)).toEqual([]);
  });

  it.each([
    ['books-old', 'books'],
    ['', 'books'],
    ['/data', 'data'],
    ['007', '7'],
    ['1.1', '1.10'],
    ['60m', '1h'],
    ['books', ' books'],
  ])('tells %j from %j', (is, was) => {
    expect(parts(is, was)).toMatchObject([{ severity: 'error', place: PAGE }]);
  });

  it('says what runs, what is installed, and how to bring them together', () => {
    const [one] = found({ phase: known('disk', 'config', PAGE) }, { names: ['books', 'books-writer'] });
    expect(one?.what).toBe(
      'the phase is "disk" on the running servers, and "both" in the installed revision',
    );
    expect(one?.fix).toMatch(/^find out first where the data was written since/);
    expect(one?.fix).toContain('(kubectl rollout restart -n prod statefulset/books-writer)');
  });

  it('names all workloads of the release where it cannot tell which one', () => {
    expect(parts('one', 'other')[0]?.fix).toContain(
      'deployment,statefulset -l app.kubernetes.io/instance=books',
    );
  });

  it('compares with what is installed, not with what a step is about to bring', () => {
    const of = { asked: () => undefined, options: {}, clock: 0 };
    const now = state({ phase: known('bucket', 'chart') });
    expect(judge([runningDiffers], { ...of, now, before: state({}), running: state({}) })).toEqual([]);
  });

  it('prints commands for the cluster that was asked', () => {
    const of = { asked: () => undefined, options: {}, clock: 0 };
    const cluster = { namespace: 'asked', kubeContext: 'blue' };
    const running = state({ phase: known('disk', 'config', PAGE) });
    const [one] = judge([runningDiffers], { ...of, cluster, now: state({}), running });
    expect(one?.fix).toContain('rollout restart -n asked --context blue');
  });

  it('is silent on what the installed revision does not say, or leaves to a default', () => {
    expect(found({ part: known('books', 'config') }, {})).toEqual([]);
    expect(found({}, { part: known('books', 'default') })).toEqual([]);
    expect(found({ part: known('', 'default') }, { part: known('', 'default') })).toEqual([]);
  });

  it.each([
    ['is not there', undefined],
    ['is a default that the pack takes for granted', known('books', 'default')],
  ])('proves nothing where what the servers should say %s', (_, part) => {
    expect(found({ part }, { part: known('books', 'chart') })).toMatchObject([
      { severity: 'warning', what: 'the name of bucket cannot be read off the running servers' },
    ]);
  });

  it('says nothing of the stores of a phase that the servers are not in', () => {
    const installed = { ...state({}), stores: { disk: { directory: known('/data', 'chart') } } };
    const running = { ...state({ phase: known('disk', 'config', PAGE) }), stores: {} };
    const of = { asked: () => undefined, options: {}, clock: 0 };
    expect(judge([runningDiffers], { ...of, now: installed, running })).toMatchObject([
      { what: expect.stringMatching(/^the phase/) },
    ]);
  });

  it('is silent on what the manifest does not say for sure', () => {
    expect(found({ part: known('books', 'config') }, { part: unsure('a Secret has it') })).toEqual([]);
    expect(found({ part: unsure('no answer') }, { part: unsure('a Secret has it') })).toEqual([]);
    expect(found({}, { phase: unsure('the manifests do not agree') })).toEqual([]);
  });

  it('warns of what the servers do not say for sure, and refuses a step', () => {
    const part = unsure<string>('books-0 says one, books-1 says two', PAGE);
    const [one] = found({ part }, { part: known('one', 'chart') });
    expect(one).toMatchObject({
      severity: 'warning',
      what: 'the name of bucket cannot be read off the running servers',
      why: 'Nothing proves that they run with the installed revision: books-0 says one, books-1 says two.',
      doubts: ['books-0 says one, books-1 says two'],
    });
    const [refused] = found({ part }, { part: known('one', 'chart') }, true);
    expect(refused).toMatchObject({
      outcome: 'refused',
      fix: expect.not.stringContaining('--gate-override'),
    });
  });
});
