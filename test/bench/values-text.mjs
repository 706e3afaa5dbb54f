/** A values file of 1 KB with what most of them have; the number makes each one differ. */
export const valuesText = (
  number,
) => `# Profiles of team ${number}: one release of the chart for each cluster.
architecture:
  microservices:
    enabled: true
  storage:
    v1: true
    v2: true # both layers until the history has moved
    migration:
      ingesterWeight: 1.0
      segmentWriterWeight: 1.0

pyroscope:
  fullnameOverride: profiles-${number}
  image:
    tag: "2.2.1" # kept with the chart
  extraArgs:
    log.level: warn
    # The gateway compresses already.
    server.http-idle-timeout: 2m
  podAnnotations: {team: profiling, tier: "${number}"}
  components:
    ingester:
      replicaCount: 3
      persistence: {enabled: true, size: 20Gi}
    metastore:
      replicaCount: 3
      persistence: {enabled: true, size: 10Gi}
  structuredConfig:
    storage:
      backend: s3
      s3:
        bucket_name: profiles-${number}
        endpoint: s3.eu-west-1.amazonaws.com
    limits:
      compactor_blocks_retention_period: 720h

# Scraped by the Alloy of the cluster.
alloy:
  enabled: false
serviceMonitor:
  enabled: true
minio:
  enabled: false
`;
