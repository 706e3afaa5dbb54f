import { EarlyExit } from '../early-exit.ts';
import { type Cluster, type InstalledRelease, revisionInForce } from '../live/cluster.ts';
import { readableObjects } from '../manifest/object.ts';
import type { Pack } from '../pack.ts';
import type { ChartPack } from '../release/chart-values.ts';
import { CHART_LABEL, chartNameOf } from '../release/recognise.ts';
import { objectView } from '../rules/objects.ts';
import { splitDocuments } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import { chartPacks, packOfChart } from './pack-of-values.ts';
import { answered } from './shared-options.ts';

const objectsOf = (text: string) => splitDocuments(text).flatMap(readableObjects).map(objectView);

type Objects = Awaited<ReturnType<typeof objectsOf>>;

/** The subchart that a release's objects of a product are of; undefined where they are of its own chart, or do not say. */
function subchartOf(pack: Pack, { chartName }: InstalledRelease, objects: Objects): string | undefined {
  const names = objects
    .filter((one) => pack.recognise(one) !== false)
    .flatMap(({ labels }) => labels[CHART_LABEL] ?? [])
    .map(chartNameOf);
  return names.includes(chartName) ? undefined : names[0];
}

/**
 * The pack that an installed release belongs to: by the name of its chart, else the one pack that knows an object of it, as
 * for a chart that brings the product along.
 * @throws EarlyExit where there is none, or more than one, and for a subchart, whose values and version are not the release's
 */
export async function packOfRelease(
  packs: readonly Pack[],
  installed: InstalledRelease,
  cluster: Pick<Cluster, 'manifest'>,
): Promise<ChartPack> {
  const { name, chartName, history } = installed;
  const known = chartPacks(packs);
  const named = packOfChart(chartName, known);
  if (named) return named;
  const text = answered(await cluster.manifest(name, revisionInForce(history)?.revision ?? 1));
  const objects = await withLibrary(() => objectsOf(text));
  const [pack, ...others] = known.filter((one) => objects.some((object) => one.recognise(object) !== false));
  if (pack && others.length === 0) {
    const subchart = subchartOf(pack, installed, objects);
    if (subchart === undefined) return pack;
    throw new EarlyExit(
      `phasegate: release ${name} is of chart ${chartName}, which brings ${pack.title ?? pack.name} along as its subchart ${subchart}: its values and its version are not the release's\n  do:  compare what is under the key ${subchart} of the values before and after, with phasegate plan --from-values and --to-values; verify and render --gate read the manifests, and work`,
    );
  }
  const all = known.map((one) => one.title ?? one.name).join(', ');
  throw new EarlyExit(
    pack
      ? `phasegate: release ${name} holds more than one product: ${[pack, ...others].map((one) => one.name).join(', ')}`
      : `phasegate: release ${name} is of chart ${chartName}, and holds nothing that phasegate knows (${all})`,
  );
}
