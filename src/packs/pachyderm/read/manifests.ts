import { readImage } from '../../../image-reference.ts';
import { type Found, type Known, known, likely, type ManifestObject, unsure, when } from '../../../pack.ts';
import type { PachydermPhase } from '../facts/phases.ts';
import type { PachydermFacts } from './facts.ts';
import { hasOwnNames } from './names.ts';
import { nodePortsOf, setOf } from './ports.ts';

/** As every object of pachctl and of the chart is labelled. */
const SUITE = 'pachyderm';
/** Objects of the chart that have no label: what the identity server gets. */
const UNLABELLED = /^pachyderm-identity(?:-|$)/;

/** By the label suite. The name of the Helm release stands nowhere. */
export const recognise = ({ labels, name }: ManifestObject): false | { readonly release: string } =>
  labels.suite === SUITE || UNLABELLED.test(name) ? { release: SUITE } : false;

const CONTAINERS = ['spec', 'template', 'spec', 'containers'] as const;
const VERSION = /^v?(\d+\.\d+\.\d+)/;

/** The version of Pachyderm: the tag of pachd's image, as charts and golden manifests lag behind it. */
function versionOf(objects: readonly ManifestObject[]): Known<string> {
  const pachd = objects.find(({ kind, name }) => kind === 'Deployment' && name === 'pachd');
  const own = pachd?.keys(...CONTAINERS).find((key) => sureText(pachd, key, 'name') === 'pachd');
  const image = own === undefined ? undefined : pachd?.at(...CONTAINERS, own, 'image');
  if (image === undefined) return unsure('no Deployment runs pachd');
  const tag = when(image, (text) => VERSION.exec(readImage(text).tag ?? '')?.[1] ?? '');
  return likely(tag) === '' ? unsure('the image of pachd names no version', image.place) : tag;
}

const sureText = (object: ManifestObject, key: string | number, name: string): string | undefined =>
  likely(object.at(...CONTAINERS, key, name));

/** @param found what the engine read */
export function readManifests(
  objects: readonly ManifestObject[],
  found: Found<PachydermPhase>,
): PachydermFacts {
  const ports = nodePortsOf(objects);
  const isAdjacent =
    hasOwnNames(objects, found.namespace) || ports.some((port) => setOf(port) === 'migration');
  return {
    phase: known(isAdjacent ? 'adjacent' : 'normal', 'chart'),
    components: found.components,
    version: versionOf(objects),
    ports,
  };
}
