import { describe, expect, it } from 'vitest';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import { numberArrivesChanged } from '../../../src/packs/pyroscope/rules/number-arrives-changed.ts';
import { releaseValues } from '../../../src/release/from-values.ts';
import { err } from '../../../src/result.ts';
import { resolveUserValues } from '../../../src/values/resolve.ts';
import type { SetFlagName } from '../../../src/values/tree.ts';
import { runInProcess } from '../../in-process.ts';
import { check, messageOf } from './run-example.ts';

/** What the rule says of values that one flag sets. */
function said(flag: SetFlagName, text: string) {
  const values = resolveUserValues({
    files: [],
    setFlags: [{ flag, text }],
    readFile: () => err('no such file'),
  });
  if (!values.ok || values.value.kind !== 'map') throw new Error('the flag is not read');
  const release = releaseValues({ user: values.value, chart: '2.2.1', helm: 4, textOf: () => '' }, pyroscope);
  return check(numberArrivesChanged, release).map((report) => messageOf(report));
}

const SIZE = 'extraArgs.server\\.grpc-max-recv-msg-size-bytes';

describe('a number of a flag of Helm', () => {
  it.each([
    ['--set', `pyroscope.${SIZE}=104857600`],
    ['--set', 'pyroscope.image.tag=2.20'],
    ['--set-string', `pyroscope.components.querier.${SIZE}=104857600`],
    ['--set', 'pyroscope.resources.limits.memory=4294967296'],
  ] as const)('arrives as it is written: %s %s', (flag, text) => {
    expect(said(flag, text)).toEqual([]);
  });

  it.each([
    ['--set-json', 'pyroscope'],
    // Components go through JSON, in which an integer of --set becomes a float.
    ['--set', 'pyroscope.components.querier'],
    ['--set', 'architecture.microservices.v2.metastore'],
  ] as const)('arrives with an exponent: %s %s', (flag, block) => {
    const [message, ...others] = said(flag, `${block}.${SIZE}=104857600`);
    expect(others).toEqual([]);
    expect(message?.what).toContain('-server.grpc-max-recv-msg-size-bytes=1.048576e+08');
    expect(message?.remedy).toBe(`use --set-string '${block}.${SIZE}=104857600' instead`);
  });
});

describe('a number with a tag', () => {
  const fixed = async (value: string) => {
    const input = `pyroscope:\n  ${SIZE.replaceAll('\\', '').replace('extraArgs.', 'extraArgs:\n    ')}: ${value}\n`;
    const run = await runInProcess(['lint', '--chart-version', '2.2.1', '--format', 'json', '-'], {
      cwd: '/',
      input,
    });
    const { findings } = JSON.parse(run.out) as {
      findings: { ruleId: string; fixable: boolean; fix?: string }[];
    };
    return findings.filter(({ ruleId }) => ruleId === 'pyroscope/number-arrives-changed');
  };

  it.each(['!!int 104857600', '!!int &size 104857600', '!!float 104857600'])(
    'stays a number in quotes, so nothing is fixed: %s',
    async (value) => {
      const found = await fixed(value);
      expect(found.map(({ fixable }) => fixable)).toEqual([false]);
      expect(JSON.stringify(found)).toContain('in quotes and without its tag');
    },
  );

  it('may have an anchor', async () => {
    expect((await fixed('&size 104857600')).map(({ fixable }) => fixable)).toEqual([true]);
  });
});

describe('a label', () => {
  const findings = async (value: string) => {
    const { out } = await runInProcess(
      ['lint', '--pack', 'pyroscope', '--chart-version', '2.2.1', '--format', 'json', '-'],
      { cwd: '/', input: `pyroscope:\n  extraLabels:\n    build: ${value}\n` },
    );
    const all = (JSON.parse(out) as { findings: { ruleId: string; severity: string; remedy: string }[] })
      .findings;
    return all
      .filter(({ ruleId }) => ruleId === 'pyroscope/number-arrives-changed')
      .map(({ severity, remedy }) => [severity, remedy]);
  };

  it.each([
    // The chart quotes it: only what no label value may hold is rejected.
    ['12000000', 'error', 'write it in quotes: "12000000"'],
    ['12e+6', 'error', 'write it in quotes: "12000000"'],
    ['1.10', 'warning', 'write it in quotes: "1.10"'],
    ['0.00000012', 'warning', 'write it in quotes: "0.00000012"'],
  ])('of %s is told as %s', async (value, ...told) => {
    expect(await findings(value)).toEqual([told]);
  });
});
