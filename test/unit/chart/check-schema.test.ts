import { describe, expect, it } from 'vitest';
import { meantField } from '../../../src/chart/check-schema.ts';
import type { SchemaProblem } from '../../../src/chart/schema-problem.ts';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { PYROSCOPE_CHART } from '../../../src/packs/pyroscope/chart/pyroscope-chart.ts';
import { defaultsOf, schemaProblems } from '../../../src/release/chart-values.ts';
import { readValuesText } from '../../../src/values/read-values.ts';
import { toJson } from '../../../src/values/tree.ts';

/** What the schema of a chart finds in the text of a values file. */
async function check(yaml: string, chart = CHART.newest): Promise<readonly SchemaProblem[]> {
  const read = readValuesText(yaml, 'values.yaml');
  if (!read.ok) throw new Error(read.error.message);
  return schemaProblems(PYROSCOPE_CHART, chart, toJson(read.value));
}

/** `wrong-type pyroscope.extraArgs`, one a problem. */
const inShort = (problems: readonly SchemaProblem[]): readonly string[] =>
  problems.map(({ kind, path }) => `${kind} ${path.join('.')}`);

/** As GitOps tools write variables that they substitute before Helm runs. */
const filledInLater = (name: string): string => `\${${name}}`;

describe('checkSchema', () => {
  it.each(CHART.versions)('finds nothing in the defaults of chart %s', async (chart) => {
    expect(await schemaProblems(PYROSCOPE_CHART, chart, toJson(defaultsOf(PYROSCOPE_CHART, chart)))).toEqual(
      [],
    );
  });

  it.each([
    ['resources: {limits: {memory: 16GB}}', 'resources.limits.memory', 'a quantity of 0 or more'],
    ['resources: {requests: {cpu: -1}}', 'resources.requests.cpu', 'a quantity of 0 or more'],
    ['resources: {requests: {cpu: "-100m"}}', 'resources.requests.cpu', 'a quantity of 0 or more'],
    ['resources: {limits: {memory: 16gi}}', 'resources.limits.memory', 'a quantity of 0 or more'],
    ['resources: {limits: {memory: ""}}', 'resources.limits.memory', 'a quantity of 0 or more'],
    ['tolerations: [{operator: Equals}]', 'tolerations.0.operator', 'Equal or Exists'],
    [
      'tolerations: [{key: a}, {key: b, effect: noSchedule}]',
      'tolerations.1.effect',
      'NoSchedule, PreferNoSchedule or NoExecute',
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: Ignore}]',
      'topologySpreadConstraints.0.whenUnsatisfiable',
      'DoNotSchedule or ScheduleAnyway',
    ],
    [
      'podSecurityContext: {seccompProfile: {type: runtime/default}}',
      'podSecurityContext.seccompProfile.type',
      'RuntimeDefault, Localhost or Unconfined',
    ],
    [
      'securityContext: {seccompProfile: {type: ""}}',
      'securityContext.seccompProfile.type',
      'RuntimeDefault',
    ],
    ['securityContext: {seccompProfile: {}}', 'securityContext.seccompProfile', 'a map with the key type'],
    ['extraLabels: {version: 1.0+build}', 'extraLabels.version', 'a label value'],
    ['extraLabels: {team: "our team"}', 'extraLabels.team', 'a label value'],
  ])('finds what the API server refuses in %s', async (pyroscope, path, expected) => {
    const problems = await check(`pyroscope: {${pyroscope}}`);
    expect(inShort(problems)).toEqual([`invalid-value pyroscope.${path}`]);
    expect(problems[0]).toMatchObject({ expected: expect.stringContaining(expected) });
  });

  it.each([
    'resources: {limits: {memory: 16Gi, cpu: 1.5}, requests: {memory: 1e9, cpu: 0, "example.com/gpu": "1"}}',
    'resources: {limits: {memory: 1E3, cpu: ".5", ephemeral-storage: 1_000, d: null}, requests: {cpu: 100n, memory: " 5Mi", ephemeral-storage: "-0"}}',
    'resources: {limits: {memory: Gi, cpu: .}, requests: {memory: 1e-3, cpu: "+5"}}',
    'tolerations: [{operator: Exists, effect: ""}, {key: a, operator: "", effect: NoExecute}, {key: b, effect: null}]',
    'topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]',
    'podSecurityContext: {seccompProfile: {type: Localhost, localhostProfile: a.json}}',
    'securityContext: {seccompProfile: null}',
    'extraLabels: {a: 1, b: true, c: "", d: a_b-c.d, e: 1.5, f: null}',
  ])('takes what the API server takes in %s', async (pyroscope) => {
    expect(await check(`pyroscope: {${pyroscope}}`)).toEqual([]);
  });

  it.each([
    ['extraVolumes: [{name: a, secret: {name: keys}}]', 'unknown-field extraVolumes.0.secret.name'],
    ['extraVolumes: [{name: a, secretName: keys}]', 'unknown-field extraVolumes.0.secretName'],
    ['extraVolumes: [{name: a, hostpath: {path: /a}}]', 'unknown-field extraVolumes.0.hostpath'],
    [
      'extraVolumes: [{name: a, configMap: {name: b, items: [{key: a, file: b}]}}]',
      'unknown-field extraVolumes.0.configMap.items.0.file',
      'invalid-value extraVolumes.0.configMap.items.0',
    ],
    [
      'extraVolumes: [{name: a, hostPath: {path: /a, type: Folder}}]',
      'invalid-value extraVolumes.0.hostPath.type',
    ],
    [
      'extraVolumes: [{name: a, emptyDir: {sizeLimit: 1GB}}]',
      'invalid-value extraVolumes.0.emptyDir.sizeLimit',
    ],
    [
      'extraVolumes: [{name: a, secret: {secretName: b, defaultMode: "0644"}}]',
      'wrong-type extraVolumes.0.secret.defaultMode',
    ],
    [
      'extraVolumes: [{name: a, persistentVolumeClaim: {}}]',
      'invalid-value extraVolumes.0.persistentVolumeClaim',
    ],
    ['extraVolumeMounts: [{name: a, path: /a}]', 'unknown-field extraVolumeMounts.0.path'],
    [
      'extraVolumeMounts: [{name: a, mountPath: /a, readOnly: "true"}]',
      'wrong-type extraVolumeMounts.0.readOnly',
    ],
    ['initContainers: [{name: a, image: b, args: [1]}]', 'wrong-type initContainers.0.args.0'],
    ['initContainers: [{name: a, image: b, cmd: [sh]}]', 'unknown-field initContainers.0.cmd'],
    [
      'initContainers: [{name: a, image: b, securityContext: {fsGroup: 1}}]',
      'unknown-field initContainers.0.securityContext.fsGroup',
    ],
    [
      'initContainers: [{name: a, image: b, resources: {limits: {memory: 1GB}}}]',
      'invalid-value initContainers.0.resources.limits.memory',
    ],
    [
      'extraContainers: [{name: a, image: b, imagePullPolicy: Newer}]',
      'invalid-value extraContainers.0.imagePullPolicy',
    ],
    [
      'extraContainers: [{name: a, image: b, env: [{name: A, valueFrom: {secretRef: {name: b, key: c}}}]}]',
      'unknown-field extraContainers.0.env.0.valueFrom.secretRef',
    ],
    [
      'extraContainers: [{name: a, image: b, env: [{name: A, value: 1}]}]',
      'wrong-type extraContainers.0.env.0.value',
    ],
    [
      'extraContainers: [{name: a, image: b, ports: [{containerPort: "80"}]}]',
      'wrong-type extraContainers.0.ports.0.containerPort',
    ],
    [
      'extraContainers: [{name: a, image: b, readinessProbe: {httpGet: {path: /ready}}}]',
      'invalid-value extraContainers.0.readinessProbe.httpGet',
    ],
    [
      'extraContainers: [{name: a, image: b, livenessProbe: {httpGet: {port: http}, periodSeconds: 5s}}]',
      'wrong-type extraContainers.0.livenessProbe.periodSeconds',
    ],
    [
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabel: {a: b}}}]',
      'unknown-field topologySpreadConstraints.0.labelSelector.matchLabel',
    ],
    [
      'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{matchExpressions: []}]}}',
      'wrong-type affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution',
    ],
    [
      'affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, topologyKey: zone, podAffinityTerm: {topologyKey: zone}}]}}',
      'unknown-field affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.topologyKey',
    ],
    [
      'affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchExpressions: [{key: a, operator: in, values: [b]}]}}]}}',
      'invalid-value affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution.0.labelSelector.matchExpressions.0.operator',
    ],
    ['extraCustomEnvVars: [{name: A, valueFrom: {}}]', 'invalid-value extraCustomEnvVars.0.valueFrom'],
    ['extraEnvFrom: [{secretRef: keys}]', 'wrong-type extraEnvFrom.0.secretRef'],
  ])('looks into objects of Kubernetes for what the API server refuses: %s', async (pyroscope, ...wanted) => {
    const found = inShort(await check(`pyroscope: {${pyroscope}}`));
    expect(found.toSorted()).toEqual(wanted.map((one) => one.replace(' ', ' pyroscope.')).toSorted());
  });

  it.each([
    ['podAnnotations: {"a b": x}', 'podAnnotations.a b'],
    ['podAnnotations: {a/b/c: x}', 'podAnnotations.a/b/c'],
    [`podAnnotations: {${'a'.repeat(64)}: x}`, `podAnnotations.${'a'.repeat(64)}`],
    ['serviceAccount: {annotations: {/role: x}}', 'serviceAccount.annotations./role'],
    ['service: {annotations: {-a: x}}', 'service.annotations.-a'],
    ['extraLabels: {Example.org/team: x}', 'extraLabels.Example.org/team'],
    ['nodeSelector: {"disk type": ssd}', 'nodeSelector.disk type'],
  ])('finds the key that the API server refuses in %s', async (pyroscope, path) => {
    const problems = await check(`pyroscope: {${pyroscope}}`);
    expect(problems).toMatchObject([{ kind: 'invalid-value', on: 'key' }]);
    expect(inShort(problems)).toEqual([`invalid-value pyroscope.${path}`]);
  });

  it.each([
    `podAnnotations: {${'a'.repeat(63)}: x, Example.ORG/Team_x.y: x, 1: x, a.b-c/d: x}`,
    'extraLabels: {example.org/Team_x.y: x, app.kubernetes.io/part-of: x, a: x}',
    `podAnnotations: {"\${PREFIX}/team": x, "{{ .a }}": x}`,
  ])('takes the keys that the API server takes in %s', async (pyroscope) => {
    expect(await check(`pyroscope: {${pyroscope}}`)).toEqual([]);
  });

  it.each([
    ['extraVolumes: [{name: a, secretName: keys}]', 'extraVolumes.0.secret'],
    ['initContainers: [{name: a, image: b, limits: {}}]', 'initContainers.0.resources'],
    ['initContainers: [{name: a, image: b, securityContext: {image: b}}]', 'initContainers.0'],
    ['securityContext: {fsGroup: 1}', 'podSecurityContext'],
  ])('knows where a field of Kubernetes belongs: %s', async (pyroscope, place) => {
    const [problem] = await check(`pyroscope: {${pyroscope}}`);
    expect(problem).toMatchObject({ kind: 'unknown-field', places: [`pyroscope.${place}`.split('.')] });
  });

  it.each([
    ['extraVolumes: [{name: a, secret: {name: keys}}]', 'secretName'],
    ['extraVolumes: [{name: a, persistentVolumeClaim: {name: data}}]', 'claimName'],
    ['extraVolumeMounts: [{name: a, mountPath: /a, readonly: true}]', 'readOnly'],
  ])('knows which field was meant, and does not send the key elsewhere: %s', async (pyroscope, meant) => {
    const [problem] = await check(`pyroscope: {${pyroscope}}`);
    const { path = [], known = [], places } = problem?.kind === 'unknown-field' ? problem : {};
    expect(places).toEqual([]);
    expect(meantField(path.at(-1) ?? '', known)).toBe(meant);
  });

  it.each([
    'extraVolumes: [{name: a, emptyDir: {}}, {name: b, emptyDir: {sizeLimit: 5, medium: Memory}}, {name: c, csi: {driver: d, volumeAttributes: {e: f}}}]',
    'extraVolumes: [{name: a, projected: {sources: [{secret: {name: b}}, {configMap: {name: c, items: [{key: d, path: e, mode: 0644}]}}, {serviceAccountToken: {path: f}}]}}]',
    'extraVolumes: [{name: a, hostPath: {path: /a, type: ""}}, {name: b, downwardAPI: {items: [{path: c, fieldRef: {fieldPath: metadata.labels}}]}}]',
    'extraVolumes: [{name: a, secret: {secretName: b, defaultMode: 0644, items: null}}]',
    'extraVolumeMounts: [{name: a, mountPath: /a, readOnly: true, recursiveReadOnly: IfPossible, subPath: null}]',
    'initContainers: [{name: a, image: b, args: [null, c], restartPolicy: Always, env: [{name: A, value: null}], securityContext: {capabilities: {drop: [ALL]}}}]',
    'extraContainers: [{name: a, image: b, lifecycle: {preStop: {sleep: {}}}, startupProbe: {httpGet: {port: http, httpHeaders: [{name: A}]}}, livenessProbe: null, ports: [{containerPort: 80.0, protocol: ""}]}]',
    'affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}], requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [null]}}}',
    'affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {a: b}}}}]}}',
    'podSecurityContext: {sysctls: [{name: kernel.shm_rmid_forced}], supplementalGroups: [1], seLinuxOptions: {level: "s0:c1"}}',
  ])('takes objects of Kubernetes that the API server takes: %s', async (pyroscope) => {
    expect(await check(`pyroscope: {${pyroscope}}`)).toEqual([]);
  });

  it.each([
    ['pyroscope: null', 'null pyroscope'],
    ['ingress:\n  # enabled: true\n', 'null ingress'],
    ['pyroscope: {service: {port: }}', 'null pyroscope.service.port'],
    ['pyroscope: {service: {port: ""}}', 'null pyroscope.service.port'],
    ['pyroscope: {components: {querier: {image: }}}', 'null pyroscope.components.querier.image'],
    ['pyroscope: {persistence: {enabled: true, size: }}', 'null pyroscope.persistence.size'],
    ['httpRoute: {enabled: true, gateway: }', 'null httpRoute.gateway'],
    ['ingress: {enabled: true, pathType: }', 'null ingress.pathType'],
  ])('finds that the chart fails without a value in %s', async (yaml, problem) => {
    expect(inShort(await check(yaml))).toEqual([problem]);
  });

  it.each([
    'pyroscope: {nodeSelector: , resources: , securityContext: , replicaCount: , tenantOverrides: }',
    'pyroscope: {autoscaling: , podDisruptionBudget: , readinessProbe: }',
    'pyroscope: {persistence: {enabled: false, size: , accessModes: , storageClassName: }}',
    'ingress: {pathType: , className: , annotations: }',
    'pyroscope: {service: {type: "", annotations: ""}, terminationGracePeriodSeconds: ""}',
    'minio: \nalloy: \nagent: \n',
    'pyroscope: {components: }',
    'pyroscope: {components: }\nserviceMonitor: {enabled: true}\narchitecture: {microservices: {enabled: true}}',
  ])('takes null where the chart does without a value: %s', async (yaml) => {
    expect(await check(yaml)).toEqual([]);
  });

  it.each([
    ['1.14.0', '', 1],
    ['1.15.1', '', 0],
    ['1.15.1', 'ingress: {enabled: true, hosts: [a.b]}', 1],
    ['1.20.3', 'httpRoute: {enabled: true}', 0],
    ['1.21.0', 'httpRoute: {enabled: true}', 1],
    ['2.2.1', 'ingress: {enabled: true, hosts: [a.b]}', 1],
    ['2.2.1', 'ingress: {enabled: false}', 0],
  ])('knows that chart %s counts the components, with %s', async (chart, yaml, nulls) => {
    const problems = await check(`pyroscope: {components: }\n${yaml}`, chart);
    expect(problems.filter(({ kind }) => kind === 'null')).toHaveLength(nulls);
  });

  it.each(['{extraEnvVars: }', '{extraEnvVars: []}', '{metastore: }', '{grpc: {port: }}', '{persistence: }'])(
    'finds that the chart fails on pyroscope: %s while v2 is on',
    async (pyroscope) => {
      const yaml = (v2: boolean) => `architecture: {storage: {v1: true, v2: ${v2}}}\npyroscope: ${pyroscope}`;
      expect(await check(yaml(true))).toHaveLength(1);
      expect(await check(yaml(false))).toEqual([]);
      expect(await check(`pyroscope: ${pyroscope}`, '2.0.1')).toEqual([]);
    },
  );

  it.each([
    ['persistence: {enabled: true}', 'unknown-key persistence'],
    ['pyroscope: {persistance: {}}', 'unknown-key pyroscope.persistance'],
    ['pyroscope: {components: {queryFrontend: {}}}', 'unknown-key pyroscope.components.queryFrontend'],
    ['pyroscope: {components: {querier: {config: ""}}}', 'unknown-key pyroscope.components.querier.config'],
    ['pyroscope: {persistence: {storageClass: fast}}', 'unknown-key pyroscope.persistence.storageClass'],
    ['pyroscope: {kind: StatefulSet}', 'unknown-key pyroscope.kind'],
    ['architecture: {storage: {v3: true}}', 'unknown-key architecture.storage.v3'],
    [
      'architecture: {microservices: {v1: {metastore: {}}}}',
      'unknown-key architecture.microservices.v1.metastore',
    ],
    ['ingress: {ingressClassName: nginx}', 'unknown-key ingress.ingressClassName'],
    ['httpRoute: {gateway: {group: a}}', 'unknown-key httpRoute.gateway.group'],
    ['a.b/c~d: 1', 'unknown-key a.b/c~d'],
    ['__proto__: {a: 1}', 'unknown-key __proto__'],
    ['pyroscope: {constructor: 1}', 'unknown-key pyroscope.constructor'],
    ['pyroscope: 1', 'wrong-type pyroscope'],
    ['pyroscope: {extraArgs: [-log.level=debug]}', 'wrong-type pyroscope.extraArgs'],
    ['pyroscope: {extraArgs: {a: [1]}}', 'wrong-type pyroscope.extraArgs.a'],
    ['pyroscope: {extraArgs: {a/b~1c: [1]}}', 'wrong-type pyroscope.extraArgs.a/b~1c'],
    ['pyroscope: {extraEnvVars: [{name: A, value: b}]}', 'wrong-type pyroscope.extraEnvVars'],
    ['pyroscope: {extraEnvVars: {A: [b]}}', 'wrong-type pyroscope.extraEnvVars.A'],
    ['pyroscope: {config: {storage: {}}}', 'wrong-type pyroscope.config'],
    ['pyroscope: {structuredConfig: "storage: {}"}', 'wrong-type pyroscope.structuredConfig'],
    ['pyroscope: {resources: small}', 'wrong-type pyroscope.resources'],
    ['pyroscope: {replicaCount: 1.5}', 'wrong-type pyroscope.replicaCount'],
    ['pyroscope: {fullnameOverride: 5}', 'wrong-type pyroscope.fullnameOverride'],
    ['pyroscope: {tolerations: {a: b}}', 'wrong-type pyroscope.tolerations'],
    ['pyroscope: {affinity: [a]}', 'wrong-type pyroscope.affinity'],
    ['pyroscope: {resources: []}', 'wrong-type pyroscope.resources'],
    ['pyroscope: {extraEnvVars: []}', 'wrong-type pyroscope.extraEnvVars'],
    ['pyroscope: {podAnnotations: {a.b/c: true}}', 'wrong-type pyroscope.podAnnotations.a.b/c'],
    ['pyroscope: {podAnnotations: {a.b/c: yes}}', 'wrong-type pyroscope.podAnnotations.a.b/c'],
    ['pyroscope: {service: {annotations: {port: 4040}}}', 'wrong-type pyroscope.service.annotations.port'],
    ['pyroscope: {nodeSelector: {ssd: true}}', 'wrong-type pyroscope.nodeSelector.ssd'],
    ['pyroscope: {nodeSelector: {disk: "a b"}}', 'invalid-value pyroscope.nodeSelector.disk'],
    ['pyroscope: {securityContext: {fsGroup: 1}}', 'unknown-field pyroscope.securityContext.fsGroup'],
    [
      'pyroscope: {podSecurityContext: {readOnlyRootFilesystem: true}}',
      'unknown-field pyroscope.podSecurityContext.readOnlyRootFilesystem',
    ],
    ['pyroscope: {podSecurityContext: {fsGroup: "1"}}', 'wrong-type pyroscope.podSecurityContext.fsGroup'],
    ['pyroscope: {resources: {memory: 1Gi}}', 'unknown-field pyroscope.resources.memory'],
    ['pyroscope: {resources: {limits: {cpu: true}}}', 'wrong-type pyroscope.resources.limits.cpu'],
    ['pyroscope: {affinity: {x: y}}', 'unknown-field pyroscope.affinity.x'],
    ['pyroscope: {tolerations: [{keys: a}]}', 'unknown-field pyroscope.tolerations.0.keys'],
    ['pyroscope: {tolerations: [{key: a, value: true}]}', 'wrong-type pyroscope.tolerations.0.value'],
    ['pyroscope: {tolerations: [{}]}', 'invalid-value pyroscope.tolerations.0'],
    ['pyroscope: {extraContainers: [{image: a}]}', 'invalid-value pyroscope.extraContainers.0'],
    ['pyroscope: {service: {port_name: 4040}}', 'wrong-type pyroscope.service.port_name'],
    ['pyroscope: {service: {port_name: "4040"}}', 'invalid-value pyroscope.service.port_name'],
    ['pyroscope: {persistence: {size: ten}}', 'invalid-value pyroscope.persistence.size'],
    ['pyroscope: {persistence: {accessModes: []}}', 'invalid-value pyroscope.persistence.accessModes'],
    ['pyroscope: {persistence: {accessModes: [RWO]}}', 'invalid-value pyroscope.persistence.accessModes.0'],
    ['pyroscope: {hostNetwork: "1"}', 'invalid-value pyroscope.hostNetwork'],
    ['pyroscope: {hostNetwork: host}', 'invalid-value pyroscope.hostNetwork'],
    ['pyroscope: {hostNetwork: 1}', 'wrong-type pyroscope.hostNetwork'],
    ['pyroscope: {replicaCount: 3x}', 'invalid-value pyroscope.replicaCount'],
    ['pyroscope: {extraLabels: x}', 'wrong-type pyroscope.extraLabels'],
    ['ingress: {className: 3}', 'wrong-type ingress.className'],
    ['ingress: {className: "3"}', 'invalid-value ingress.className'],
    ['pyroscope: {imagePullSecrets: [regcred]}', 'wrong-type pyroscope.imagePullSecrets.0'],
    ['pyroscope: {image: grafana/pyroscope}', 'wrong-type pyroscope.image'],
    ['architecture: {storage: {v1: [true]}}', 'wrong-type architecture.storage.v1'],
    ['architecture: {microservices: {enabled: {}}}', 'wrong-type architecture.microservices.enabled'],
    ['alloy: false', 'wrong-type alloy'],
    ['minio: {enabled: {}}', 'wrong-type minio.enabled'],
    ['ingress: {hosts: [{host: a}]}', 'wrong-type ingress.hosts.0'],
    ['serviceMonitor: {interval: 15}', 'wrong-type serviceMonitor.interval'],
    ['pyroscope: {replicaCount: two}', 'invalid-value pyroscope.replicaCount'],
    ['pyroscope: {replicaCount: -1}', 'invalid-value pyroscope.replicaCount'],
    ['pyroscope: {service: {port: 70000}}', 'invalid-value pyroscope.service.port'],
    ['pyroscope: {service: {type: clusterip}}', 'invalid-value pyroscope.service.type'],
    [
      'pyroscope: {components: {querier: {kind: deployment}}}',
      'invalid-value pyroscope.components.querier.kind',
    ],
    ['pyroscope: {extraCustomEnvVars: {A: b}}', 'wrong-type pyroscope.extraCustomEnvVars'],
    ['serviceMonitor: {interval: "15"}', 'invalid-value serviceMonitor.interval'],
    ['serviceMonitor: {scheme: Https}', 'invalid-value serviceMonitor.scheme'],
    [
      'pyroscope: {podDisruptionBudget: {maxUnavailable: half}}',
      'invalid-value pyroscope.podDisruptionBudget.maxUnavailable',
    ],
  ])('finds one mistake in %s', async (yaml, problem) => {
    expect(inShort(await check(yaml))).toEqual([problem]);
  });

  it.each([
    'x-anchors: [1, {a: b}]',
    'global: {imageRegistry: registry.local, storageClass: fast}',
    'architecture: {storage: {v1: "false", v2: "true", migration: {ingesterWeight: "0.5", segmentWriterWeight: 7}}}',
    'architecture: {microservices: {enabled: "no"}, deployUnifiedServices: "yes"}',
    `ingress: {enabled: "${filledInLater('ENABLED')}", className: false, hosts: [a, 1]}`,
    'pyroscope: {image: {tag: 2.1}, replicaCount: "2", service: {port: "4040"}}',
    'pyroscope: {extraArgs: {a: 1, b: true, c: x, d: null}, extraEnvVars: {A: 1, B: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}}}',
    'pyroscope: {persistence: {existingClaim: false, storageClassName: "", size: 10Gi}}',
    'pyroscope: {extraCustomEnvVars: [{name: A, value: b}]}',
    'pyroscope: {extraLabels: {team: 5, shared: true}}',
    'pyroscope: {structuredConfig: {anything: [1]}, tenantOverrides: {t: {}}}',
    'serviceMonitor: {enabled: true, scheme: HTTPS}',
    'pyroscope: {affinity: [], nodeSelector: [], tolerations: {}, extraVolumes: {}}',
    'pyroscope: {extraLabels: []}\ningress: {hosts: {}}\nextraObjects: {}\nhttpRoute: {hostnames: {}}',
    'pyroscope: {hostNetwork: "true", components: {querier: {hostNetwork: "False"}, admin: {hostNetwork: "y"}}}',
    'pyroscope: {replicaCount: "0x3", service: {port: "+4040"}, terminationGracePeriodSeconds: "1_000"}',
    'pyroscope: {resources: {limits: {cpu: 1, memory: 1Gi}}, persistence: {size: 1.5Gi, selector: {matchLabels: {a: b}}}}',
    `pyroscope: {replicaCount: "${filledInLater('REPLICAS')}", service: {type: "{{ .type }}"}, resources: "%SIZE%"}`,
    'pyroscope: {components: {all: {kind: StatefulSet}, admin: {autoscaling: {enabled: true}}}}',
    'alloy: {anything: 1}\nminio: {anything: 1}\nagent: {anything: 1}',
    '{}',
  ])('leaves %s alone', async (yaml) => {
    expect(await check(yaml)).toEqual([]);
  });

  it('finds every mistake once, wherever it stands', async () => {
    const yaml = `
persistence: {enabled: true}
pyroscope:
  replicas: 2
  extraArgs: [a]
  components:
    querier: {kind: deployment, replicas: 1}
    ingester: {kind: StatefulSet, service: {type: 1}}`;
    expect(inShort(await check(yaml)).toSorted()).toEqual([
      'invalid-value pyroscope.components.querier.kind',
      'unknown-key persistence',
      'unknown-key pyroscope.components.querier.replicas',
      'unknown-key pyroscope.replicas',
      'wrong-type pyroscope.components.ingester.service.type',
      'wrong-type pyroscope.extraArgs',
    ]);
  });

  it('says which keys and types would do', async () => {
    expect(await check('ingress: {tsl: []}')).toEqual([
      {
        kind: 'unknown-key',
        path: ['ingress', 'tsl'],
        known: ['enabled', 'className', 'pathType', 'labels', 'annotations', 'hosts', 'tls'],
      },
    ]);
    expect(await check('ingress: {enabled: [], hosts: [{}], pathType: prefix}')).toEqual([
      { kind: 'wrong-type', path: ['ingress', 'enabled'], expected: ['boolean'], isTaken: true },
      {
        kind: 'invalid-value',
        path: ['ingress', 'pathType'],
        expected: 'Exact, Prefix or ImplementationSpecific',
        options: ['Exact', 'Prefix', 'ImplementationSpecific'],
        refusedBy: 'chart',
      },
      { kind: 'wrong-type', path: ['ingress', 'hosts', '0'], expected: ['string'] },
    ]);
  });

  it('says where a field of Kubernetes belongs', async () => {
    const [problem] = await check('pyroscope: {components: {querier: {securityContext: {fsGroup: 1}}}}');
    expect(problem).toMatchObject({
      type: 'SecurityContext',
      places: [['pyroscope', 'components', 'querier', 'podSecurityContext']],
    });
  });

  it('knows keys by chart version', async () => {
    const route = 'httpRoute: {enabled: true}';
    expect(inShort(await check(route, '1.20.3'))).toEqual(['unknown-key httpRoute']);
    expect(await check(route, '1.21.0')).toEqual([]);
    const [problem] = await check('ingress: {x: 1}', '1.14.0');
    expect(problem?.kind === 'unknown-key' && problem.known).not.toContain('pathType');
  });

  it('leaves removed keys to their rule, whatever they hold, and does not name them as known', async () => {
    const removed = `
architecture: {storage: {migration: {queryBackend: [1]}}}
pyroscope:
  persistence: {shared: {enabled: true, foo: 1}}
  components: {querier: {persistence: {shared: no}}}`;
    expect(await check(removed, '2.0.0')).toEqual([]);
    expect(inShort(await check(removed, '1.21.0'))).toEqual(
      expect.arrayContaining([
        'wrong-type architecture.storage.migration.queryBackend',
        'unknown-key pyroscope.persistence.shared.foo',
      ]),
    );
    const [problem] = await check('pyroscope: {persistence: {sharde: {}}}', '2.0.0');
    expect(problem?.kind === 'unknown-key' && problem.known).not.toContain('shared');
  });

  it('takes whole numbers that no double holds', async () => {
    const flags = { pyroscope: { extraArgs: { bytes: 12_345_678_901_234_567_890n } } };
    expect(await schemaProblems(PYROSCOPE_CHART, CHART.newest, flags)).toEqual([]);
  });

  it('takes the nearest known chart for one that it does not know', async () => {
    const shared = { pyroscope: { persistence: { shared: { enabled: true } }, nosuch: 1 } };
    const found = (chart: string) => schemaProblems(PYROSCOPE_CHART, chart, shared);
    expect(await found('1.20.2')).toEqual(await found('1.19.2'));
    expect(await found('99.0.0')).toEqual(await found(CHART.newest));
  });
});
