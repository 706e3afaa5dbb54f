import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../src/checks/ask.ts';
import { crdHasFields } from '../../../src/packs/prometheus/checks/crd-has-fields.ts';
import { type Situation, verdictOf } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest, stackManifest } from './release.ts';

const OLD = { name: 'old', url: OLD_URL };
const NEW = { name: 'new', url: NEW_URL };
const SETTINGS = {
  destination: NEW_URL,
  destinationTenant: 'team',
  destinationSecret: 'new-store',
  destinationMaxShards: '20',
};
const CRD = 'customresourcedefinitions.apiextensions.k8s.io/prometheuses.monitoring.coreos.com';

const text = { type: 'string' };
const of = (properties: object) => ({ type: 'object', properties });
const keyOf = of({ name: text, key: text });

/** What an entry may have by a CRD that lacks nothing of the entries below. */
const ENTRY: Readonly<Record<string, object>> = {
  url: text,
  name: text,
  headers: { type: 'object', additionalProperties: text },
  basicAuth: of({ username: keyOf, password: keyOf }),
  queueConfig: of({ maxShards: { type: 'integer' }, retryOnRateLimit: { type: 'boolean' } }),
  writeRelabelConfigs: { type: 'array', items: of({ action: text, regex: text }) },
};

const without = (...names: readonly string[]) =>
  Object.fromEntries(Object.entries(ENTRY).filter(([name]) => !names.includes(name)));

/** A CRD as the API server shows it. */
const crdWith = (entry: object, version = 'v1') => ({
  metadata: { annotations: { 'operator.prometheus.io/version': '0.65.1' } },
  spec: {
    versions: [
      { name: 'v0', schema: { openAPIV3Schema: of({ spec: of({}) }) } },
      {
        name: version,
        schema: {
          openAPIV3Schema: of({ spec: of({ remoteWrite: { type: 'array', items: of(entry) } }) }),
        },
      },
    ],
  },
});

const said = async (crd: unknown, situation: Partial<Situation> = {}) => {
  const { status, seen } = await verdictOf(crdHasFields, {
    manifest: stackManifest([OLD]),
    settings: SETTINGS,
    pods: { 'prometheus-mon-0': async () => Promise.reject(new Error('no pod is asked')) },
    objects: { [CRD]: crd },
    ...situation,
  });
  return [status, seen];
};

const saying = (...parts: readonly string[]) => expect.stringMatching(new RegExp(parts.join('.*'), 's'));

describe('crd-has-fields, before dual', () => {
  it('is ok where the CRD has every field of the entry that render would add', async () => {
    expect(await said(crdWith(ENTRY))).toEqual([
      'ok',
      'prometheuses.monitoring.coreos.com has every field of the entry for the new store',
    ]);
  });

  it.each([
    { lacks: 'headers', entry: without('headers'), names: 'headers' },
    { lacks: 'all of basicAuth', entry: without('basicAuth'), names: 'basicAuth' },
    {
      lacks: 'fields below one that it has',
      entry: { ...ENTRY, queueConfig: of({}), basicAuth: of({ username: keyOf }) },
      names: 'basicAuth.password and queueConfig.maxShards',
    },
  ])('has failed where the CRD lacks $lacks', async ({ entry, names }) => {
    expect(await said(crdWith(entry))).toEqual([
      'failed',
      saying(
        `prometheuses.monitoring.coreos.com \\(operator 0.65.1\\) has no ${names} in remoteWrite: `,
        'helm show crds prometheus-community/kube-prometheus-stack --version 88.5.3 \\| kubectl apply --server-side',
      ),
    ]);
  });

  it('takes what a part of the schema leaves open', async () => {
    const open = { 'x-kubernetes-preserve-unknown-fields': true };
    expect((await said(crdWith({ ...ENTRY, basicAuth: open, queueConfig: open })))[0]).toBe('ok');
    const untyped = { type: 'object', additionalProperties: true };
    expect((await said(crdWith({ ...ENTRY, basicAuth: untyped })))[0]).toBe('ok');
    expect(
      (await said(crdWith({ ...ENTRY, basicAuth: { ...of({ username: of({}) }), ...open } })))[1],
    ).toContain('has no basicAuth.username.key and basicAuth.username.name in');
  });

  it('looks at the entry of what is about to be applied, where a gate asks', async () => {
    const relabelled = '      writeRelabelConfigs:\n        - action: drop\n          sourceLabels: [a]\n';
    const next = stackManifest([OLD, NEW]) + relabelled;
    expect(await said(crdWith(ENTRY), { next })).toEqual([
      'failed',
      saying('has no writeRelabelConfigs.sourceLabels in remoteWrite'),
    ]);
    expect((await said(crdWith(without('headers')), { next: stackManifest([OLD, NEW]) }))[0]).toBe('ok');
  });

  it('has failed where the CRD does not have the version of the resource', async () => {
    expect(await said(crdWith(ENTRY, 'v2'))).toEqual(['failed', saying('has no version v1')]);
  });

  it('is skipped for the chart prometheus, which has no custom resource', async () => {
    const manifest = chartManifest([OLD]);
    expect(await said(undefined, { manifest })).toEqual(['skipped', saying('no custom resource')]);
  });

  const forbidden = new NoAnswer({
    kind: 'forbidden',
    what: 'User "x" cannot get it.',
    remedy: '`kubectl auth can-i get customresourcedefinitions.apiextensions.k8s.io` shows when it is there.',
  });

  it('does not know where the CRD may not be read', async () => {
    expect(await said(forbidden)).toEqual(['unknown', 'User "x" cannot get it.']);
  });

  it('does not hold up dual for that: the object itself is compared there', async () => {
    expect(await said(forbidden, { manifest: stackManifest([OLD, NEW]) })).toEqual([
      'skipped',
      saying('kubectl auth can-i get customresourcedefinitions', 'destination-entry-stands'),
    ]);
  });
});

describe('crd-has-fields, in dual', () => {
  it('looks at the entry that is there', async () => {
    const manifest = `${stackManifest([OLD, NEW])}      messageVersion: V2.0\n`;
    expect(await said(crdWith(ENTRY), { manifest })).toEqual([
      'failed',
      saying('has no messageVersion in remoteWrite'),
    ]);
    expect((await said(crdWith(ENTRY), { manifest: stackManifest([OLD, NEW]) }))[0]).toBe('ok');
  });
});
