import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

const PROGRAM = `import { type Io, type LintFinding, type Pack, PACKS, renderStream, runWith } from 'phasegate';

const names: readonly string[] = PACKS.map((pack: Pack) => pack.name);
export const code = (io: Io): Promise<0 | 1 | 2 | 3> => runWith(['lint', ...names], io);
export const severity = (finding: LintFinding): 'error' | 'warning' | 'info' => finding.severity;
// @ts-expect-error a stream is a text
export const rendered = renderStream(1, { packs: PACKS, values: undefined });
`;

/** The package as npm would publish it, unpacked in a project of its own. */
function projectWithPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync(process.execPath, ['scripts/build-types.mjs'], { cwd: ROOT });
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const [archive = ''] = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const installed = join(folder, 'node_modules/phasegate');
  mkdirSync(installed, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@types'));
  symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', installed, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  cpSync(join(ROOT, 'test/fixtures/ledger/src'), join(folder, 'ledger'), { recursive: true });
  return folder;
}

it('the package brings its types along: a strict program and a pack that import it compile, and the helpers load', () => {
  const folder = projectWithPackage();
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  options.push('--allowImportingTsExtensions', '--exactOptionalPropertyTypes');
  const compile = (): string => {
    try {
      execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'program.ts', 'ledger/index.ts'], {
        cwd: folder,
      });
      return '';
    } catch (error) {
      return String((error as { stdout?: Buffer }).stdout);
    }
  };
  expect(compile()).toBe('');
  const helpers = `import('phasegate/pack').then((all) => console.log(Object.keys(all).sort().join()))`;
  const loaded = execFileSync(process.execPath, ['-e', helpers], { cwd: folder, encoding: 'utf8' });
  expect(loaded).toBe('known,likely,ruleFor,sure,unsure,when\n');
}, 300_000);
