import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';

const METASTORE = 'pyroscope.components.metastore.persistence.enabled';

function isPersistent({ mode, value }: PyroscopeValues): boolean {
  if (mode === 'single-binary') return isTrueInTemplate(value('pyroscope', 'persistence', 'enabled'));
  const path = ['architecture', 'microservices', 'v2', 'metastore', 'persistence', 'enabled'];
  return isTrueInTemplate(
    value('pyroscope', 'components', 'metastore', 'persistence', 'enabled') ?? value(...path),
  );
}

/** The metastore's claim can be had only when its StatefulSet is made (audit A10, section 2). */
export const metastoreClaim = (values: PyroscopeValues): readonly string[] =>
  values.mode !== 'single-binary' && !isPersistent(values) ? [`${METASTORE}=true`] : [];

const REMEDY =
  'Helm cannot change that on a StatefulSet that is there: delete it with --cascade=orphan first, and copy what is to stay.';

/**
 * What is lost where the volume that holds the metastore's index is an emptyDir, for a StatefulSet that is already
 * there: the single binary's own, or the metastore's from dual on.
 */
export function volumeNotes(values: PyroscopeValues): readonly string[] {
  const isMade = values.mode === 'single-binary' || values.phase !== 'v1';
  if (!isMade || isPersistent(values)) return [];
  const pod = values.mode === 'single-binary' ? 'The pod has' : 'The metastore has';
  return [
    `${pod} no persistent volume: v2's index dies with the pod, and blocks in the bucket are not found without it. ${REMEDY}`,
  ];
}
