// Prints a CycloneDX SBOM of what is shipped. npm takes all libraries for development tools, as esbuild bundles them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import './compile-schemas.mjs';
import { bundledPackages } from './bundled-packages.mjs';

const ROOT = join(import.meta.dirname, '..');
const DEVELOPMENT = 'cdx:npm:package:development';

const printed = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const bom = JSON.parse(printed);
const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const bundled = new Set(await bundledPackages());

const components = bom.components
  .filter((one) => bundled.has(one['bom-ref']))
  .map((one) => ({
    ...one,
    scope: 'required',
    properties: one.properties.filter((property) => property.name !== DEVELOPMENT),
  }));
const unknown = [...bundled].filter((one) => !components.some((component) => component['bom-ref'] === one));
if (unknown.length > 0) throw new Error(`package-lock.json lacks ${unknown.join(', ')}; run npm install`);

const kept = new Set([`${name}@${version}`, ...bundled]);
const dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
const component = { ...bom.metadata.component, name, type: 'application' };
const metadata = { ...bom.metadata, lifecycles: [{ phase: 'build' }], component };
console.log(JSON.stringify({ ...bom, metadata, components, dependencies }, null, 2));
