import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { judgedRows, type Row, recordRows } from '../judged/printed-table.ts';
import { temporaryFolder } from './tools/paths.ts';
import { helmTest } from './tools/provided.ts';
import { run } from './tools/run.ts';

const TEMPLATE = `text: |
  bare=|{{ .Values.v }}|
  quoted=|{{ .Values.v | quote }}|
  yaml=|{{ dict "v" .Values.v | toYaml | trimPrefix "v:" | trim }}|
  readAgain=|{{ (dict "v" .Values.v | toJson | fromYaml).v }}|
`;

async function chartIn(folder: string): Promise<void> {
  await mkdir(join(folder, 'chart', 'templates'), { recursive: true });
  await writeFile(join(folder, 'chart', 'Chart.yaml'), 'apiVersion: v2\nname: printed\nversion: 1.0.0\n');
  await writeFile(join(folder, 'chart', 'templates', 'printed.yaml'), TEMPLATE);
}

async function judged(folder: string, helm: string, { given, written }: Row): Promise<Row['printed']> {
  await writeFile(join(folder, 'values.yaml'), given === 'file' ? `v: ${written}\n` : '');
  const flag = given === 'file' ? [] : [`${given}=v=${written}`];
  const args = ['template', 'release', 'chart', '-f', 'values.yaml', ...flag];
  const home = (name: string) => join(folder, name);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    HELM_CACHE_HOME: home('cache'),
    HELM_CONFIG_HOME: home('config'),
  };
  const { status, stdout } = await run(helm, args, { cwd: folder, env });
  if (status !== 0) return undefined;
  const [bare, quoted, yaml, readAgain] = ['bare', 'quoted', 'yaml', 'readAgain'].map(
    (name) => new RegExp(`^  ${name}=\\|(.*)\\|$`, 'm').exec(stdout)?.[1],
  );
  if (bare === undefined || quoted === undefined || yaml === undefined || readAgain === undefined)
    throw new Error(`the chart printed ${stdout}`);
  return { bare, quoted, yaml, readAgain };
}

helmTest('Helm prints values as test/judged/printed.tsv says', async ({ helm, onTestFinished }) => {
  const folder = await temporaryFolder(onTestFinished);
  await chartIn(folder);
  const rows = judgedRows();
  const seen: Row[] = [];
  for (const row of rows) {
    const [by3, by4] = [await judged(folder, helm.helm3, row), await judged(folder, helm.helm4, row)];
    expect([row.given, row.written, by4]).toEqual([row.given, row.written, by3]);
    seen.push({ ...row, printed: by3 });
  }
  if (process.env.RECORD_PRINTED === '1') recordRows(seen);
  else expect(seen).toEqual(rows);
});
