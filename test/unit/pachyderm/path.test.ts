import { describe, expect, it } from 'vitest';
import { isBefore } from '../../../src/chart/versions.ts';
import { pachctlOf } from '../../../src/packs/pachyderm/facts/pachctl.ts';
import { pathBetween, plainVersion } from '../../../src/packs/pachyderm/facts/versions.ts';

/** Versions by which every row of the table is met. */
const VERSIONS = [
  ...['1.6.0', '1.6.9', '1.6.10', '1.7.0', '1.7.14', '1.8.0', '1.8.2', '1.8.3', '1.8.8', '1.9.0', '1.9.12'],
  ...['1.10.0', '1.10.5', '1.11.0', '1.11.9', '1.12.5', '1.13.0', '1.13.4', '2.0.0', '2.3.0', '2.11.6'],
];
const PAIRS = VERSIONS.flatMap((from) => VERSIONS.map((to) => [from, to] as const));

const kindsOf = (from: string, to: string, inPlace = false): readonly string[] | string => {
  const path = pathBetween(from, to, inPlace);
  return path.ok ? path.value.map((step) => `${step.from} ${step.kind} ${step.to}`) : path.error.why;
};

describe('a version', () => {
  it.each([
    ['1.8.8', '1.8.8'],
    ['v1.13.4', '1.13.4'],
    ['1.10.0-rc2', '1.10.0'],
    ['1.10.0-rc.2', '1.10.0'],
    ['1.11.9-0123456789abcdef0123456789abcdef01234567', '1.11.9'],
    ['local', undefined],
    ['1.8', undefined],
    ['1.8.8-fork', undefined],
  ])('%s is %s', (word, version) => {
    expect(plainVersion(word)).toBe(version);
  });
});

describe('a path', () => {
  it('compares numbers: 1.6.10 is newer than 1.6.9, and 1.10 than 1.9', () => {
    expect(kindsOf('1.6.9', '1.6.10')).toEqual(['1.6.9 upgrade 1.6.10']);
    expect(kindsOf('1.6.10', '1.6.9')).toMatch(/^1\.6\.9 is older than 1\.6\.10/);
    expect(kindsOf('1.9.12', '1.10.5')).toEqual(['1.9.12 restore 1.10.5']);
  });

  it('leads from 1.6 by 1.6.10 and a rolling update, never by undeploy', () => {
    expect(kindsOf('1.6.3', '1.7.0')).toEqual(['1.6.3 upgrade 1.6.10', '1.6.10 rolling 1.7.0']);
    expect(kindsOf('1.6.10', '1.8.8')).toEqual(['1.6.10 rolling 1.7.14', '1.7.14 restore 1.8.8']);
    expect(kindsOf('1.7.0', '1.7.3')).toEqual(['1.7.0 rolling 1.7.3']);
  });

  it('does not go to 1.8.0 to 1.8.2, which cannot read 1.7', () => {
    expect(kindsOf('1.7.14', '1.8.2')).toMatch(/cannot read/);
    expect(kindsOf('1.6.10', '1.8.0')).toMatch(/cannot read/);
    expect(kindsOf('1.8.0', '1.8.2')).toEqual(['1.8.0 upgrade 1.8.2']);
    expect(kindsOf('1.7.14', '1.8.3')).toEqual(['1.7.14 restore 1.8.3']);
  });

  it.each(['1.8.8', '1.9.12', '1.10.5', '1.11.9'])(
    'skips minors from %s to 1.13.4, as real servers did',
    (from) => {
      const path = pathBetween(from, '1.13.4');
      expect(path).toEqual({ ok: true, value: [{ from, to: '1.13.4', kind: 'restore', knownBy: 'run' }] });
    },
  );

  it('is not called run where no real servers ran it', () => {
    expect(pathBetween('1.8.7', '1.13.4')).toMatchObject({ ok: true, value: [{ knownBy: 'code' }] });
    expect(pathBetween('1.11.9', '1.12.5')).toMatchObject({ ok: true, value: [{ knownBy: 'code' }] });
  });

  it('upgrades 1.11 and 1.12 in place only where it is asked for', () => {
    expect(kindsOf('1.11.8', '1.13.4')).toEqual(['1.11.8 restore 1.13.4']);
    expect(kindsOf('1.11.8', '1.13.4', true)).toEqual(['1.11.8 in-place 1.13.4']);
    expect(kindsOf('1.12.1', '1.12.5', true)).toEqual(['1.12.1 upgrade 1.12.5']);
    expect(kindsOf('1.10.5', '1.13.4', true)).toEqual(['1.10.5 restore 1.13.4']);
  });

  it('ends at 1.x, and within 2.x goes by helm', () => {
    expect(kindsOf('1.13.4', '2.0.0')).toMatch(/no command leads from 1\.x to 2\.x/);
    expect(kindsOf('2.0.5', '2.11.6')).toEqual(['2.0.5 helm 2.11.6']);
    expect(kindsOf('2.4.6', '2.0.5')).toMatch(/is older than/);
  });

  it.each([
    ['1.5.3', '1.13.4'],
    ['1.8.8', '1.14.0'],
    ['2.11.6', '3.0.0'],
  ])('is not guessed for versions that are not known: %s to %s', (from, to) => {
    expect(kindsOf(from, to)).toMatch(/is not known here/);
  });

  it('goes up step by step from the first version to the last, or is refused with a remedy', () => {
    for (const [from, to] of PAIRS) {
      const path = pathBetween(from, to);
      if (!path.ok) {
        expect(path.error.fix, `${from} ${to}`).not.toBe('');
        expect(path.error.audit, `${from} ${to}`).not.toEqual([]);
        continue;
      }
      const stops = [from, ...path.value.map((step) => step.to)];
      expect(stops.at(-1), `${from} ${to}`).toBe(to);
      for (const [index, step] of path.value.entries()) {
        expect(step.from).toBe(stops[index]);
        expect(isBefore(step.from, step.to), `${step.from} ${step.to}`).toBe(true);
      }
    }
  });

  it('is there for every upward pair within 1.x but to 1.8.0 and 1.8.2', () => {
    const refused = PAIRS.filter(([from, to]) => isBefore(from, to) && isBefore(to, '2.0.0'))
      .filter(([from, to]) => !pathBetween(from, to).ok)
      .map(([, to]) => to);
    expect(new Set(refused)).toEqual(new Set(['1.8.0', '1.8.2']));
  });
});

describe('pachctl', () => {
  it('has verbs with a dash before 1.9, and in words from then on', () => {
    const [old, now] = [pachctlOf('1.8.8'), pachctlOf('1.9.0')];
    expect([old.verb('list', 'pipeline'), now.verb('list', 'pipeline')]).toEqual([
      ['list-pipeline'],
      ['list', 'pipeline'],
    ]);
    expect([old.place('repo', 'id', '/a'), now.place('repo', 'id', '/a')]).toEqual([
      ['repo', 'id', '/a'],
      ['repo@id:/a'],
    ]);
  });

  it('has what its version has', () => {
    expect(pachctlOf('1.6.10').has('no-objects')).toBe(false);
    expect(pachctlOf('1.7.0').has('no-objects')).toBe(true);
    expect(pachctlOf('1.9.5').has('stopped-is-kept')).toBe(false);
    expect(pachctlOf('1.10.0').has('stopped-is-kept')).toBe(true);
    expect(pachctlOf('1.8.0').addressVariable).toBe('ADDRESS');
    expect(pachctlOf('1.8.8').addressVariable).toBe('PACHD_ADDRESS');
  });
});
