import { basename } from 'node:path';
import type { HelmMajor } from '../values/helm-major.ts';
import { readValues } from '../values/read-values.ts';
import type { Discovery, GivenFile, Surroundings } from './found-values.ts';
import { helmfileUses, isHelmfile } from './helmfile.ts';
import { describeObjects, isKubernetesObject, kubernetesObjects } from './kubernetes-object.ts';
import { isKustomization, kustomizationUses } from './kustomization.ts';
import { fluxSourcesIn } from './nearby-objects.ts';
import { type OuterDocument, readOuterDocuments } from './outer-document.ts';
import { discoverPlain } from './plain-values.ts';
import { releaseUses } from './release-uses.ts';
import { discoverUses, type Subject, subjectOf } from './subject.ts';

export type { ChartHint, Discovery, FoundValues, GivenFile, Surroundings } from './found-values.ts';

/**
 * The values of a chart that a file holds, wherever in it, and which chart version they are for as far as the file and
 * its neighbours say.
 * @param chartName as dependencies and releases name the chart
 * @param around what is found in a folder is remembered as long as this object lives
 */
export function discoverValues(
  file: GivenFile,
  chartName: string,
  helm: HelmMajor,
  around: Surroundings,
): Discovery {
  const subject = subjectOf(file, chartName, helm, around);
  if (isHelmfile(subject.path)) return discoverIn(subject, helmfileUses, 'a helmfile');
  if (isKustomization(subject.path)) return discoverIn(subject, kustomizationUses, 'a kustomization');
  if (/^(?:Chart|requirements)\.yaml$/.test(basename(subject.path)))
    return { kind: 'other', what: 'a description of a chart' };
  return (mayHoldObjects(file.text) && discoverObjects(subject)) || discoverValuesFile(subject);
}

type UsesIn = typeof helmfileUses;

/** @param what the file where none of its uses has values */
function discoverIn(subject: Subject, usesIn: UsesIn, what: string): Discovery {
  const read = readOuterDocuments(subject);
  if (!read.ok) return { kind: 'broken', error: read.error };
  const uses = read.value.flatMap((document: OuterDocument) => usesIn(document, subject.chartName));
  return discoverUses(subject, uses, `${what} without ${subject.chartName}`);
}

const mayHoldObjects = (text: string): boolean => /^(?:kind|"kind"|'kind')[ \t]*:/m.test(text);

function discoverValuesFile(subject: Subject): Discovery {
  const read = readValues(subject.text, subject.place, subject.helm);
  if (!read.ok) return { kind: 'broken', error: read.error };
  return (
    (isKubernetesObject(read.value.values) && discoverObjects(subject)) || discoverPlain(subject, read.value)
  );
}

/** Undefined where the file holds no Kubernetes object after all. */
function discoverObjects(subject: Subject): Discovery | undefined {
  const { chartName, helm, folder, around } = subject;
  const read = readOuterDocuments(subject);
  if (!read.ok) return { kind: 'broken', error: read.error };
  const objects = kubernetesObjects(read.value);
  if (objects.length === 0) return undefined;
  const uses = releaseUses(objects, chartName, helm, () => fluxSourcesIn(folder, chartName, around));
  return discoverUses(subject, uses, describeObjects(objects));
}
