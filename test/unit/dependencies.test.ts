import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const MANIFEST = JSON.parse(textOf('package.json')) as Manifest;
const { packages: LOCKED } = JSON.parse(textOf('package-lock.json')) as {
  packages: Readonly<Record<string, Pick<Manifest, 'dependencies'> & { readonly peerDependencies?: object }>>;
};

interface Component {
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly purl: string;
  readonly licenses?: readonly unknown[];
}
interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Pick<Component, 'name' | 'version'> };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** The packages that the sources import while they run: not those that they take types from alone. */
function importedBySources(): string[] {
  const found = globSync('src/**/*.ts', { cwd: ROOT, ignore: '**/generated/**' }).flatMap((file) => {
    const text = textOf(file);
    const imports = [
      ...text.matchAll(/^import (?!type )[^;]*?from '([^.'][^']*)'|\bimport\('([^.'][^']*)'\)/gms),
    ];
    return imports.map(([, named, dynamic]) => named ?? dynamic ?? '');
  });
  const names = found.map((one) => /^(?:@[^/]+\/)?[^/]+/.exec(one)?.[0] ?? '');
  return [...new Set(names)].filter((name) => !name.startsWith('node:')).sort();
}

/** Packages with all that they depend on, by the lock file. */
function withDependencies(names: readonly string[]): Set<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    const { dependencies, peerDependencies } = LOCKED[`node_modules/${name}`] ?? {};
    Object.keys({ ...dependencies, ...peerDependencies }).forEach(add);
  };
  names.forEach(add);
  return all;
}

/** Of packages that are bundled, for what is not used of them. */
const LEFT_OUT = ['require-from-string'];

describe('the SBOM', () => {
  const bom = JSON.parse(
    execFileSync(process.execPath, ['scripts/sbom.mjs'], { cwd: ROOT, encoding: 'utf8' }),
  ) as Bom;
  const names = bom.components.map(({ name }) => name).sort();

  it('is about this version', () => {
    expect(bom.bomFormat).toBe('CycloneDX');
    expect(bom.metadata.component).toMatchObject({ name: 'phasegate', version: MANIFEST.version });
  });

  it('lists every library that the sources import, and what these bring along, and nothing else', () => {
    const imported = importedBySources();
    expect(imported).toContain('yaml');
    const all = withDependencies(imported);
    for (const name of LEFT_OUT) expect(all.delete(name), name).toBe(true);
    expect(names).toEqual([...all].sort());
  });

  it('says of each where it is from and under what licence', () => {
    for (const { name, version, scope, purl, licenses = [] } of bom.components) {
      expect(purl).toBe(`pkg:npm/${name.replace('@', '%40')}@${version}`);
      expect([name, scope, licenses.length]).toEqual([name, 'required', 1]);
    }
  });

  it('says what depends on what', () => {
    const refs = new Set(bom.dependencies.map(({ ref }) => ref));
    for (const { dependsOn } of bom.dependencies) for (const one of dependsOn) expect(refs).toContain(one);
    expect(refs.size).toBe(bom.components.length + 1);
  });
});

/** The packages that the table of CONTRIBUTING.md names, each with its licence and the reason for it. */
function listed(): { readonly names: readonly string[]; readonly licence: string; readonly why: string }[] {
  const [, section = ''] = textOf('CONTRIBUTING.md').split('\n## Dependencies\n');
  return [...section.matchAll(/^\| (?!package |---)(.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, names = '', licence = '', why = '']) => ({
      names: names.split(', ').map((name) => name.replace(/ \d+$/, '')),
      licence,
      why,
    }),
  );
}

describe('the list of dependencies in CONTRIBUTING.md', () => {
  it('has all of package.json, and nothing else', () => {
    const types = Object.keys(MANIFEST.devDependencies).filter((name) => name.startsWith('@types/'));
    const rows = listed().flatMap(({ names }) =>
      names.flatMap((name) => (name === '@types/…' ? types : name)),
    );
    expect(rows.toSorted()).toEqual(Object.keys(MANIFEST.devDependencies).sort());
  });

  it('gives a reason for each', () => {
    for (const { names, licence, why } of listed()) {
      expect(licence, names.join()).toMatch(/\w/);
      expect(why.split(' ').length, names.join()).toBeGreaterThan(1);
    }
  });

  it('leaves an installed phasegate without any', () => {
    expect(MANIFEST.dependencies).toBeUndefined();
  });
});
