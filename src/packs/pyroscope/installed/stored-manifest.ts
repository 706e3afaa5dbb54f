import { splitDocuments } from '../../../manifest/documents.ts';
import { type ManifestObject, objectsIn } from '../../../manifest/object.ts';
import { parseDocument, parseText } from '../../../manifest/parse.ts';
import { err, ok } from '../../../result.ts';
import type { StatedIntent } from '../../../step/pack.ts';
import { groupReleases, readRelease } from '../find-releases.ts';
import type { Phase } from '../phases.ts';
import { readPhase } from '../read-phase.ts';
import type { Release } from '../release.ts';

/** One Deployment or StatefulSet of a stored manifest. */
export interface StoredWorkload {
  readonly component: string;
  readonly kind: string;
  readonly replicas: number | undefined;
  /** Flags by name without dashes; one without a value is empty. */
  readonly flags: ReadonlyMap<string, string>;
  readonly image: string;
  readonly server: string;
}

/** What a release's manifest, as Helm stores it, says of Pyroscope. */
export interface StoredManifest {
  readonly chart: string;
  readonly layout: Release['layout'];
  /** Undefined where its traces do not agree on one. */
  readonly phase: Phase | undefined;
  readonly workloads: readonly StoredWorkload[];
}

const NOTHING_STATED: StatedIntent = {
  settings: new Map(),
  choices: { correct: new Set(), noCorrect: new Set(), acceptLoss: false },
};

async function objectsOf(text: string): Promise<readonly ManifestObject[]> {
  const objects: ManifestObject[] = [];
  for (const document of splitDocuments(text)) {
    const parsed = await parseDocument(document);
    if (parsed.ok && parsed.root?.kind === 'map') objects.push(...objectsIn(document, parsed.root));
  }
  return objects;
}

async function readText(text: string) {
  const parsed = await parseText(text);
  return parsed.ok ? ok(parsed.root) : err(parsed.problem);
}

function stored(release: Release): StoredManifest {
  return {
    chart: release.chart.value,
    layout: release.layout,
    phase: readPhase(release).phase,
    workloads: release.workloads.map(({ object, component, replicas, flags, image, server }) => ({
      component,
      kind: object.kind ?? '',
      replicas,
      flags: new Map(flags.all().map(({ name, value }) => [name, value ?? ''])),
      image,
      server: server.value,
    })),
  };
}

/**
 * Reads one release of a manifest; undefined where it holds none of Pyroscope. Documents that are no YAML are passed over.
 * @param name of the release, where a stream may hold several; the first of them where it is left out
 */
export async function readStoredManifest(text: string, name?: string): Promise<StoredManifest | undefined> {
  const groups = groupReleases(await objectsOf(text));
  const group = name === undefined ? groups[0] : groups.find((one) => one.name === name);
  return group && stored(await readRelease(group, NOTHING_STATED, readText));
}
