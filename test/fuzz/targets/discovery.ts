import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chartNamesOf, chartPacks } from '../../../src/cli/pack-of-values.ts';
import { discoverValues } from '../../../src/discover/discover-values.ts';
import { RELEASE_PACKS } from '../../../src/packs/index.ts';
import { foreignText } from '../../property/arbitraries.ts';
import { mutated } from '../../property/mutated-text.ts';
import { snippetText } from '../../unit/discover/any-file.ts';
import { everyNode, type Files, folderOf } from '../../unit/discover/find.ts';
import { bytesOf, type FuzzTarget, gist, textOf } from '../target.ts';

const CHARTS = chartNamesOf(chartPacks(RELEASE_PACKS));

/** Paths whose names or places mean something to one of the tools. */
const PATHS = [
  ...['/a/values.yaml', '/a/values-prod.yaml', '/a/helmfile.yaml', '/a/kustomization.yaml', '/a/Chart.yaml'],
  ...['/a/charts/b/Chart.yaml', '/a/charts/b/values.yaml', '/a/app.yaml', '/helmfile.yaml', '/.git/HEAD'],
  ...[
    '/a/environments/x.yaml',
    '/a/templates/x.yaml',
    '/pyroscope/values.yaml',
    '/a/patch.yaml',
    '/a/helmfile.d/1.yaml',
  ],
];

/** Files as one text: `=== /path` on a line of its own before each. The first one is the file that is looked at. */
function filesIn(text: string): Files {
  const parts = text.split(/^=== (\/\S*)\n/m);
  const found: Record<string, string> = parts[0] ? { '/a/values.yaml': parts[0] } : {};
  for (let at = 1; at < parts.length; at += 2) found[parts[at] ?? ''] ??= parts[at + 1] ?? '';
  return found;
}

function checkDiscovery(input: Uint8Array): string {
  const files = filesIn(textOf(input));
  const [path = '/a/values.yaml', text = ''] = Object.entries(files)[0] ?? [];
  const helm = input.length % 2 === 0 ? 3 : 4;
  const found = discoverValues({ name: path.slice(1), path, text }, CHARTS, helm, folderOf(files));
  if (found.kind === 'other') return `other: ${gist(found.what)}`;
  if (found.kind === 'broken') return `broken: ${found.error.kind}`;
  const contents = new Map(Object.entries(files).map(([name, content]) => [name.slice(1), content]));
  for (const { values } of found.values)
    for (const { origin } of everyNode(values))
      if (origin.kind === 'file') {
        const { length } = contents.get(origin.file) ?? text;
        assert.ok(
          0 <= origin.start && origin.start <= origin.end && origin.end <= length,
          'a place outside of its file',
        );
      }
  return `values of ${Math.min(found.values.length, 4)}, unread ${found.values.some(({ unread }) => unread.length > 0)}`;
}

const content = fc.oneof(
  { weight: 4, arbitrary: snippetText },
  { weight: 2, arbitrary: mutated(snippetText) },
  { weight: 1, arbitrary: foreignText },
);

export const discovery: FuzzTarget = {
  name: 'discovery',
  holds:
    'any text in any file, among any other files, is found, broken or something else; places lie in their file',
  inputs: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...PATHS), content), {
      minLength: 1,
      maxLength: 4,
      selector: ([path]) => path,
    })
    .map((all) =>
      bytesOf(all.map(([path, text]) => `=== ${path}\n${text}${text.endsWith('\n') ? '' : '\n'}`).join('')),
    ),
  runs: 300,
  check: checkDiscovery,
};
