import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { CheckStatus } from '../../../src/checks/check.ts';
import type { PlanReport } from '../../../src/report/plan/plan-report.ts';
import type { VerifyReport } from '../../../src/report/verify/verify-report.ts';
import { type HelmRelease, stdoutOf } from './helm-release.ts';

const chart = fileURLToPath(new URL('chart', import.meta.url));
export const DAY = 86_400_000;

/** A day after the newest revision, to the full second, as the gate says it. */
export async function endOfSoak(release: HelmRelease): Promise<string> {
  const newest = (await release.history()).at(-1) as unknown as { readonly updated: string };
  const end = Math.ceil((Date.parse(newest.updated) + DAY) / 1000) * 1000;
  return new Date(end).toISOString().replace('.000Z', 'Z');
}

export async function plan(release: HelmRelease, set: readonly string[], more: readonly string[] = []) {
  const file = join(release.operator.env.HOME ?? '', 'plan.json');
  const { status, stdout, stderr } = await release.phasegate('plan', [
    ...['--reuse-values', ...set.flatMap((one) => ['--set', one])],
    ...['--format', 'text', '--format', `json=${file}`, ...more],
  ]);
  expect(stderr).toBe('');
  return { status, text: stdout, report: JSON.parse(await readFile(file, 'utf8')) as PlanReport };
}

export async function verify(release: HelmRelease, ...args: readonly string[]) {
  const file = join(release.operator.env.HOME ?? '', 'verify.json');
  const formats = ['--format', 'text', '--format', `json=${file}`];
  const { status, stdout, stderr } = await release.phasegate('verify', [...formats, ...args]);
  expect(stderr).toBe('');
  return { status, text: stdout, report: JSON.parse(await readFile(file, 'utf8')) as VerifyReport };
}

/** Of the checks that are not green, what was seen. */
export function notGreen({ checks }: VerifyReport): Record<string, string> {
  const green: readonly CheckStatus[] = ['ok', 'skipped'];
  const red = checks.filter(({ status }) => !green.includes(status));
  return Object.fromEntries(red.map(({ id, status, seen }) => [id, `${status}: ${seen}`]));
}

/** The helm command that `phasegate next` prints for the chart beside this file. */
export async function nextCommand(release: HelmRelease, title: string): Promise<string> {
  const args = ['--chart', chart, '--helm', `${release.major}`];
  const printed = await stdoutOf(release.phasegate('next', args));
  expect(printed.split('\n')[0]).toBe(title);
  const command = printed.split('\n\n').find((block) => block.startsWith('helm upgrade'));
  if (command === undefined) throw new Error(`no helm upgrade in:\n${printed}`);
  return command;
}
