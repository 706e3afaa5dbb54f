import { listOf, map, section, text, textOrFalse, toggle } from './kinds.ts';

const accessModes = listOf('strings')('Access modes of the claim.', { default: ['ReadWriteOnce'] });

const metastore = section({
  subPath: text("Folder of the data volume for the metastore's log and index.", { default: '.metastore' }),
})('Where the metastore keeps its data.', { since: '1.15.1' });

const shared = section({
  enabled: toggle('Whether the shared folder is mounted.', { default: true, since: '1.19.1' }),
  subPath: text('Folder of the data volume that stands in for a bucket.', { default: '.shared' }),
})('The folder that stood in for a bucket before chart 2.0.0.', {
  since: '1.15.1',
  removal: {
    chart: '2.0.0',
    useInstead: 'pyroscope.structuredConfig.storage',
    note: 'The shared mount is gone from chart 2.0.0 on; where blocks are kept is said by the storage block of the server configuration.',
  },
});

export const persistence = section({
  enabled: toggle('Whether data is kept on a claim; without one it goes with the pod.', { default: false }),
  accessModes,
  size: text('Size of the claim, such as 10Gi.', { default: '10Gi' }),
  annotations: map('Annotations of the claim.', { default: {} }),
  storageClassName: text("Storage class of the claim; the cluster's default where it is not set."),
  existingClaim: textOrFalse('A claim that exists; every pod of the workload mounts this one.'),
  selector: map('Labels of the volume that the claim wants.'),
  subPath: text('Stands in comments of the chart; no template reads it.'),
  extraVolumeClaimTemplates: listOf('maps')('Further claim templates of the StatefulSet.'),
  metastore,
  shared,
})('The data volume. Deployments claim `<name>-data`, which the chart does not make.');
