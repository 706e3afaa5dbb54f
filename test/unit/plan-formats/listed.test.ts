import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/report/finding-text.ts';
import { PLAN_FORMATS } from '../../../src/report/plan/index.ts';
import { SAMPLES } from './samples/index.ts';

const print = async (name: keyof typeof PLAN_FORMATS, sample: keyof typeof SAMPLES): Promise<string> =>
  (await PLAN_FORMATS[name]())(SAMPLES[sample], PLAIN);

describe('the findings of a plan, as the formats of lint list them', () => {
  it('are a refusal as an error, with what and what to do', async () => {
    const { runs } = JSON.parse(await print('sarif', 'refused'));
    const result = runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === 'phase-skipped');
    expect(result).toMatchObject({ level: 'error', locations: [] });
    expect(result.message.text).toContain('v1 cannot become v2 in one step\nwhy: nothing of what v1 holds');
    expect(await print('github', 'refused')).toMatch(/^::error title=phase-skipped::v1 cannot become v2/m);
    expect(await print('junit', 'refused')).toMatch(
      /<failure message="v1 cannot become v2[^"]*" type="error">/,
    );
    const entries: { check_name: string; severity: string }[] = JSON.parse(await print('gitlab', 'refused'));
    expect(entries).toContainEqual(
      expect.objectContaining({ check_name: 'phase-skipped', severity: 'critical' }),
    );
  });

  it('are a closed gate as a warning: it refuses nothing that waiting could open', async () => {
    const { runs } = JSON.parse(await print('sarif', 'to-v2'));
    expect(runs[0].results).toContainEqual(
      expect.objectContaining({ ruleId: 'gate-closed', level: 'warning' }),
    );
    expect(await print('sarif', 'offline')).not.toContain('gate-closed');
  });

  it('are a refusal once, at its place in the values, and nothing that is silenced', async () => {
    const { findings } = SAMPLES['to-v2'];
    const [one] = findings;
    if (one === undefined) throw new Error('no finding in the sample');
    const { ruleId, what, why, remedy } = one;
    const notice = { id: ruleId, severity: 'refusal', what, why, remedy, inValues: one } as const;
    const silent = { ...one, ruleId: 'quiet', outcome: 'silenced', by: 'known' } as const;
    const report = { ...SAMPLES['to-v2'], notices: [notice], findings: [silent] };
    const shown = (await PLAN_FORMATS.github())(report, PLAIN);
    expect(shown).toMatch(new RegExp(`^::error file=${one.file},line=${one.line},.*${ruleId}`));
    expect(shown.split(what)).toHaveLength(2);
    for (const format of ['text', 'markdown', 'github', 'sarif'] as const)
      expect((await PLAN_FORMATS[format]())(report, PLAIN)).not.toContain('quiet');
  });

  it('are those of the values at their places', async () => {
    const sample = Object.values(SAMPLES).find(({ findings }) => findings.length > 0);
    const shown = await (await PLAN_FORMATS.github())(sample ?? SAMPLES.refused, PLAIN);
    for (const { ruleId, line } of (sample?.findings ?? []).filter(({ file }) => file !== undefined))
      expect(shown).toMatch(new RegExp(`line=${line},.*${ruleId}`));
    expect(sample).toBeDefined();
  });
});
