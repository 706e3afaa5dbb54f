import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadValuesPacks } from '../../packs/values-packs.ts';
import { err, ok, type Result } from '../../result.ts';
import type { HelmMajor } from '../../values/helm-major.ts';
import { readValuesText } from '../../values/read-values.ts';
import { type MapNode, nowhere, type ValueNode } from '../../values/tree.ts';
import type { Io } from '../io.ts';
import { knownVersion } from '../lint/choose-chart.ts';
import { readText } from '../read-text.ts';
import type { ValuesCommandFlags } from './flags.ts';

const EMPTY: MapNode = { kind: 'map', entries: new Map(), origin: nowhere };

function ofFolder(folder: string, helm: HelmMajor, io: Io): Result<ValueNode, string> {
  if (!existsSync(resolve(io.cwd, folder, 'Chart.yaml')))
    return err(`phasegate: --chart ${folder}: there is no chart (no Chart.yaml in it)`);
  const file = join(folder, 'values.yaml');
  if (!existsSync(resolve(io.cwd, file))) return ok(EMPTY);
  const text = readText(file, io);
  if (!text.ok) return err(`phasegate: ${file}: ${text.error}`);
  const read = readValuesText(text.value, file, helm);
  if (read.ok) return read;
  const { line, column, message } = read.error;
  return err(`${file}:${line}:${column}: error: ${message}`);
}

async function ofVersion(version: string | undefined, io: Io): Promise<Result<ValueNode, string>> {
  const [pack] = await loadValuesPacks();
  if (!pack) return err('phasegate: no pack is known');
  const newest = pack.chartVersions.at(-1) ?? '';
  const chosen = knownVersion({ version: version ?? newest, source: '--chart-version' }, pack.chartVersions);
  if (!chosen) return err(`phasegate: --chart-version: ${JSON.stringify(version)} is no version`);
  if (chosen.note !== undefined) io.writeError(`phasegate: note: ${chosen.note}\n`);
  return ok(pack.defaultsOf(chosen.version));
}

/** The chart's own values: those of a folder, or of a version that the pack knows. @returns the message for exit code 2 */
export async function defaultValues(
  { chart, chartVersion }: ValuesCommandFlags,
  helm: HelmMajor,
  io: Io,
): Promise<Result<ValueNode, string>> {
  if (chart !== undefined && chartVersion !== undefined)
    return err('phasegate: --chart and --chart-version exclude each other');
  return chart === undefined ? ofVersion(chartVersion, io) : ofFolder(chart, helm, io);
}
