import type { Cluster, InstalledRelease } from '../live/cluster.ts';
import { objectsIn } from '../manifest/object.ts';
import type { Pack } from '../pack.ts';
import type { ChartPack } from '../release/chart-values.ts';
import { objectView } from '../rules/objects.ts';
import { splitDocuments } from '../yaml/documents.ts';
import { withLibrary } from '../yaml/library.ts';
import { readDocument } from '../yaml/read.ts';
import { EarlyExit } from './exit-code.ts';
import { chartPacks, packOfChart } from './pack-of-values.ts';
import { answered } from './shared-options.ts';

const objectsOf = (text: string) =>
  splitDocuments(text).flatMap((document) => {
    const parsed = readDocument(document);
    return parsed.ok && parsed.root?.kind === 'map' ? objectsIn(document, parsed.root).map(objectView) : [];
  });

/**
 * The pack that an installed release belongs to: by the name of its chart, else the one pack that knows an object of it, as
 * for a chart that brings the product along.
 * @throws EarlyExit where there is none, or more than one
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
  const text = answered(await cluster.manifest(name, history.at(-1)?.revision ?? 1));
  const objects = await withLibrary(() => objectsOf(text));
  const [pack, ...others] = known.filter((one) => objects.some((object) => one.recognise(object) !== false));
  if (pack && others.length === 0) return pack;
  const all = known.map((one) => one.title ?? one.name).join(', ');
  throw new EarlyExit(
    pack
      ? `phasegate: release ${name} holds more than one product: ${[pack, ...others].map((one) => one.name).join(', ')}`
      : `phasegate: release ${name} is of chart ${chartName}, and holds nothing that phasegate knows (${all})`,
  );
}
