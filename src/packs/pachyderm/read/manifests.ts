import { readImage } from '../../../image-reference.ts';
import {
  type Found,
  type Known,
  known,
  likely,
  type ManifestObject,
  type Tree,
  unsure,
  when,
} from '../../../pack.ts';
import type { PachydermPhase } from '../facts/phases.ts';
import type { NodePort, PachydermFacts } from './facts.ts';
import { hasOwnNames } from './names.ts';
import { nodePortsOf, setOf } from './ports.ts';
import { backendOf, bucketsOf, shownBucket } from './storage.ts';
import { CONTAINERS } from './variables.ts';

/** As every object of pachctl and of the chart is labelled. */
export const SUITE = 'pachyderm';
/** Objects of the chart that have no label: what the identity server gets. */
const UNLABELLED = /^pachyderm-identity(?:-|$)/;

/** Whether an object has the label that pachctl undeploy goes by. */
export const isPachyderm = ({ labels }: Pick<ManifestObject, 'labels'>): boolean => labels.suite === SUITE;

/** By the label suite. The name of the Helm release stands nowhere. */
export const recognise = ({ labels, name }: ManifestObject): false | { readonly release: string } =>
  isPachyderm({ labels }) || UNLABELLED.test(name) ? { release: SUITE } : false;

const VERSION = /^v?(\d+\.\d+\.\d+)/;

/** The container of a Deployment that has its name. */
function containerOf(objects: readonly ManifestObject[], name: string): Tree | undefined {
  const workload = objects.find((one) => one.kind === 'Deployment' && one.name === name);
  const all = workload?.keys(...CONTAINERS).map((key) => workload.below(...CONTAINERS, key));
  return all?.find((one) => likely(one.at('name')) === name);
}

/** The version of Pachyderm: the tag of pachd's image, as charts and golden manifests lag behind it. */
function versionOf(objects: readonly ManifestObject[]): Known<string> {
  const image = containerOf(objects, 'pachd')?.at('image');
  if (image === undefined) return unsure('no Deployment runs pachd');
  const tag = when(image, (text) => VERSION.exec(readImage(text).tag ?? '')?.[1] ?? '');
  return likely(tag) === '' ? unsure('the image of pachd names no version', image.place) : tag;
}

function phaseOf(
  objects: readonly ManifestObject[],
  namespace: string,
  ports: readonly NodePort[],
): Known<PachydermPhase> {
  if (hasOwnNames(objects, namespace)) return known('adjacent', 'chart');
  const moved = ports.find((port) => setOf(port) === 'migration');
  const left = ports.find((port) => setOf(port) === 'normal');
  if (moved === undefined) return known('normal', 'chart');
  if (left === undefined) return known('adjacent', 'chart', moved.number?.place);
  return unsure(
    'some of its nodePorts are on the normal set and others on the migration set',
    moved.number?.place,
  );
}

/** The variable goes before the Secret, whose bucket may be empty or another one where both are there (audit D-27). */
function bucketIn(objects: readonly ManifestObject[]): Known<string> | undefined {
  const [named] = bucketsOf(objects);
  return named && known(shownBucket(named), 'chart', named.at.place);
}

/** @param found what the engine read */
export function readManifests(
  objects: readonly ManifestObject[],
  found: Found<PachydermPhase>,
): PachydermFacts {
  const ports = nodePortsOf(objects);
  return {
    phase: phaseOf(objects, found.namespace, ports),
    components: found.components,
    version: versionOf(objects),
    ports,
    backend: backendOf(objects),
    bucket: bucketIn(objects),
  };
}
