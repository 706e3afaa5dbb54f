import { expect } from 'vitest';
import { temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { gateCommands, refusalOf, runbookCommands } from './command-lines.ts';
import { writePachctlConfig } from './pachctl-config.ts';

/** A real pachctl knows every command that a runbook prints and a gate runs for its version. */
export async function expectKnown(pachctl: string, version: string): Promise<void> {
  const home = await temporaryFolder();
  await writePachctlConfig(home);
  const said = await run(pachctl, ['version', '--client-only'], { env: { HOME: home } });
  expect(said.stdout.trim().split('\n').at(-1)).toBe(version);

  const commands = [...runbookCommands(version), ...gateCommands(version)];
  for (const first of ['restore', 'deploy', 'version'])
    expect(commands.map(([word]) => word)).toContain(first);
  const refused: string[] = [];
  for (const words of commands) {
    const refusal = await refusalOf(pachctl, words, home);
    if (refusal !== undefined) refused.push(`${words.join(' ')}: ${refusal}`);
  }
  expect(refused).toEqual([]);

  for (const words of [['extract', '--no-objectz'], ['deploy', 'nowhere'], ['lists-pipeline']])
    expect(await refusalOf(pachctl, words, home), words.join(' ')).not.toBeUndefined();
}
