import { describe, expect, it } from 'vitest';
import type { Example, Finding, Rule, Severity } from '../../../src/pack.ts';
import { pyroscope } from '../../../src/packs/pyroscope/index.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/read/facts.ts';
import { rulesOf } from '../../../src/rules/rules-of-pack.ts';
import { messageOf, rendered, runExample } from './run-example.ts';

const ofValues = ({ values, history }: Example): boolean => values !== undefined && history === undefined;
const ofManifests = ({ manifests, before, running }: Example): boolean =>
  manifests !== undefined && before === undefined && running === undefined;

interface Told {
  readonly severity: Severity;
  readonly outcome?: Finding['outcome'];
  readonly why: string;
}

/** What lint and plan say: they judge the same values by the same rules. */
const inValues = (rule: Rule): readonly Told[] =>
  rule.bad.filter(ofValues).flatMap((example) =>
    runExample(rule as PyroscopeRule, example).map(({ report }) => ({
      severity: report.severity ?? rule.severity,
      why: messageOf(report).why,
    })),
  );

async function inRender(rule: Rule): Promise<readonly Told[]> {
  const streams = await Promise.all(rule.bad.filter(ofManifests).map(rendered));
  return streams
    .flatMap(({ releases }) => releases.flatMap(({ findings }) => findings))
    .filter(({ rule: name }) => name === `pyroscope/${rule.id}`);
}

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };
const worst = (all: readonly Told[]): Severity =>
  all.map(({ severity }) => severity).toSorted((one, other) => RANK[other] - RANK[one])[0] ?? 'info';

/** Where one side knows less than the other: it says what it does not know. */
const LESS: Readonly<Record<string, { readonly side: 'values' | 'manifests'; readonly says: string }>> = {
  'metastore-not-persistent': { side: 'manifests', says: 'The manifests do not show whether' },
  'toggles-unset-across-2.0.2': { side: 'manifests', says: 'The manifests do not show whether' },
  'config-variable-not-expanded': { side: 'values', says: 'Values of one file do not show' },
  'route-incomplete': { side: 'values', says: 'Another file of the release may set' },
  'unified-service-name-mismatch': { side: 'values', says: 'Values do not show' },
};

/** Errors that render lets through: it says why. */
const NOT_REFUSED: ReadonlySet<string> = new Set([
  'deployment-pvc-never-created',
  'object-storage-missing',
  'route-without-service',
  'write-path-leftover',
]);

const onBothSides = rulesOf(pyroscope).filter(({ bad }) => bad.some(ofValues) && bad.some(ofManifests));

describe('a hazard that values and manifests show', () => {
  it.each(onBothSides)('$id is as bad in render as in lint and plan', async (rule) => {
    const [values, manifests] = [inValues(rule), await inRender(rule)];
    const less = LESS[rule.id];
    if (less === undefined) expect(worst(manifests)).toBe(worst(values));
    else {
      const [one, other] = less.side === 'values' ? [values, manifests] : [manifests, values];
      expect(RANK[worst(one)]).toBeLessThan(RANK[worst(other)]);
      expect(one.map(({ why }) => why).join('\n')).toContain(less.says);
    }
  });

  it.each(onBothSides)('$id is refused or corrected in render where it is an error', async (rule) => {
    const passed = (await inRender(rule)).filter(
      ({ severity, outcome }) => severity === 'error' && outcome === 'said',
    );
    for (const { why } of passed) expect(why).toMatch(/[^.] \(not refused: .+\)\.$/);
    expect(passed.length > 0).toBe(NOT_REFUSED.has(rule.id));
  });

  it.each(onBothSides)('$id is refused in render only where it is an error', async (rule) => {
    const refused = (await inRender(rule)).filter(({ outcome }) => outcome === 'refused');
    expect(refused.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });
});

describe('an error that render lets through', () => {
  it('says why, in every rule that has one', () => {
    const silent = rulesOf(pyroscope).filter(
      ({ severity, inRender: treatment, notRefused }) =>
        severity === 'error' && treatment === 'pass' && notRefused === undefined,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });
});

describe('what render corrects', () => {
  const SAYS = 'phasegate render corrects it in the manifests.';
  const correcting = rulesOf(pyroscope).filter(
    ({ inRender, bad }) => inRender === 'correct' && bad.some(ofValues),
  );

  it.each(correcting)('$id says so in lint and plan, where it stays an error', (rule) => {
    const told = inValues(rule);
    expect(told.filter(({ why }) => why.endsWith(SAYS)).length).toBeGreaterThan(0);
    const silent = told.filter(({ severity, why }) => severity === 'error' && !why.endsWith(SAYS));
    if (!NOT_REFUSED.has(rule.id)) expect(silent).toEqual([]);
  });

  it('is said by no other rule', () => {
    const others = rulesOf(pyroscope).filter(
      ({ id, inRender }) => id !== 'unknown-flag' && inRender !== 'correct',
    );
    expect(others.flatMap(inValues).filter(({ why }) => why.includes(SAYS))).toEqual([]);
  });
});

describe('a single binary without a volume', () => {
  const EXAMPLE = pyroscope.rules.find(({ id }) => id === 'metastore-not-persistent') as PyroscopeRule;
  it('says in render where lint thinks less of it', async () => {
    const told = await inRender(EXAMPLE as unknown as Rule);
    expect(told.some(({ why }) => why.includes('an info in lint where the values set nothing'))).toBe(true);
  });
});
